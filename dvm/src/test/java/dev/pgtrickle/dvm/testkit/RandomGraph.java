package dev.pgtrickle.dvm.testkit;

import dev.pgtrickle.dvm.testkit.RandomTrial.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random changes of a small graph with cycles, parallel edges, loops and nulls; of a forest whose nodes change their parent and their key, where
 * cycles come and go; and of a bill of materials without cycles.
 */
public final class RandomGraph {

    /** The tables and their changes. */
    public static final Workload WORKLOAD = new Workload(
            List.of(
                    "CREATE TABLE e (a int, b int, x int)",
                    "CREATE TABLE node (id int PRIMARY KEY, parent int, name text)",
                    "CREATE TABLE part (whole int, part int, n int)",
                    "CREATE TABLE blocked (id int)",
                    "INSERT INTO e VALUES (1, 2, 1), (2, 3, 1), (1, 3, 2), (3, 4, 1), (4, 2, NULL), (5, 5, 1), (NULL, 1, 1), (3, NULL, 1)",
                    "INSERT INTO node SELECT i, CASE WHEN i > 2 THEN i / 2 END, chr(96 + i) FROM generate_series(1, 8) i",
                    "INSERT INTO part VALUES (1, 2, 2), (1, 3, 1), (2, 4, 3), (3, 4, 1), (4, 5, 2)",
                    "INSERT INTO blocked VALUES (3)"),
            random -> new RandomGraph(random)::transaction);

    private final RandomGenerator random;

    private RandomGraph(RandomGenerator random) {
        this.random = random;
    }

    private List<String> transaction() {
        List<String> statements = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            statements.add(statement());
        }
        return statements;
    }

    private String vertex() {
        return random.nextInt(8) == 0 ? "NULL" : String.valueOf(1 + random.nextInt(6));
    }

    private String id() {
        return String.valueOf(1 + random.nextInt(10));
    }

    private String small() {
        return random.nextInt(4) == 0 ? "NULL" : String.valueOf(random.nextInt(3));
    }

    private String statement() {
        return switch (random.nextInt(18)) {
            case 0, 1, 2 -> "INSERT INTO e VALUES (" + vertex() + ", " + vertex() + ", " + small() + ")";
            case 3, 4 -> "DELETE FROM e WHERE a = " + vertex() + " AND b >= " + vertex();
            case 5 -> "UPDATE e SET b = " + vertex() + " WHERE a = " + vertex();
            case 6 -> "UPDATE e SET a = b, b = a, x = " + small() + " WHERE a IS NOT DISTINCT FROM " + vertex();
            case 7 -> "DELETE FROM e WHERE ctid IN (SELECT ctid FROM e ORDER BY a, b LIMIT " + random.nextInt(3) + ")";
            case 8 ->
                "INSERT INTO node VALUES (" + id() + ", " + id() + ", '" + (char) ('a' + random.nextInt(3))
                        + "') ON CONFLICT (id) DO UPDATE SET parent = excluded.parent";
            case 9, 10 -> "UPDATE node SET parent = " + id() + " WHERE id = " + id();
            case 11 -> "UPDATE node SET parent = NULL WHERE id = " + id();
            case 12 ->
                "UPDATE node SET id = id + 10 WHERE id = " + id()
                        + " AND NOT EXISTS (SELECT FROM node o WHERE o.id = node.id + 10)";
            case 13 -> "DELETE FROM node WHERE id = " + id();
            case 14 -> {
                int whole = 1 + random.nextInt(5);
                yield "INSERT INTO part VALUES (" + whole + ", " + (whole + 1 + random.nextInt(3)) + ", "
                        + random.nextInt(4) + ")";
            }
            case 15 -> "DELETE FROM part WHERE whole = " + id() + " OR n = 0";
            case 16 -> "UPDATE part SET n = n + 1, part = part + 1 WHERE whole = " + id();
            default ->
                random.nextInt(3) == 0
                        ? "DELETE FROM blocked WHERE id < " + id()
                        : random.nextInt(12) == 0 ? "TRUNCATE e" : "INSERT INTO blocked VALUES (" + vertex() + ")";
        };
    }
}
