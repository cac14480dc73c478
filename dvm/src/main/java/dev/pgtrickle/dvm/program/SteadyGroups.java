package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.CommonTables;
import java.util.Set;

/**
 * A statement that adds to all changed groups at once where each of them is stored and keeps rows, as groups do that are written often.
 *
 * <p>Law: as {@link GroupSteps}. All groups are locked in the order of their hashes before any is changed, so that no two transactions each have what the
 * other one waits for; if one is not stored or would go, none is locked. A group that has gone by the time it is locked is left out, for the caller to notice.
 *
 * @param statement returns how many groups there are, how many it has changed, and the least number of rows that one of these has left
 */
public record SteadyGroups(String statement) {

    /**
     * The statement of a maintenance.
     *
     * @param maintenance one that has {@linkplain GroupSteps steps}
     * @param changedLeaves the leaf numbers of the changed scans
     * @param source where their changes are found
     * @return the statement
     */
    public static SteadyGroups of(GroupMaintenance maintenance, Set<Integer> changedLeaves, ChangeSource source) {
        String table = maintenance.storage().table().sql();
        String same = maintenance.sameGroup("s", "g");
        CommonTables tables = maintenance.delta(changedLeaves, source);
        tables.add("grouped", maintenance.grouped("delta"));
        tables.add("changed", "SELECT * FROM grouped g\nWHERE " + maintenance.contributes("g"));
        tables.add(
                "locked",
                "SELECT g.*\nFROM changed g JOIN " + table + " s ON " + same
                        + "\nWHERE NOT EXISTS (\n    SELECT FROM changed g LEFT JOIN " + table + " s ON " + same
                        + "\n    WHERE coalesce(s." + Storage.COUNT + ", 0) + g.n <= 0 OR s." + Storage.COUNT
                        + " IS NULL\n)" + GroupSteps.TOGETHER + "\nFOR UPDATE OF s");
        tables.add(
                "updated",
                GroupSteps.adding(maintenance) + "\nFROM locked g\nWHERE " + same + "\nRETURNING s." + Storage.COUNT
                        + " AS n");
        return new SteadyGroups(
                tables.with()
                        + "SELECT (SELECT count(*) FROM changed), (SELECT count(*) FROM updated), (SELECT coalesce(min(n), 1) FROM updated)");
    }
}
