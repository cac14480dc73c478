package dev.pgtrickle.proxy.bench.suite;

/** What is measured, in milliseconds. */
public enum Measure {
    /** {@code REFRESH MATERIALIZED VIEW} of an ordinary materialized view with the query, as its client sees it. */
    RECOMPUTE("recompute"),
    /** The query alone, its rows kept in a temporary table. */
    QUERY("query"),
    /** A refresh that applies the changes, from the beginning of its transaction to its last statement, on the server's clock. */
    SERVER("server"),
    /** A refresh that applies the changes, as its client sees it. */
    REFRESH("refresh"),
    /** A refresh in mode AUTO, as its client sees it. */
    AUTO("auto");

    private final String title;

    Measure(String title) {
        this.title = title;
    }

    /**
     * A name for people and for JSON.
     *
     * @return one word
     */
    public String title() {
        return title;
    }
}
