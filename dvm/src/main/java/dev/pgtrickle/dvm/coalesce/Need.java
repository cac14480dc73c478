package dev.pgtrickle.dvm.coalesce;

/** What has to happen before a statement in a transaction that keeps changes of IMMEDIATE stream tables for COMMIT. */
public enum Need {
    /** Nothing: it reads no stream table, whatever the server does. */
    NOTHING(""),
    /** Changes are applied, as it may read a stream table. */
    APPLY("SELECT pgtrickle.flush()"),
    /** As before, and before all further statements of the transaction: from here on there may be names that are not known. */
    APPLY_ALWAYS("SELECT pgtrickle.flush()"),
    /** Changes are applied, and from here on at each statement's end: it may set off something that we do not see, which may read a stream table. */
    STOP("SELECT pgtrickle.flush() FROM pg_catalog.set_config('pgtrickle.immediate', 'statement', true)");

    private final String sql;

    Need(String sql) {
        this.sql = sql;
    }

    /**
     * The statement that the server gets before.
     *
     * @return SQL text; empty where there is none
     */
    public String sql() {
        return sql;
    }

    /** The need of two statements in one text. */
    Need and(Need other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
