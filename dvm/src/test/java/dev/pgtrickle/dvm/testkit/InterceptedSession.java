package dev.pgtrickle.dvm.testkit;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.dvm.intercept.Interceptor.Completion;
import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client whose statements are intercepted as a proxy or driver would, over plain JDBC. */
public final class InterceptedSession implements AutoCloseable {

    private final Connection connection;
    private final Interceptor interceptor;
    private final List<Notice> notices = new ArrayList<>();

    public InterceptedSession(Connection connection, Interceptor interceptor) {
        this.connection = connection;
        this.interceptor = interceptor;
    }

    public Connection connection() {
        return connection;
    }

    public List<String> notices() {
        return notices.stream().map(Notice::message).toList();
    }

    public List<Notice> fullNotices() {
        return List.copyOf(notices);
    }

    /** Runs one statement; outside a transaction block it is a transaction of its own. Returns its command tag if it was ours. */
    public Optional<String> run(String sql) throws SQLException {
        Optional<Interception> interception = interceptor.read(sql);
        if (interception.isEmpty()) {
            execute(sql);
            return Optional.empty();
        }
        boolean own = connection.getAutoCommit();
        JdbcSession session =
                new JdbcSession(connection, own ? Scope.OWN_TRANSACTION : Scope.TRANSACTION_BLOCK, notices::add);
        connection.setAutoCommit(false);
        try {
            if (interception.get() instanceof Interception.Rewrite rewrite) {
                String rewritten = interceptor.rewrite(rewrite, session);
                if (own) {
                    // As a proxy does: the statement itself may refuse to run in a transaction block.
                    connection.commit();
                    connection.setAutoCommit(true);
                }
                execute(rewritten);
                return Optional.empty();
            }
            Optional<String> tag = intercept(interception.get(), session);
            if (own) {
                connection.commit();
            }
            return tag;
        } catch (SqlError | SQLException e) {
            if (own && !connection.getAutoCommit()) {
                connection.rollback();
            }
            throw e;
        } finally {
            if (own) {
                connection.setAutoCommit(true);
            }
        }
    }

    private Optional<String> intercept(Interception interception, JdbcSession session) throws SQLException {
        switch (interception) {
            case Interception.Command command -> {
                return switch (interceptor.run(command, session)) {
                    case Outcome.Done done -> Optional.of(done.commandTag());
                    case Outcome.Relay relay -> {
                        execute(relay.sql());
                        yield Optional.empty();
                    }
                };
            }
            case Interception.Rewrite rewrite -> throw new IllegalStateException("handled before");
            case Interception.Observe observe -> {
                execute(observe.sql());
                if (interceptor.complete(session) == Completion.REPEAT) {
                    throw new IllegalStateException("use rows() for a statement with an answer");
                }
            }
        }
        return Optional.empty();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows of a query, as {@link Database#rows} writes them. */
    public List<String> rows(String sql) throws SQLException {
        return Database.rows(connection, sql);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
