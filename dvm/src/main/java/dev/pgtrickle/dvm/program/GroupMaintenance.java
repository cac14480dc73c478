package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.aggregate.GroupState;
import dev.pgtrickle.dvm.aggregate.GroupState.Stored;
import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.NestedOperators;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate.Call;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.UsedColumns;
import dev.pgtrickle.dvm.delta.Delta;
import dev.pgtrickle.dvm.delta.Differentiator;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.CommonTables;
import dev.pgtrickle.dvm.emit.CommonTables.Netting;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.emit.DeltaEmitter;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.emit.Item;
import dev.pgtrickle.dvm.emit.NetRows;
import dev.pgtrickle.dvm.emit.TouchedKeys;
import dev.pgtrickle.dvm.program.Matching.KeyColumn;
import dev.pgtrickle.dvm.program.Storage.Column;
import dev.pgtrickle.dvm.program.ViewShape.Output;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Maintenance of a grouped or scalar aggregation.
 *
 * <p>Law: for each group touched by Δ, {@code state = state' + Σ over Δ of w·contribution}; the group is there if and only if the number of its
 * rows is not zero, a scalar aggregation always. Groups whose state cannot be computed so are read again from the current state of the tables.
 * Groups that fail HAVING are stored and not shown.
 *
 * <p>State: one row per group with its key, the number of its rows, the hidden states of package {@code aggregate}, and the output columns.
 */
public final class GroupMaintenance implements Maintenance {

    /** The number of rows of a group {@code g} after what changed, with its stored row {@code s}. */
    private static final String NEW_COUNT = "coalesce(s." + Storage.COUNT + ", 0) + g.n";

    private final ViewShape.Groups shape;
    private final GroupState state;
    private final List<KeyColumn> keys;
    private final List<Column> keyColumns;
    private final List<Column> sortColumns;
    private final Storage storage;
    private final CurrentRows currentRows;

    /**
     * Plans the maintenance.
     *
     * @param shape the aggregation
     * @param state how its aggregates are maintained
     * @param table where it will be stored
     * @param currentRows reads its sources
     */
    public GroupMaintenance(ViewShape.Groups shape, GroupState state, QualifiedName table, CurrentRows currentRows) {
        this.currentRows = currentRows;
        this.shape = shape;
        this.state = state;
        this.keys = IntStream.range(0, shape.aggregate().keys().size())
                .mapToObj(i -> new KeyColumn(
                        shape.aggregate().keys().get(i).type(),
                        shape.keysNeverNull().get(i)))
                .toList();
        List<Column> visible =
                shape.outputs().stream().map(o -> Column.of(o.name(), o.type())).toList();
        List<Column> hidden = new ArrayList<>();
        this.keyColumns = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Optional<Column> shown = outputOf(shape.aggregate().keys().get(i).id(), visible);
            String name = Storage.RESERVED + "k" + (i + 1);
            Column column =
                    shown.orElse(Column.of(new Identifier(name), keys.get(i).type()));
            keyColumns.add(column);
            if (shown.isEmpty()) {
                hidden.add(column);
            }
        }
        hidden.add(Column.hidden(Storage.HASH, "bigint"));
        hidden.add(Column.hidden(Storage.COUNT, "bigint"));
        state.states().forEach(s -> hidden.add(new Column(new Identifier(s.column()), s.type(), s.collation())));
        if (!shape.conditions().isEmpty()) {
            hidden.add(Column.hidden(Storage.SHOWN, "boolean"));
        }
        this.sortColumns = shape.first().map(f -> sortColumns(f, visible)).orElse(List.of());
        hidden.addAll(sortColumns.stream().filter(c -> !visible.contains(c)).toList());
        this.storage = new Storage(
                table,
                visible,
                List.copyOf(hidden),
                shape.conditions().isEmpty() ? Storage.Reading.ROWS : Storage.Reading.SHOWN_ROWS,
                shape.first().map(f -> new SelectionText(shape.outputs(), f).over(visible, sortColumns)),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Plans the maintenance of groups whose states are sums, of numbers with NaN and infinities too, so that no group has to be read again.
     *
     * @param shape how the query is stored
     * @param storage where the groups will be stored
     * @param currentRows reads the sources
     * @param neverNull which expressions over the shape's input are certainly not null
     * @return the maintenance; nothing where there are no groups, or an aggregate is not made of sums whose scale is known
     */
    public static Optional<Maintenance> ofSums(
            ViewShape shape, QualifiedName storage, CurrentRows currentRows, Predicate<Scalar> neverNull) {
        if (!(shape instanceof ViewShape.Groups groups) || groups.scalar()) {
            return Optional.empty();
        }
        List<AggregateCall> calls =
                groups.aggregate().calls().stream().map(Call::call).toList();
        return GroupState.planSumsOfKnownScale(calls, neverNull, groups.types())
                .map(state -> new GroupMaintenance(groups, state, storage, currentRows));
    }

    /** Where the sort keys are stored: in the visible columns that show them, else in hidden ones. */
    private List<Column> sortColumns(FirstRows first, List<Column> visible) {
        List<Column> columns = new ArrayList<>();
        for (FirstRows.SortKey key : first.keys()) {
            Identifier name = new Identifier(Storage.RESERVED + "o" + (columns.size() + 1));
            columns.add(IntStream.range(0, visible.size())
                    .filter(i -> shape.outputs().get(i).expression().equals(key.expression()))
                    .mapToObj(visible::get)
                    .findFirst()
                    .orElseGet(() -> Column.of(name, key.type())));
        }
        return columns;
    }

    private Optional<Column> outputOf(ColumnId key, List<Column> visible) {
        return IntStream.range(0, visible.size())
                .filter(i -> shape.outputs().get(i).expression().equals(Scalar.of(key)))
                .mapToObj(visible::get)
                .findFirst();
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public Relation input() {
        return shape.input();
    }

    @Override
    public Map<Long, List<SourceColumn>> capturedColumns() {
        return UsedColumns.bySource(shape.input(), used());
    }

    @Override
    public String populate() {
        List<String> list = new ArrayList<>(keyNames());
        list.add(Matching.hash(keyNames(), keys) + " AS h");
        list.add("count(*) AS n");
        list.addAll(computedStates());
        String base = "SELECT " + String.join(", ", list) + "\nFROM (\n"
                + Indent.by4(currentRows.query(shape.input(), items())) + "\n) i" + groupBy(keyNames());
        return "SELECT " + String.join(", ", storedValues("f")) + "\nFROM (\n" + Indent.by4(withOutputs(base))
                + "\n) f";
    }

    @Override
    public ApplyStatement apply(Set<Integer> changedLeaves, ChangeSource source) {
        CommonTables tables = delta(changedLeaves, source);
        if (state.needsNetRows()) {
            tables.add("net", netRows());
        }
        tables.add("grouped", grouped(state.needsNetRows() ? "net" : "delta"));
        return applyGrouped(tables);
    }

    /** A condition for changes that leave a group with other sums than before. */
    String contributes(String alias) {
        return Stream.concat(Stream.of("n"), state.contributions().stream().map(GroupState.Contribution::name))
                .map(c -> alias + "." + c + " <> 0")
                .collect(Collectors.joining(" OR "));
    }

    /** The columns that an update writes: all but the key. */
    List<Column> changingColumns() {
        return storage.columns().stream()
                .filter(c -> !keyColumns.contains(c) && !c.name().name().equals(Storage.HASH))
                .toList();
    }

    /** The common tables up to {@code delta}: the changed rows with keys and arguments. */
    CommonTables delta(Set<Integer> changedLeaves, ChangeSource source) {
        Delta delta = new Differentiator(changedLeaves).differentiate(shape.input());
        boolean joined = shape.input().scans().size() > 1 || !NestedOperators.isProduct(shape.input());
        CommonTables tables = new CommonTables(source, capturedColumns(), joined ? Netting.NET : Netting.RAW);
        tables.addInline("delta", emitter(tables).changed(delta, items()));
        return tables;
    }

    /** Applies what the common table {@code grouped} says that groups get. */
    ApplyStatement applyGrouped(CommonTables tables) {
        tables.add("merged", merged());
        if (rereads()) {
            tables.add("again", again());
        }
        tables.add("changed", withOutputs(rereads() ? mergedWithAgain() : "SELECT * FROM merged"));
        tables.addInline("deleted", deleted());
        tables.addInline("updated", updated());
        tables.addInline("inserted", inserted());
        return new ApplyStatement(
                tables.with(),
                "(SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated)",
                "(SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated)",
                "NOT EXISTS (SELECT FROM changed f WHERE f.n < 0)");
    }

    /** Whether there are groups that have to be read again. */
    boolean rereads() {
        return !state.rereadConditions().isEmpty();
    }

    private Set<ColumnId> used() {
        return UsedColumns.of(
                shape.input(), items().stream().map(Item::expression).toList());
    }

    private DeltaEmitter emitter(CommonTables tables) {
        return new DeltaEmitter(used(), currentRows, tables);
    }

    /** Keys {@code k<i>} and arguments {@code a<i>} of a row of the input. */
    private List<Item> items() {
        List<Item> items = new ArrayList<>();
        List<Aggregate.Key> projections = shape.aggregate().keys();
        for (int i = 0; i < projections.size(); i++) {
            items.add(new Item("k" + (i + 1), projections.get(i).expression()));
        }
        state.arguments().forEach(a -> items.add(new Item(a.name(), a.expression())));
        return items;
    }

    List<String> keyNames() {
        return IntStream.rangeClosed(1, keys.size()).mapToObj(i -> "k" + i).toList();
    }

    List<String> keyNames(String alias) {
        return keyNames().stream().map(k -> alias + "." + k).toList();
    }

    private List<String> keyColumns(String alias) {
        return keyColumns.stream().map(c -> alias + "." + c.sql()).toList();
    }

    private List<String> computedStates() {
        List<String> list = new ArrayList<>();
        state.states().forEach(s -> list.add(s.computed() + " AS " + s.fresh()));
        state.rereads().forEach(r -> list.add(r.call() + " AS " + r.name()));
        return list;
    }

    private String netRows() {
        List<NetRows.Column> values = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            values.add(new NetRows.Column("k" + (i + 1), keys.get(i).type()));
        }
        state.arguments().forEach(a -> values.add(new NetRows.Column(a.name(), a.type())));
        return NetRows.query("delta", values);
    }

    /** The hash of a group's key {@code k<i>}. */
    String hash() {
        return Matching.hash(keyNames(), keys);
    }

    /** Whether all of a group's key takes part in its hash. */
    boolean isHashed() {
        return keys.stream().allMatch(k -> k.type().facts().hashable());
    }

    /** Another hash of the key of a stored row. */
    String secondHash() {
        return Matching.secondHash(keyColumns.stream().map(Column::sql).toList(), keys);
    }

    /** What changed rows contribute to each group. */
    String grouped(String from) {
        List<String> list = new ArrayList<>(keyNames());
        list.add(hash() + " AS h");
        list.add("coalesce(sum(" + ChangeSource.WEIGHT + "), 0)::bigint AS n");
        state.contributions().forEach(c -> list.add(c.sql() + " AS " + c.name()));
        return "SELECT " + String.join(", ", list) + "\nFROM " + from + groupBy(keyNames());
    }

    ViewShape.Groups shape() {
        return shape;
    }

    GroupState state() {
        return state;
    }

    List<Column> keyColumns() {
        return keyColumns;
    }

    static String groupBy(List<String> columns) {
        return columns.isEmpty() ? "" : "\nGROUP BY " + String.join(", ", columns);
    }

    /** The touched groups with their new state, as far as it follows from the old one. */
    private String merged() {
        List<String> list = new ArrayList<>();
        list.add("row_number() OVER () AS i");
        list.add("s.ctid AS tid");
        list.addAll(mergedValues());
        if (rereads()) {
            String any =
                    state.rereadConditions().stream().map(c -> "(" + c + ")").collect(Collectors.joining(" OR "));
            list.add("coalesce(" + any + ", false)" + (shape.scalar() ? "" : " AND " + NEW_COUNT + " > 0")
                    + " AS again");
        }
        return "SELECT " + String.join(", ", list) + "\nFROM " + storedWith("grouped");
    }

    /** Groups {@code g} with their stored rows {@code s}, if they have one. */
    String storedWith(String groups) {
        return groups + " g LEFT JOIN " + storage.table().sql() + " s ON "
                + (shape.scalar() ? "true" : sameGroup("s", "g"));
    }

    /** A condition for a stored row and a row with {@code k<i>} and {@code h} to be of the same group. */
    String sameGroup(String stored, String group) {
        return stored + "." + Storage.HASH + " = " + group + ".h AND "
                + Matching.equal(keyColumns(stored), keyNames(group), keys);
    }

    /** Key, number of rows and state of a group {@code g} whose stored row is {@code s}. */
    List<String> mergedValues() {
        List<String> list = new ArrayList<>(keyNames("g"));
        list.add("g.h");
        list.add(NEW_COUNT + " AS n");
        // Without GROUP BY the row stays when the last input row goes, and starts anew.
        state.states()
                .forEach(s -> list.add((shape.scalar()
                                ? "CASE WHEN " + NEW_COUNT + " = 0 THEN " + s.initial() + " ELSE " + s.merged() + " END"
                                : s.merged())
                        + " AS " + s.fresh()));
        return list;
    }

    /** The groups that have to be read again, from the current rows of the input. */
    private String again() {
        String rows = "(\n" + Indent.by4(currentRows.query(shape.input(), items())) + "\n) c";
        if (shape.scalar()) {
            // Without GROUP BY, so that there is a result also when the last row is gone.
            return "SELECT 1 AS i, " + String.join(", ", computedStates()) + "\nFROM " + rows
                    + "\nWHERE (SELECT m.again FROM merged m)";
        }
        String touched = "(\n" + Indent.by4(currentRows.query(shape.input(), items(), touchedOnly())) + "\n) c";
        String list = "m.i, " + String.join(", ", computedStates());
        String exact = "SELECT " + list + "\nFROM merged m JOIN " + touched + " ON "
                + equalOperators(keyNames("m"), keyNames("c")) + "\nWHERE m.again\nGROUP BY m.i";
        List<String> nullable = IntStream.range(0, keys.size())
                .filter(i -> !keys.get(i).notNull())
                .mapToObj(i -> keyNames("m").get(i))
                .toList();
        if (nullable.isEmpty()) {
            return exact;
        }
        // A condition with OR could use no index. Groups without a null in their key, the usual ones, do without; the
        // few others are
        // looked for by the second branch, which costs nothing when there are none.
        String anyNull = "num_nulls(" + String.join(", ", nullable) + ") > 0";
        return exact + "\nUNION ALL\nSELECT " + list + "\nFROM merged m JOIN " + rows + " ON "
                + Matching.equal(keyNames("m"), keyNames("c"), keys) + "\nWHERE m.again AND " + anyNull
                + "\nGROUP BY m.i";
    }

    /** For the planner, which does not take the join with the touched groups down into sub-selects. */
    private List<Scalar> touchedOnly() {
        if (NestedOperators.isProduct(shape.input())) {
            return List.of();
        }
        return List.of(TouchedKeys.equal(
                "merged m WHERE m.again",
                keyNames("m"),
                shape.aggregate().keys().stream().map(Aggregate.Key::expression).toList(),
                keys.stream().map(KeyColumn::type).toList()));
    }

    private String equalOperators(List<String> left, List<String> right) {
        return IntStream.range(0, keys.size())
                .mapToObj(i -> keys.get(i).type().facts().equality().apply(left.get(i), right.get(i)))
                .collect(Collectors.joining(" AND "));
    }

    private String mergedWithAgain() {
        List<String> list = new ArrayList<>(keyNames("m"));
        list.add("m.h");
        list.add("m.tid");
        list.add("m.n");
        for (Stored s : state.states()) {
            list.add("CASE WHEN m.again THEN coalesce(r." + s.fresh() + ", " + s.initial() + ") ELSE m." + s.fresh()
                    + " END AS " + s.fresh());
        }
        state.rereads().forEach(r -> list.add("r." + r.name()));
        return "SELECT " + String.join(", ", list) + "\nFROM merged m LEFT JOIN again r ON r.i = m.i";
    }

    /** Adds the aggregates' results {@code v<i>}, then the output columns {@code o<i>} and whether the group is shown. */
    String withOutputs(String base) {
        Map<ColumnId, String> names = new HashMap<>();
        Aggregate aggregate = shape.aggregate();
        for (int i = 0; i < aggregate.keys().size(); i++) {
            names.put(aggregate.keys().get(i).id(), "q.k" + (i + 1));
        }
        List<String> results = new ArrayList<>(List.of("b.*"));
        for (int i = 0; i < aggregate.calls().size(); i++) {
            names.put(aggregate.calls().get(i).id(), "q.v" + (i + 1));
            results.add(state.results().get(i) + " AS v" + (i + 1));
        }
        List<String> outputs = new ArrayList<>(List.of("q.*"));
        for (int i = 0; i < shape.outputs().size(); i++) {
            Output output = shape.outputs().get(i);
            outputs.add("(" + output.expression().print(id -> named(names, id)) + ")::"
                    + output.type().declaration() + " AS o" + (i + 1));
        }
        for (int i = 0; i < sortColumns.size(); i++) {
            if (!storage.visible().contains(sortColumns.get(i))) {
                FirstRows.SortKey key = shape.first().orElseThrow().keys().get(i);
                outputs.add("(" + key.expression().print(id -> named(names, id)) + ")::"
                        + key.type().declaration() + " AS z" + (i + 1));
            }
        }
        if (!shape.conditions().isEmpty()) {
            String all = shape.conditions().stream()
                    .map(c -> "(" + c.print(id -> named(names, id)) + ")")
                    .collect(Collectors.joining(" AND "));
            outputs.add("coalesce(" + all + ", false) AS shown");
        }
        String valued = "SELECT " + String.join(", ", results) + "\nFROM (\n" + Indent.by4(base) + "\n) b";
        return "SELECT " + String.join(", ", outputs) + "\nFROM (\n" + Indent.by4(valued) + "\n) q";
    }

    private static String named(Map<ColumnId, String> names, ColumnId column) {
        String name = names.get(column);
        if (name == null) {
            throw new IllegalStateException("column " + column + " is neither a key nor an aggregate");
        }
        return name;
    }

    /** The values of all storage columns, in the order of {@link Storage#columns}, from a row that {@link #withOutputs} made. */
    List<String> storedValues(String alias) {
        List<String> values = new ArrayList<>();
        for (Column column : storage.columns()) {
            values.add(alias + "." + computedName(column));
        }
        return values;
    }

    /** What the value of a column is called in a row that {@link #withOutputs} made. */
    String computedName(Column column) {
        int output = storage.visible().indexOf(column);
        if (output >= 0) {
            return "o" + (output + 1);
        }
        return switch (column.name().name()) {
            case Storage.HASH -> "h";
            case Storage.COUNT -> "n";
            case Storage.SHOWN -> "shown";
            default -> {
                if (keyColumns.contains(column)) {
                    yield "k" + (keyColumns.indexOf(column) + 1);
                }
                yield sortColumns.contains(column)
                        ? "z" + (sortColumns.indexOf(column) + 1)
                        : "s" + column.name().name().substring((Storage.RESERVED + "a").length());
            }
        };
    }

    private String deleted() {
        String none = shape.scalar() ? "false" : "s.ctid = f.tid AND f.n = 0";
        return "DELETE FROM " + storage.table().sql() + " s USING changed f\nWHERE " + none + "\nRETURNING 1";
    }

    private String updated() {
        List<Column> columns = changingColumns();
        String set =
                columns.stream().map(c -> c.sql() + " = f." + computedName(c)).collect(Collectors.joining(", "));
        String old = columns.stream().map(c -> "s." + c.sql()).collect(Collectors.joining(", "));
        String fresh = columns.stream().map(c -> "f." + computedName(c)).collect(Collectors.joining(", "));
        return "UPDATE " + storage.table().sql() + " s\nSET " + set + "\nFROM changed f\nWHERE s.ctid = f.tid"
                + (shape.scalar() ? "" : " AND f.n <> 0") + "\n  AND NOT record_image_eq(ROW(" + old + "), ROW(" + fresh
                + "))\n  AND " + WriteOrder.after("deleted") + "\nRETURNING 1";
    }

    private String inserted() {
        return "INSERT INTO " + storage.table().sql() + " (" + Storage.list(storage.columns()) + ")\nSELECT "
                + String.join(", ", storedValues("f")) + "\nFROM changed f\nWHERE f.tid IS NULL"
                + (shape.scalar() ? "" : " AND f.n <> 0") + "\n  AND " + WriteOrder.after("deleted") + " AND "
                + WriteOrder.after("updated") + "\nRETURNING 1";
    }
}
