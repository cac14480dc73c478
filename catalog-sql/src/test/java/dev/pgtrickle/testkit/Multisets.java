package dev.pgtrickle.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** Compares two queries as multisets of rows, at one snapshot. */
public final class Multisets {

    private final Connection connection;
    /** By type: whether the server can tell equal values of it. */
    private final Map<String, Boolean> equality = new HashMap<>();

    /** Compares in a session, which must not be in a transaction block that failed. */
    public Multisets(Connection connection) {
        this.connection = connection;
    }

    /** The rows that differ by their text: what a client sees, digit by digit. */
    public List<String> differByText(String left, String right) throws SQLException {
        return difference("whole_row::text", left, right);
    }

    /** The rows that differ by SQL equality; values of types without an equality are compared by their text. */
    public List<String> differBySql(String left, String right) throws SQLException {
        return difference(comparableColumns(left), left, right);
    }

    private List<String> difference(String list, String left, String right) throws SQLException {
        String a = "SELECT " + list + " FROM (" + left + "\n) whole_row";
        String b = "SELECT " + list + " FROM (" + right + "\n) whole_row";
        return Database.rows(
                connection,
                "(SELECT 'only left' AS side, x.* FROM (" + a + " EXCEPT ALL " + b
                        + ") x) UNION ALL (SELECT 'only right', x.* FROM (" + b + " EXCEPT ALL " + a + ") x)");
    }

    private String comparableColumns(String query) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (var statement = connection.createStatement();
                var nothing = statement.executeQuery("SELECT * FROM (" + query + "\n) whole_row LIMIT 0")) {
            var shape = nothing.getMetaData();
            for (int i = 1; i <= shape.getColumnCount(); i++) {
                String name = '"' + shape.getColumnLabel(i).replace("\"", "\"\"") + '"';
                columns.add(
                        hasEquality(shape.getColumnTypeName(i)) ? "whole_row." + name : "whole_row." + name + "::text");
            }
        }
        return columns.stream().collect(Collectors.joining(", "));
    }

    /** Asks the server: it refuses a statement that would have to compare such values. */
    private boolean hasEquality(String type) throws SQLException {
        Boolean known = equality.get(type);
        if (known == null) {
            boolean block = connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.OPEN;
            if (block) {
                execute("SAVEPOINT has_equality");
            }
            try {
                Database.rows(connection, "SELECT NULL::" + type + " EXCEPT SELECT NULL::" + type);
                known = true;
            } catch (SQLException e) {
                if (!"42883".equals(e.getSQLState())) {
                    throw e;
                }
                known = false;
            }
            if (block) {
                execute("ROLLBACK TO has_equality");
            }
            equality.put(type, known);
        }
        return known;
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
