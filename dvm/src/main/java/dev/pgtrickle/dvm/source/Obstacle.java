package dev.pgtrickle.dvm.source;

/**
 * Why the changes of a relation cannot be captured completely by triggers.
 *
 * @see <a href="https://www.postgresql.org/docs/current/trigger-definition.html">Overview of Trigger Behavior</a>
 */
public enum Obstacle {
    TEMPORARY("temporary", "it is temporary and gone with its session"),
    SYSTEM_CATALOG("system catalog", "it is a system catalog, which cannot have triggers"),
    FOREIGN_TABLE("foreign table", "it is a foreign table, whose rows change elsewhere"),
    MATERIALIZED_VIEW("materialized view", "it is a materialized view, which changes without triggers"),
    FOREIGN_MEMBER(
            "foreign member", "one of its partitions or children is a foreign table, whose rows change elsewhere"),
    UNLOGGED_MEMBER(
            "unlogged member",
            "one of its partitions or children is unlogged, and a crash empties it without a trigger"),
    TEMPORARY_MEMBER("temporary member", "one of its partitions or children is temporary and gone with its session"),
    UNLOGGED("unlogged", "it is unlogged, and a crash empties it without a trigger"),
    ROW_SECURITY(
            "row security",
            "it has row-level security, which hides rows by conditions that can change without a trigger"),
    NOT_READABLE("not readable", "the owner of the stream table may read it through a view only"),
    OTHER_POLICIES("other policies", "it has row-level security, and is read through a view of another owner"),
    SECURITY_BARRIER(
            "security barrier",
            "it is a security barrier: no condition may be looked at before its own, which maintenance cannot promise"),
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
