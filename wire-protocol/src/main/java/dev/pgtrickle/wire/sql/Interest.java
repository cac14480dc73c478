package dev.pgtrickle.wire.sql;

/** Whether a statement may concern stream tables. Too much interest costs a round trip; too little breaks a promise. */
public enum Interest {
    /** It does not. */
    NONE,
    /** It may, when the objects that it names are stream tables. */
    POSSIBLE,
    /** It is stream DDL or mentions the schema {@code pgtrickle}. */
    CERTAIN;

    /**
     * The interest of two parts together.
     *
     * @param other the other part's
     * @return the greater one
     */
    public Interest or(Interest other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
