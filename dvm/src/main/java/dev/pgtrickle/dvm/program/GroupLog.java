package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.aggregate.GroupState;
import dev.pgtrickle.dvm.aggregate.GroupState.Contribution;
import dev.pgtrickle.dvm.aggregate.GroupState.Sum;
import dev.pgtrickle.dvm.algebra.Clock;
import dev.pgtrickle.dvm.algebra.NestedOperators;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate.Call;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.CommonTables;
import dev.pgtrickle.dvm.emit.CommonTables.Netting;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.ChangeSources.Event;
import dev.pgtrickle.dvm.program.Storage.Column;
import dev.pgtrickle.dvm.program.Storage.Overlay;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What changes contribute to the groups of an aggregation, appended to a log and merged with the stored groups by whoever reads.
 *
 * <p>Law: with state the stored sums and log the contributions that are not in them, {@code group = state + Σ log}. Both sides of a fold, which moves
 * contributions from the log into the state in one transaction, are the same sum, so every snapshot sees each contribution once. Contributions of one
 * table's changes follow from these changes alone, whatever else is going on: a writer appends, and neither reads, locks nor waits.
 *
 * <p>State: the log, one row for each statement and group that it changed; besides that of {@link GroupMaintenance}, all of whose parts are sums.
 *
 * <pre>
 * stored: (a, count 2, sum 30)   log: (a, +1, +5), (b, +1, +7), (a, -1, -10)     read: (a, 2, 25), (b, 1, 7)
 * </pre>
 */
public final class GroupLog {

    private static final String HASH = "h";
    private static final String COUNT = "n";

    private final GroupMaintenance groups;
    private final QualifiedName table;

    private GroupLog(GroupMaintenance groups, QualifiedName table) {
        this.groups = groups;
        this.table = table;
    }

    /**
     * Plans a log.
     *
     * @param shape how the query is stored
     * @param storage where the groups will be stored
     * @param table where the log will be
     * @param currentRows reads the sources
     * @param neverNull which expressions over the shape's input are certainly not null
     * @return the log, or why contributions are no sums over the changes of one table
     */
    public static Appending of(
            ViewShape shape,
            QualifiedName storage,
            QualifiedName table,
            CurrentRows currentRows,
            Predicate<Scalar> neverNull) {
        if (!(shape instanceof ViewShape.Groups groups)) {
            return new Appending.Impossible("rows are no sums");
        }
        if (groups.first().isPresent()) {
            return new Appending.Impossible("the first groups are found in the storage");
        }
        if (groups.input().scans().size() != 1) {
            return new Appending.Impossible("what a change contributes depends on other tables");
        }
        if (!NestedOperators.isProduct(groups.input()) || Clock.isRead(groups.input())) {
            return new Appending.Impossible("what a change contributes depends on other rows");
        }
        return GroupState.planSums(
                        groups.aggregate().calls().stream().map(Call::call).toList(), neverNull, groups.types())
                .<Appending>map(state -> new Appending.Possible(
                        new GroupLog(new GroupMaintenance(groups, state, storage, currentRows), table)))
                .orElseGet(() -> new Appending.Impossible("an aggregate is not made of sums"));
    }

    /**
     * How the groups are stored, filled and recomputed.
     *
     * @return the maintenance of the storage
     */
    public Maintenance maintenance() {
        return groups;
    }

    /**
     * The storage with the log.
     *
     * @return the layout
     */
    public Storage storage() {
        return groups.storage().with(overlay());
    }

    /**
     * Creates the log. It is vacuumed as soon as its dead rows would be noticed by readers, and keeps its size: to give space back takes a lock
     * that writers wait for, and it is needed again. The engine does so where it has become very large.
     *
     * @return the statements
     */
    public List<String> create() {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < groups.keyColumns().size(); i++) {
            columns.add("k" + (i + 1) + " " + groups.keyColumns().get(i).type());
        }
        columns.add(HASH + " bigint NOT NULL");
        columns.add(COUNT + " bigint NOT NULL");
        contributions().forEach(c -> columns.add(c.name() + " " + sum(c).type() + " NOT NULL"));
        return List.of(
                "CREATE TABLE " + table.sql()
                        + columns.stream().collect(Collectors.joining(",\n    ", " (\n    ", "\n)"))
                        + " WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off)");
    }

    /**
     * The statement that appends what changed rows contribute, one row for each group. A group that they leave as it was gets none.
     *
     * <p>Nothing in it is computed ahead of its use: for few rows, most of the time goes into setting up what is to be run.
     *
     * @param changedLeaves the leaf number of the scan
     * @param event what happened
     * @param first how many of the changed rows are left out, from the first on
     * @return an INSERT
     */
    public String append(Set<Integer> changedLeaves, Event event, int first) {
        String delta = first == 0 ? "delta" : "(SELECT * FROM delta OFFSET " + first + ") delta";
        return insert(changedLeaves, event) + "SELECT "
                + columns().stream().map(c -> "g." + c).collect(Collectors.joining(", ")) + "\nFROM (\n"
                + Indent.by4(groups.grouped(delta)) + "\n) g\nWHERE " + groups.contributes("g");
    }

    /**
     * The statement that appends what each of the first changed rows contributes. Without groups to be made, that takes half the time for one row.
     *
     * @param changedLeaves the leaf number of the scan
     * @param event what happened
     * @param most for how many rows
     * @return an INSERT
     */
    public String appendEach(Set<Integer> changedLeaves, Event event, int most) {
        List<String> list = new ArrayList<>(groups.keyNames());
        list.add(groups.hash());
        list.add(ChangeSource.WEIGHT);
        contributions().forEach(c -> list.add(sum(c).ofRow()));
        return insert(changedLeaves, event) + "SELECT " + String.join(", ", list) + "\nFROM delta\nLIMIT " + most;
    }

    private String insert(Set<Integer> changedLeaves, Event event) {
        return groups.delta(changedLeaves, ChangeSources.transitionTables(event))
                        .with() + "INSERT INTO " + table.sql() + " (" + String.join(", ", columns()) + ")\n";
    }

    /**
     * The statement that moves all that is in the log into the storage. To move only some of it could make a group look as if more rows had gone
     * than were there.
     *
     * @return the statement
     */
    public ApplyStatement fold() {
        CommonTables tables = new CommonTables(
                (source, columns) -> {
                    throw new IllegalStateException("a fold reads no changes");
                },
                Map.of(),
                Netting.RAW);
        tables.addInline("taken", "DELETE FROM " + table.sql() + " RETURNING *");
        tables.add("grouped", summed("taken"));
        return groups.applyGrouped(tables);
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>(groups.keyNames());
        columns.add(HASH);
        columns.add(COUNT);
        contributions().forEach(c -> columns.add(c.name()));
        return columns;
    }

    private List<Contribution> contributions() {
        return groups.state().contributions();
    }

    private static Sum sum(Contribution contribution) {
        return contribution
                .sum()
                .orElseThrow(() -> new IllegalStateException(contribution.name() + " cannot be added up"));
    }

    private String summed(String from) {
        List<String> list = new ArrayList<>(groups.keyNames());
        List<String> by = new ArrayList<>(groups.keyNames());
        if (!groups.shape().scalar()) {
            list.add(HASH);
            by.add(HASH);
        } else {
            list.add("0::bigint AS " + HASH);
        }
        list.add("coalesce(sum(" + COUNT + "), 0)::bigint AS " + COUNT);
        contributions()
                .forEach(c -> list.add("coalesce(sum(" + c.name() + "), 0)::" + sum(c).type() + " AS " + c.name()));
        return "SELECT " + String.join(", ", list) + "\nFROM " + from + GroupMaintenance.groupBy(by);
    }

    private Overlay overlay() {
        Storage storage = groups.storage();
        boolean scalar = groups.shape().scalar();
        // Without GROUP BY there is one row, which is always merged; before the storage is filled there is none.
        String groupsAndRows =
                scalar ? storage.table().sql() + " s CROSS JOIN " + log() + " g" : groups.storedWith(log());
        String merged = "SELECT " + String.join(", ", groups.mergedValues()) + "\nFROM " + groupsAndRows;
        List<Column> visible = storage.visible();
        String list = IntStream.range(0, visible.size())
                .mapToObj(i -> "f.o" + (i + 1) + visible.get(i).collation() + " AS "
                        + visible.get(i).sql())
                .collect(Collectors.joining(", "));
        List<String> conditions = new ArrayList<>();
        if (!scalar) {
            conditions.add("f.n <> 0");
        }
        if (storage.reading() == Storage.Reading.SHOWN_ROWS) {
            conditions.add("f.shown");
        }
        return new Overlay(
                table,
                scalar
                        ? Optional.empty()
                        : Optional.of("NOT EXISTS (SELECT FROM " + table.sql() + " l WHERE "
                                + groups.sameGroup("s", "l") + ")"),
                "SELECT " + list + "\nFROM (\n" + Indent.by4(groups.withOutputs(merged)) + "\n) f",
                conditions);
    }

    private String log() {
        return "(\n" + Indent.by4(summed(table.sql())) + "\n)";
    }
}
