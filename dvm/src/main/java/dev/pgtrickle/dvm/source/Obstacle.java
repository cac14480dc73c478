package dev.pgtrickle.dvm.source;

/**
 * Why the changes of a relation cannot be captured completely by statement triggers.
 *
 * @see <a href="https://www.postgresql.org/docs/current/trigger-definition.html">Overview of Trigger Behavior</a>
 */
public enum Obstacle {
    TEMPORARY("temporary", "it is temporary and gone with its session"),
    SYSTEM_CATALOG("system catalog", "it is a system catalog, which cannot have triggers"),
    FOREIGN_TABLE("foreign table", "it is a foreign table, whose rows change elsewhere"),
    MATERIALIZED_VIEW("materialized view", "it is a materialized view, which changes without triggers"),
    PARTITIONED("partitioned", "it is partitioned, and writes to a partition pass by its statement triggers"),
    PARTITION("partition", "it is a partition, and writes through its parent pass by its statement triggers"),
    INHERITANCE(
            "inheritance",
            "it takes part in inheritance, and writes to one table pass by the statement triggers of the other"),
    UNLOGGED("unlogged", "it is unlogged, and a crash empties it without a trigger"),
    ROW_SECURITY("row security", "it has row-level security, so that what it shows depends on who looks"),
    NOT_A_TABLE("not a table", "it is not a table");

    private final String code;
    private final String reason;

    Obstacle(String code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    static Obstacle of(String code) {
        for (Obstacle obstacle : values()) {
            if (obstacle.code.equals(code)) {
                return obstacle;
            }
        }
        throw new IllegalArgumentException("unknown obstacle: " + code);
    }

    /**
     * The reason in words.
     *
     * @return a clause that follows the relation's name
     */
    public String reason() {
        return reason;
    }
}
