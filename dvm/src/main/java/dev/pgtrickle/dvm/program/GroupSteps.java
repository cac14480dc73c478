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
 */
public record GroupSteps(String groups, String update, String insert, String delete) {

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
        String table = maintenance.storage().table().sql();
        String same = maintenance.sameGroup("s", "g");
        return Optional.of(new GroupSteps(
                tables.with() + "SELECT * FROM grouped g\nWHERE " + maintenance.contributes("g"),
                adding(maintenance) + "\nWHERE " + same + "\nRETURNING s." + Storage.COUNT,
                "INSERT INTO " + table + " ("
                        + Storage.list(maintenance.storage().columns()) + ")\nSELECT "
                        + String.join(", ", maintenance.storedValues("f")) + "\nFROM (\n"
                        + Indent.by4(maintenance.withOutputs(
                                merged(maintenance) + "\nFROM (SELECT) new LEFT JOIN " + table + " s ON false"))
                        + "\n) f",
                "DELETE FROM " + table + " s WHERE " + same));
    }

    /** An UPDATE up to its SET, which adds group {@code g} to the stored row {@code s}. */
    static String adding(GroupMaintenance maintenance) {
        List<Column> columns = maintenance.changingColumns();
        return "UPDATE " + maintenance.storage().table().sql() + " s\nSET (" + Storage.list(columns) + ") = (\n"
                + Indent.by4("SELECT "
                        + columns.stream()
                                .map(c -> "f." + maintenance.computedName(c))
                                .collect(Collectors.joining(", "))
                        + "\nFROM (\n" + Indent.by4(maintenance.withOutputs(merged(maintenance))) + "\n) f")
                + "\n)";
    }

    private static String merged(GroupMaintenance maintenance) {
        return "SELECT " + String.join(", ", maintenance.mergedValues());
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
