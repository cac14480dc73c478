package dev.pgtrickle.proxy.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.jdbc.PreferQueryMode;

/** A statement that is run again and again, and how it is sent. */
enum Workload {
    SELECT_SIMPLE("SELECT 1, simple", PreferQueryMode.SIMPLE, "SELECT 1"),
    SELECT_PREPARED("SELECT 1, prepared", PreferQueryMode.EXTENDED, "SELECT 1"),
    INSERT_PREPARED("INSERT of one row, prepared", PreferQueryMode.EXTENDED, "INSERT INTO %s VALUES (1)");

    private final String title;
    private final PreferQueryMode mode;
    private final String sql;

    Workload(String title, PreferQueryMode mode, String sql) {
        this.title = title;
        this.mode = mode;
        this.sql = sql;
    }

    /** What the report calls it. */
    String title() {
        return title;
    }

    /** How the driver sends it. */
    PreferQueryMode mode() {
        return mode;
    }

    /** The statement, ready to be run on a connection of its {@link #mode}. */
    Runner prepare(Connection connection, String table) throws SQLException {
        String text = sql.formatted(table);
        return switch (mode) {
            case SIMPLE -> {
                Statement statement = connection.createStatement();
                yield new Runner(statement, () -> statement.execute(text));
            }
            default -> {
                PreparedStatement statement = connection.prepareStatement(text);
                yield new Runner(statement, statement::execute);
            }
        };
    }

    /** Runs a statement once. */
    interface Execution {
        boolean execute() throws SQLException;
    }

    /** A statement on a connection. */
    record Runner(Statement statement, Execution execution) implements AutoCloseable {

        /** Runs it and returns how long that took, in nanoseconds. */
        long time() throws SQLException {
            long start = System.nanoTime();
            execution.execute();
            return System.nanoTime() - start;
        }

        @Override
        public void close() throws SQLException {
            statement.close();
        }
    }
}
