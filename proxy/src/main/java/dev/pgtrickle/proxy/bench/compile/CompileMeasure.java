package dev.pgtrickle.proxy.bench.compile;

/** What is measured of a definition, in milliseconds, as its client sees it. */
public enum CompileMeasure {
    /** {@code pgtrickle.validate_query}: the server's analysis, the proof that it was understood, and the tree. */
    COMPILE("compile"),
    /** The whole {@code CREATE MATERIALIZED VIEW}, with its tables, triggers and maintenance functions. */
    CREATE("create"),
    /** {@code DROP MATERIALIZED VIEW}. */
    DROP("drop");

    private final String title;

    CompileMeasure(String title) {
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
