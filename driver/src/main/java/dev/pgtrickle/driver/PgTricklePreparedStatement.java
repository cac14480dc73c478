package dev.pgtrickle.driver;

import dev.pgtrickle.dvm.intercept.Interception;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** A prepared statement that may concern stream tables. */
@NullUnmarked
class PgTricklePreparedStatement extends PreparedStatementDelegate {

    private final PreparedStatement delegate;
    private final String prepared;
    private final Optional<Interception> found;

    /**
     * A prepared statement.
     *
     * @param connection its connection
     * @param delegate what pgjdbc prepared
     * @param prepared the text that it prepared
     * @param found how it is intercepted, if it is
     */
    PgTricklePreparedStatement(
            PgTrickleConnection connection, PreparedStatement delegate, String prepared, Optional<Interception> found) {
        super(connection, delegate);
        this.delegate = delegate;
        this.prepared = prepared;
        this.found = found;
    }

    private boolean intercept() throws SQLException {
        forget();
        return intercept(found.orElseThrow(), this::send);
    }

    /** What pgjdbc has prepared is sent as it is; another text is a statement of its own, which has no rows. */
    private boolean send(String sql) throws SQLException {
        if (sql.equals(prepared)) {
            return delegate.execute();
        }
        try (Statement other = owner().delegate().createStatement()) {
            return other.execute(sql);
        }
    }

    @Override
    public boolean execute() throws SQLException {
        return found.isPresent() ? intercept() : delegate.execute();
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return found.isPresent() ? queried(intercept()) : delegate.executeQuery();
    }

    @Override
    public int executeUpdate() throws SQLException {
        return found.isPresent() ? (int) updated(intercept()) : delegate.executeUpdate();
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return found.isPresent() ? updated(intercept()) : delegate.executeLargeUpdate();
    }

    @Override
    public void addBatch() throws SQLException {
        if (found.isPresent()) {
            throw noBatch();
        }
        delegate.addBatch();
    }
}
