package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.aggregate.GroupState;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.CommonTables;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.Storage.Column;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements that apply changes to groups one after the other, where what changes contribute is added to what is stored.
 *
 * <p>For a few groups, setting up one statement that does all of it takes several times as long as these. An UPDATE adds to the row as it is when it gets
 * its lock, so that what others have added meanwhile is not lost.
 *
 * <p>Groups that lose rows come first: one that goes may leave its place in a unique index to another one. Where several transactions may change groups
 * at the same time, {@link SharedGroups}, all come in the order of their hashes instead, so that no two transactions each have what the other one waits for.
 *
 * <p>{@code g} is a row of {@code groups}: in the other statements, a variable.
 *
 * @param groups a query for what the changed groups get, without an order
 * @param update adds to the stored row of group {@code g} and returns the number of its rows
 * @param insert stores group {@code g}
 * @param delete removes the stored row of group {@code g}
 * @param steady changes all groups by one statement if each of them is stored and keeps rows, locking them in one order; returns how many there are, how many it
 *     changed, and the least number of rows that one of these has left
 */
public record GroupSteps(String groups, String update, String insert, String delete, String steady) {

    /** Losing groups first. */
    public static final String ALONE = "\nORDER BY g.n >= 0, g.h";

    /** One order for all transactions. */
    public static final String TOGETHER = "\nORDER BY g.h";

    /**
     * The steps of a maintenance.
     *
     * @param maintenance what they are steps of
     * @param changedLeaves the leaf numbers of the changed scans
     * @param source where their changes are found
     * @return the statements; nothing where groups have to be read again, or are equal by other rules than those of a variable of their keys' types
     */
    public static Optional<GroupSteps> of(
            GroupMaintenance maintenance, Set<Integer> changedLeaves, ChangeSource source) {
        if (!isSums(maintenance) || !hasDefaultCollations(maintenance)) {
            return Optional.empty();
        }
        CommonTables tables = maintenance.delta(changedLeaves, source);
        tables.add("grouped", maintenance.grouped("delta"));
        String groups = tables.with() + "SELECT * FROM grouped g\nWHERE " + maintenance.contributes("g");
        Storage storage = maintenance.storage();
        String table = storage.table().sql();
        String merged = "SELECT " + String.join(", ", maintenance.mergedValues());
        List<Column> columns = maintenance.changingColumns();
        String same = maintenance.sameGroup("s", "g");
        String set = "UPDATE " + table + " s\nSET (" + Storage.list(columns) + ") = (\n"
                + Indent.by4("SELECT "
                        + columns.stream()
                                .map(c -> "f." + maintenance.computedName(c))
                                .collect(Collectors.joining(", "))
                        + "\nFROM (\n" + Indent.by4(maintenance.withOutputs(merged)) + "\n) f")
                + "\n)";
        tables.add("changed", "SELECT * FROM grouped g\nWHERE " + maintenance.contributes("g"));
        tables.add(
                "locked",
                "SELECT g.*\nFROM changed g JOIN " + table + " s ON " + same
                        + "\nWHERE NOT EXISTS (\n    SELECT FROM changed g LEFT JOIN " + table + " s ON " + same
                        + "\n    WHERE coalesce(s." + Storage.COUNT + ", 0) + g.n <= 0 OR s." + Storage.COUNT
                        + " IS NULL\n)" + TOGETHER + "\nFOR UPDATE OF s");
        tables.add("updated", set + "\nFROM locked g\nWHERE " + same + "\nRETURNING s." + Storage.COUNT + " AS n");
        return Optional.of(
                new GroupSteps(
                        groups,
                        set + "\nWHERE " + same + "\nRETURNING s." + Storage.COUNT,
                        "INSERT INTO " + table + " (" + Storage.list(storage.columns()) + ")\nSELECT "
                                + String.join(", ", maintenance.storedValues("f")) + "\nFROM (\n"
                                + Indent.by4(maintenance.withOutputs(
                                        merged + "\nFROM (SELECT) new LEFT JOIN " + table + " s ON false"))
                                + "\n) f",
                        "DELETE FROM " + table + " s WHERE " + same,
                        tables.with()
                                + "SELECT (SELECT count(*) FROM changed), (SELECT count(*) FROM updated), (SELECT coalesce(min(n), 1) FROM updated)"));
    }

    static boolean isSums(GroupMaintenance maintenance) {
        GroupState state = maintenance.state();
        return !maintenance.shape().scalar()
                && !maintenance.rereads()
                && !state.needsNetRows()
                && state.contributions().stream().allMatch(c -> c.sum().isPresent());
    }

    /** A variable has no collation of its own. */
    static boolean hasDefaultCollations(GroupMaintenance maintenance) {
        return maintenance.shape().aggregate().keys().stream()
                .allMatch(k -> k.type()
                        .collation()
                        .map(c -> c.name().name().name().equals("default"))
                        .orElse(true));
    }
}
