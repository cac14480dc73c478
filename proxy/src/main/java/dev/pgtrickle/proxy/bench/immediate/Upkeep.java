package dev.pgtrickle.proxy.bench.immediate;

import java.util.List;
import java.util.Locale;

/** What keeps the sums of the written table, one schema for each. */
enum Upkeep {
    /** Nothing: what writers could reach. */
    NONE(""),
    /** Writers append what they contribute. */
    APPEND("auto"),
    /** Changes are applied once before COMMIT, when writers take turns. */
    COMMIT("commit"),
    /** Writers take turns from their first write to their commit, as with one lock on the view. */
    TURNS("statement");

    private final String option;

    Upkeep(String option) {
        this.option = option;
    }

    /** What can be compared for a query. */
    static List<Upkeep> of(Shape shape) {
        return shape == Shape.SUMS ? List.of(values()) : List.of(NONE, COMMIT, TURNS);
    }

    String schema() {
        return "bench_" + title();
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The written table. */
    String table() {
        return schema() + ".orders";
    }

    /** What readers read: the stream table, or a plain table that looks like it. */
    String sums() {
        return schema() + ".sums";
    }

    /** Creates what readers read. */
    String create(String query) {
        return this == NONE
                ? "CREATE TABLE " + sums() + " AS " + query
                : "CREATE MATERIALIZED VIEW " + sums()
                        + " WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE', pgtrickle.immediate = '" + option
                        + "') AS " + query;
    }
}
