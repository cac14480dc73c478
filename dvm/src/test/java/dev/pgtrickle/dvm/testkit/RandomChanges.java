package dev.pgtrickle.dvm.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random changes to three small tables: NULL-heavy, duplicate-heavy, with tiny domains, several tables per transaction, keys that move, rows that
 * come and go, and values that are equal but look different.
 */
public final class RandomChanges {

    /** Creates the tables: one with a key, one without that has duplicates, one whose columns are all keys of others. */
    public static final List<String> SETUP = List.of(
            "CREATE TABLE r1 (id int PRIMARY KEY, a int, b int, c numeric, t text)",
            "CREATE TABLE r2 (a int, b text, d numeric(8,2), x float8)",
            "CREATE TABLE r3 (k int PRIMARY KEY, a int NOT NULL, f bigint)",
            "INSERT INTO r1 SELECT i, nullif(i % 4, 0), nullif(i % 3, 0), (i % 5) * 0.5, chr(97 + i % 3) FROM generate_series(1, 10) i",
            "INSERT INTO r2 SELECT nullif(i % 4, 0), nullif(chr(97 + i % 3), 'c'), i % 3, i % 4 FROM generate_series(1, 9) i",
            "INSERT INTO r3 SELECT i, i % 3, nullif(i % 2, 0) FROM generate_series(1, 5) i");

    private static final List<String> NUMBERS =
            List.of("NULL", "0", "1", "1.0", "1.00", "2.5", "-2.5", "0.125", "'NaN'", "100");

    private final RandomGenerator random;

    public RandomChanges(RandomGenerator random) {
        this.random = random;
    }

    /** The statements of one transaction. */
    public List<String> transaction() {
        List<String> statements = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            statements.add(statement());
        }
        if (random.nextInt(8) == 0) {
            statements.add(random.nextInt(statements.size() + 1), "SAVEPOINT s");
            statements.add(random.nextInt(3) == 0 ? "RELEASE s" : "ROLLBACK TO s");
        }
        return statements;
    }

    private String small() {
        return random.nextInt(4) == 0 ? "NULL" : String.valueOf(random.nextInt(4));
    }

    private String id() {
        return String.valueOf(random.nextInt(14));
    }

    private String letter() {
        return random.nextInt(4) == 0 ? "NULL" : "'" + (char) ('a' + random.nextInt(3)) + "'";
    }

    private String number() {
        return NUMBERS.get(random.nextInt(NUMBERS.size()));
    }

    private String money() {
        return random.nextInt(4) == 0 ? "NULL" : random.nextInt(5) + ".50";
    }

    private String statement() {
        return switch (random.nextInt(17)) {
            case 0, 1 ->
                "INSERT INTO r1 VALUES (" + id() + ", " + small() + ", " + small() + ", " + number() + ", " + letter()
                        + ") ON CONFLICT (id) DO "
                        + (random.nextBoolean() ? "NOTHING" : "UPDATE SET a = excluded.a, c = excluded.c");
            case 2 -> "UPDATE r1 SET a = " + small() + " WHERE id % 3 = " + random.nextInt(3);
            case 3 ->
                "UPDATE r1 SET c = " + number() + ", t = " + letter() + " WHERE b IS NOT DISTINCT FROM " + small();
            case 4 -> "UPDATE r1 SET a = b, b = a WHERE id < " + id();
            case 5 ->
                "UPDATE r1 SET id = id + 20 WHERE id = " + id()
                        + " AND NOT EXISTS (SELECT FROM r1 o WHERE o.id = r1.id + 20)";
            case 6 -> "DELETE FROM r1 WHERE id = " + id() + " OR id > 25";
            case 7, 8 ->
                "INSERT INTO r2 VALUES (" + small() + ", " + letter() + ", " + money() + ", " + random.nextInt(4) + ")";
            case 9 -> "INSERT INTO r2 SELECT * FROM r2 WHERE a = " + small() + " LIMIT 2";
            case 10 ->
                "UPDATE r2 SET a = " + small() + ", d = " + money() + " WHERE b IS NOT DISTINCT FROM " + letter();
            case 11 ->
                "DELETE FROM r2 WHERE ctid IN (SELECT ctid FROM r2 ORDER BY a, b LIMIT " + random.nextInt(3) + ")";
            case 12 ->
                "INSERT INTO r3 VALUES (" + id() + ", " + random.nextInt(3) + ", " + small()
                        + ") ON CONFLICT DO NOTHING";
            case 13 ->
                "UPDATE r3 SET a = " + random.nextInt(3) + ", f = " + small() + " WHERE k % 2 = " + random.nextInt(2);
            case 14 -> "DELETE FROM r3 WHERE k = " + id();
            case 15 ->
                "WITH moved AS (DELETE FROM r2 WHERE a = " + random.nextInt(4)
                        + " RETURNING a, b), touched AS (UPDATE r3 SET f = "
                        + small() + " WHERE a = " + random.nextInt(3)
                        + " RETURNING k) INSERT INTO r1 SELECT 30 + row_number() OVER (), a, "
                        + small() + ", " + number() + ", b FROM moved ON CONFLICT DO NOTHING";
            default -> random.nextInt(6) == 0 ? "TRUNCATE r2" : "UPDATE r2 SET x = x";
        };
    }
}
