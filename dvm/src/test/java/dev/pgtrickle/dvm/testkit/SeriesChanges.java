package dev.pgtrickle.dvm.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random changes to series of rows: appended ones, ones at the beginning and in the middle, rows that move within their series and to other ones, whole
 * series that come and go, with few different sort keys, many nulls among them, and duplicates.
 */
public final class SeriesChanges {

    /** Creates the tables: one with a key and nulls everywhere else, one of duplicates, one without nulls. */
    public static final List<String> SETUP = List.of(
            "CREATE TABLE s1 (id int PRIMARY KEY, a int, o int, x int, y numeric, z float8, t text)",
            "CREATE TABLE s2 (a int, o int, x int)",
            "CREATE TABLE s3 (id int PRIMARY KEY, g int NOT NULL, ts timestamptz NOT NULL, v bigint)",
            "INSERT INTO s1 SELECT i, nullif(i % 3, 0), nullif(i % 7, 0), nullif(i % 5, 0), (i % 4) * 0.50, i * 0.1, chr(97 + i % 3) FROM generate_series(1, 20) i",
            "INSERT INTO s2 SELECT nullif(i % 3, 0), nullif(i % 4, 0), i % 3 FROM generate_series(1, 14) i",
            "INSERT INTO s3 SELECT i, i % 3, '2026-01-01'::timestamptz + i / 2 * interval '1 h', nullif(i % 5, 0) FROM generate_series(1, 15) i",
            "CREATE INDEX ON s1 (a, o)",
            "CREATE INDEX ON s3 (g, ts)");

    private static final List<String> NUMBERS =
            List.of("NULL", "0", "1", "1.0", "1.00", "0.5", "-2.5", "0.125", "'NaN'", "'infinity'");

    private final RandomGenerator random;
    private int next = 100;

    public SeriesChanges(RandomGenerator random) {
        this.random = random;
    }

    /** The statements of one transaction. */
    public List<String> transaction() {
        List<String> statements = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            statements.add(statement());
        }
        return statements;
    }

    private String statement() {
        return switch (random.nextInt(17)) {
            case 0, 1 -> "INSERT INTO s1 VALUES " + row(String.valueOf(10 + random.nextInt(5)));
            case 2, 3 -> "INSERT INTO s1 VALUES " + row(key()) + ", " + row(key());
            case 4 -> "INSERT INTO s1 VALUES " + row("-1");
            case 5 ->
                "DELETE FROM s1 WHERE id IN (SELECT id FROM s1 WHERE a IS NOT DISTINCT FROM " + series()
                        + " ORDER BY o, id LIMIT 2)";
            case 6 -> "DELETE FROM s1 WHERE id % 5 = " + random.nextInt(5);
            case 7 -> "UPDATE s1 SET o = " + key() + " WHERE id % 4 = " + random.nextInt(4);
            case 8 -> "UPDATE s1 SET a = " + series() + " WHERE id % 6 = " + random.nextInt(6);
            case 9 -> "UPDATE s1 SET x = " + small() + ", y = " + number() + " WHERE o IS NOT DISTINCT FROM " + key();
            case 10 -> "UPDATE s1 SET a = " + series() + ", o = o + 1, t = " + letter() + " WHERE a = 1";
            case 11 ->
                "INSERT INTO s2 VALUES (" + series() + ", " + key() + ", " + small() + "), (" + series() + ", 8, 1)";
            case 12 -> "DELETE FROM s2 WHERE ctid IN (SELECT ctid FROM s2 ORDER BY a, o LIMIT 2)";
            case 13 -> "UPDATE s2 SET o = " + key() + ", x = " + small() + " WHERE a IS NOT DISTINCT FROM " + series();
            case 14 ->
                "INSERT INTO s3 VALUES (" + next++ + ", " + random.nextInt(4) + ", '2026-01-01'::timestamptz + "
                        + random.nextInt(12) + " * interval '1 h', " + small() + ")";
            case 15 ->
                "UPDATE s3 SET ts = ts + interval '3 h', g = " + random.nextInt(4) + " WHERE id % 5 = "
                        + random.nextInt(5);
            default -> "DELETE FROM s3 WHERE id % 7 = " + random.nextInt(7);
        };
    }

    private String row(String key) {
        return "(" + next++ + ", " + series() + ", " + key + ", " + small() + ", " + number() + ", " + random.nextInt(9)
                + " * 0.1, " + letter() + ")";
    }

    private String series() {
        return random.nextInt(4) == 0 ? "NULL" : String.valueOf(random.nextInt(3));
    }

    private String key() {
        return random.nextInt(4) == 0 ? "NULL" : String.valueOf(random.nextInt(8));
    }

    private String small() {
        return random.nextInt(4) == 0 ? "NULL" : String.valueOf(random.nextInt(4));
    }

    private String number() {
        return NUMBERS.get(random.nextInt(NUMBERS.size()));
    }

    private String letter() {
        return random.nextInt(4) == 0 ? "NULL" : "'" + (char) ('a' + random.nextInt(3)) + "'";
    }
}
