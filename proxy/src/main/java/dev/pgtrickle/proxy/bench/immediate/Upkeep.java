package dev.pgtrickle.proxy.bench.immediate;

import java.util.List;
import java.util.Locale;

/** What keeps the sums of the written table, one schema for each. */
enum Upkeep {
    /** Nothing: what writers could reach. */
    NONE,
    /** A stream table to whose log writers append what they contribute. */
    APPEND,
    /** A stream table to which changes are applied once, before COMMIT. */
    COMMIT,
    /** A stream table whose writers take turns from their first write to their commit. */
    TURNS,
    /** How others do it, by a trigger of our own: each statement locks the sums until its transaction ends, and adds what it changes to them. */
    LOCK;

    /** What can be compared for a query. */
    static List<Upkeep> of(Shape shape) {
        return shape == Shape.SUMS ? List.of(values()) : List.of(NONE, COMMIT, TURNS, LOCK);
    }

    String schema() {
        return "bench_" + title();
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The written table. That with a trigger has a name of its own: statements on tables that are called like one with triggers keep no changes. */
    String table() {
        return schema() + (this == LOCK ? ".locked" : ".orders");
    }

    /** The query of the sums. */
    String query(Shape shape) {
        return shape.query(schema(), table());
    }

    /** What readers read: the stream table, or a plain table that looks like it. */
    String sums() {
        return schema() + ".sums";
    }

    /** Whether there is a stream table. */
    boolean isStreamTable() {
        return switch (this) {
            case NONE, LOCK -> false;
            case APPEND, COMMIT, TURNS -> true;
        };
    }

    /** Whether what readers read follows what writers write. */
    boolean isKept() {
        return this != NONE;
    }

    /** Creates what readers read, and what keeps it. */
    List<String> create(Shape shape) {
        return switch (this) {
            case NONE -> List.of(plain(shape));
            case APPEND -> List.of(streamTable(shape, "auto"));
            case COMMIT -> List.of(streamTable(shape, "commit"));
            case TURNS -> List.of(streamTable(shape, "statement"));
            case LOCK -> locking(shape);
        };
    }

    private String plain(Shape shape) {
        return "CREATE TABLE " + sums() + " AS " + query(shape);
    }

    private String streamTable(Shape shape, String option) {
        return "CREATE MATERIALIZED VIEW " + sums()
                + " WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE', pgtrickle.immediate = '" + option + "') AS "
                + query(shape);
    }

    private List<String> locking(Shape shape) {
        return List.of(
                plain(shape),
                "CREATE UNIQUE INDEX ON " + sums() + " (" + shape.key() + ")",
                """
                        CREATE FUNCTION %1$s.keep() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN
                            LOCK TABLE %2$s IN EXCLUSIVE MODE;
                            INSERT INTO %2$s AS s %3$s
                            ON CONFLICT (%4$s) DO UPDATE SET n = s.n + excluded.n, total = s.total + excluded.total;
                            RETURN NULL;
                        END $$""".formatted(schema(), sums(), shape.query(schema(), "added"), shape.key()),
                "CREATE TRIGGER keep AFTER INSERT ON " + table()
                        + " REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION " + schema()
                        + ".keep()");
    }
}
