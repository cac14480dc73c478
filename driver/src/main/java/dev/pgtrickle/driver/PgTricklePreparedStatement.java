package dev.pgtrickle.driver;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.NullUnmarked;

/** A prepared statement that may concern stream tables. */
@NullUnmarked
class PgTricklePreparedStatement extends PreparedStatementDelegate {

    private final PreparedStatement delegate;
    private final Reading reading;

    PgTricklePreparedStatement(PgTrickleConnection connection, PreparedStatement delegate, Reading reading)
            throws SQLException {
        super(connection, delegate);
        this.delegate = delegate;
        this.reading = reading;
    }

    private boolean isOurs() {
        return reading.found().isPresent();
    }

    /** Executes what pgjdbc has prepared. */
    private <T> T sent(Sending<T> sending) throws SQLException {
        return owner().send(reading.sql(), sending);
    }

    @Override
    String batch() {
        return reading.sql();
    }

    private boolean intercept() throws SQLException {
        forget();
        return sent(() -> intercept(reading.found().orElseThrow(), this::send));
    }

    /** What pgjdbc has prepared is sent as it is; another text is a statement of its own, which has no rows. */
    private boolean send(String sql) throws SQLException {
        if (sql.equals(reading.text())) {
            return delegate.execute();
        }
        try (Statement other = owner().delegate().createStatement()) {
            return run().send(() -> other.execute(sql));
        }
    }

    @Override
    public boolean execute() throws SQLException {
        return isOurs() ? intercept() : sent(delegate::execute);
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return isOurs() ? queried(intercept()) : sent(delegate::executeQuery);
    }

    @Override
    public int executeUpdate() throws SQLException {
        return isOurs() ? (int) updated(intercept()) : sent(delegate::executeUpdate);
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return isOurs() ? updated(intercept()) : sent(delegate::executeLargeUpdate);
    }

    @Override
    public void addBatch() throws SQLException {
        if (isOurs()) {
            throw noBatch();
        }
        delegate.addBatch();
    }
}
