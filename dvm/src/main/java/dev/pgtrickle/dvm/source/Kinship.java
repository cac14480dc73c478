package dev.pgtrickle.dvm.source;

/**
 * Which other tables' rows belong to a table, or whose rows its own ones are: what decides which triggers see all of its changes.
 *
 * <p>A statement fires the statement triggers of the table that it names, and no others. Row triggers fire for each row where it is stored.
 *
 * @see <a href="https://www.postgresql.org/docs/current/trigger-definition.html">Overview of Trigger Behavior</a>
 */
public enum Kinship {
    /** It takes part in neither partitioning nor inheritance. */
    ALONE("alone"),
    /** It is a partition or an inheritance child, without children of its own. */
    CHILD("child"),
    /** It is partitioned: all its rows are in its partitions. */
    PARTITIONED("partitioned"),
    /** It has inheritance children. Its unique indexes and NOT NULL constraints mean its own rows only. */
    INHERITED("inherited");

    private final String code;

    Kinship(String code) {
        this.code = code;
    }

    static Kinship of(String code) {
        for (Kinship kinship : values()) {
            if (kinship.code.equals(code)) {
                return kinship;
            }
        }
        throw new IllegalArgumentException("unknown kinship: " + code);
    }

    /**
     * What kind of triggers see every change of the table.
     *
     * @return {@link Level#STATEMENT} where transition tables do
     */
    public Level level() {
        return this == ALONE ? Level.STATEMENT : Level.ROW;
    }

    /** What a trigger is fired for. */
    public enum Level {
        /** Once for each statement. */
        STATEMENT,
        /** Once for each row. */
        ROW
    }
}
