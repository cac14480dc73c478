package dev.pgtrickle.dvm.statement;

/** The two spellings of our statements. */
public enum Dialect {
    /** {@code CREATE MATERIALIZED VIEW .. WITH (pgtrickle.stream)} and the like, which ordinary materialized views share. */
    MATERIALIZED_VIEW("MATERIALIZED VIEW"),
    /** {@code CREATE STREAM TABLE} and the like. */
    STREAM_TABLE("STREAM TABLE");

    private final String words;

    Dialect(String words) {
        this.words = words;
    }

    /**
     * The words for the kind of object.
     *
     * @return as in a command tag
     */
    public String words() {
        return words;
    }
}
