package dev.pgtrickle.dvm.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A {@link SqlSession} over a pgjdbc connection that somebody else owns.
 *
 * <p>A parameter that a statement uses twice reaches the server as two parameters, whose types are inferred apart: such a statement should
 * cast each use. pgjdbc keeps the server-prepared statements of a connection by text, so a text that is sent again and again is planned
 * once. A text may have several statements, of which the last rows are returned.
 */
public final class JdbcSession implements SqlSession {

    private final Connection connection;
    private final Scope scope;
    private final Consumer<Notice> notices;
    private final Translations translations;

    /**
     * A session over a connection.
     *
     * @param connection a pgjdbc connection; it is not closed, and neither committed nor rolled back
     * @param scope what the owner of the connection does with the transaction around a call
     * @param notices where {@link #raise} delivers to
     */
    public JdbcSession(Connection connection, Scope scope, Consumer<Notice> notices) {
        this(connection, scope, notices, new Translations());
    }

    /**
     * A session over a connection that knows what others have sent.
     *
     * @param connection a pgjdbc connection; it is not closed, and neither committed nor rolled back
     * @param scope what the owner of the connection does with the transaction around a call
     * @param notices where {@link #raise} delivers to
     * @param translations how statements are translated; may be shared
     */
    public JdbcSession(Connection connection, Scope scope, Consumer<Notice> notices, Translations translations) {
        this.translations = translations;
        this.connection = connection;
        this.scope = scope;
        this.notices = notices;
    }

    @Override
    public Rows query(String sql, @Nullable String... parameters) {
        ParameterTranslation translation = translations.of(sql);
        // Of an updatable result, pgjdbc asks for text only. It never looks for the updatable table unless a row is
        // updated.
        try (PreparedStatement statement = connection.prepareStatement(
                translation.jdbcText(), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE)) {
            List<Integer> uses = translation.uses();
            for (int i = 0; i < uses.size(); i++) {
                bind(statement, i + 1, parameters, uses.get(i));
            }
            Rows rows = Rows.NONE;
            boolean found = statement.execute();
            while (found || statement.getUpdateCount() >= 0) {
                rows = found ? read(statement) : rows;
                found = statement.getMoreResults();
            }
            return rows;
        } catch (SQLException e) {
            throw error(e, translation);
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable String[] parameters, int number)
            throws SQLException {
        if (number > parameters.length) {
            throw new IllegalArgumentException("no value for parameter $" + number);
        }
        String value = parameters[number - 1];
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else {
            statement.setObject(index, value, Types.OTHER);
        }
    }

    private static Rows read(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.getResultSet()) {
            ResultSetMetaData meta = result.getMetaData();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.add(meta.getColumnLabel(i));
            }
            List<Rows.Row> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable String> values = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    values.add(result.getString(i));
                }
                rows.add(new Rows.Row(Collections.unmodifiableList(values)));
            }
            return new Rows(List.copyOf(columns), List.copyOf(rows));
        }
    }

    private static SqlError error(SQLException e, ParameterTranslation translation) {
        ServerErrorMessage fields = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        SqlError error = fields == null ? fromDriver(e) : fromServer(e, fields, translation);
        error.addSuppressed(e);
        return error;
    }

    private static SqlError fromServer(SQLException e, ServerErrorMessage fields, ParameterTranslation translation) {
        String state = fields.getSQLState();
        String message = fields.getMessage();
        SqlError error = SqlError.fromServer(
                state == null ? SqlState.INTERNAL_ERROR : state,
                message == null ? String.valueOf(e.getMessage()) : message,
                fields.getDetail(),
                fields.getHint(),
                fields.getWhere(),
                translation.originalPosition(fields.getPosition()));
        String internal = fields.getInternalQuery();
        return internal == null
                ? error
                : error.inInternalQuery(new SqlError.InternalQuery(internal, fields.getInternalPosition()));
    }

    /** The connection broke, or the driver refused the statement: no server error, but the session cannot go on either. */
    private static SqlError fromDriver(SQLException e) {
        String state = e.getSQLState();
        return SqlError.fromServer(
                state == null ? SqlState.INTERNAL_ERROR : state, String.valueOf(e.getMessage()), null, null, null, 0);
    }

    @Override
    public void raise(Notice notice) {
        notices.accept(notice);
    }

    @Override
    public Scope scope() {
        return scope;
    }
}
