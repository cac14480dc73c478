package dev.pgtrickle.conformance.stage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The settings of a session that writes. They change how values look as text, and must change nothing else. */
public enum WriterSettings {
    /** Those of the server; statements go by the extended protocol. */
    DEFAULT("", ""),
    /**
     * Others than those of the session that refreshes; statements go by the simple protocol. The driver wants DateStyle to be ISO whenever a
     * session is idle, so it is something else only during a statement.
     */
    NASTY("SET DateStyle = 'SQL, DMY'; ", "; RESET DateStyle");

    private final String before;
    private final String after;

    WriterSettings(String before, String after) {
        this.before = before;
        this.after = after;
    }

    /** Opens a session with these settings. */
    public Connection connect(Stage stage, Route route) throws SQLException {
        if (this == DEFAULT) {
            return stage.connect(route);
        }
        Connection connection = stage.connect(route, "preferQueryMode=simple");
        for (String setting : List.of(
                "TimeZone = 'Asia/Tokyo'",
                "extra_float_digits = 0",
                "IntervalStyle = 'iso_8601'",
                "bytea_output = 'escape'")) {
            Stage.run(connection, "SET " + setting);
        }
        return connection;
    }

    /** Runs a statement in such a session. */
    public void run(Connection connection, String sql) throws SQLException {
        Stage.run(connection, statement(sql));
    }

    /** The text to send for a statement. */
    public String statement(String sql) {
        return before + sql + after;
    }
}
