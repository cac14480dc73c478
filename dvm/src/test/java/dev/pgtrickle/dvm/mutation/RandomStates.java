package dev.pgtrickle.dvm.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random states of three small tables before and after a change: a few rows over tiny domains with many nulls and duplicates, of which about half stay,
 * so that after a few draws everything that can happen to a row and its partners at once has happened.
 */
final class RandomStates {

    /** The tables, in a schema of the caller's. */
    static final List<String> TABLES = List.of(
            "CREATE TABLE r1 (id int PRIMARY KEY, a int, b int, t text)",
            "CREATE TABLE r2 (a int, b text, d int)",
            "CREATE TABLE r3 (k int PRIMARY KEY, a int NOT NULL, f int)");

    private static final List<String> NAMES = List.of("r1", "r2", "r3");

    private static final int KEYS = 6;

    private final RandomGenerator random;

    RandomStates(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Statements that replace all rows.
     *
     * @param before the schema with the tables before
     * @param now the schema with the tables after
     */
    List<String> next(String before, String now) {
        List<String> statements = new ArrayList<>();
        for (String table : NAMES) {
            List<String> old = new ArrayList<>();
            List<String> current = new ArrayList<>();
            // Now and then a table is empty, before or after.
            boolean wasEmpty = random.nextInt(8) == 0;
            boolean isEmpty = random.nextInt(8) == 0;
            for (int key = 0; key < KEYS; key++) {
                String row = row(table, key);
                boolean was = !wasEmpty && random.nextInt(3) > 0;
                if (was) {
                    old.add(row);
                }
                int fate = random.nextInt(6);
                if (!isEmpty && (was ? fate < 4 : fate < 2)) {
                    current.add(was && fate < 3 ? row : row(table, key));
                }
            }
            statements.addAll(fill(before + "." + table, old));
            statements.addAll(fill(now + "." + table, current));
        }
        return statements;
    }

    private static List<String> fill(String table, List<String> rows) {
        String delete = "DELETE FROM " + table;
        return rows.isEmpty()
                ? List.of(delete)
                : List.of(delete, "INSERT INTO " + table + " VALUES " + String.join(", ", rows));
    }

    private String row(String table, int key) {
        return switch (table) {
            case "r1" -> "(" + key + ", " + small() + ", " + small() + ", " + letter() + ")";
            case "r2" -> "(" + small() + ", " + letter() + ", " + small() + ")";
            default -> "(" + key + ", " + random.nextInt(3) + ", " + small() + ")";
        };
    }

    private String small() {
        return random.nextInt(4) == 0 ? "NULL" : String.valueOf(random.nextInt(3));
    }

    private String letter() {
        return random.nextInt(4) == 0 ? "NULL" : random.nextBoolean() ? "'x'" : "'y'";
    }
}
