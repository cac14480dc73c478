package dev.pgtrickle.conformance.fuzz.play;

import java.util.List;
import java.util.stream.Collectors;

/** A statement that changes tables. */
public sealed interface Change {

    /**
     * The statement.
     *
     * @return SQL
     */
    String sql();

    /**
     * New rows.
     *
     * @param table the table
     * @param rows a literal for each column
     * @param conflict an ON CONFLICT clause, or nothing
     */
    record Insert(String table, List<List<String>> rows, String conflict) implements Change {

        /** Copies the rows. */
        public Insert {
            rows = rows.stream().map(List::copyOf).toList();
        }

        @Override
        public String sql() {
            return "INSERT INTO " + table + " VALUES "
                    + rows.stream()
                            .map(row -> "(" + String.join(", ", row) + ")")
                            .collect(Collectors.joining(", "))
                    + (conflict.isEmpty() ? "" : " ") + conflict;
        }
    }

    /**
     * Any other statement.
     *
     * @param sql its text
     */
    record Other(String sql) implements Change {}
}
