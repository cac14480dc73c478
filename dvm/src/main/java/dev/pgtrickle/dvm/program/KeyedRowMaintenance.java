package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.UsedColumns;
import dev.pgtrickle.dvm.delta.Differentiator;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.CommonTables;
import dev.pgtrickle.dvm.emit.CommonTables.Netting;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.emit.DeltaEmitter;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.emit.Item;
import dev.pgtrickle.dvm.emit.NetRows;
import dev.pgtrickle.dvm.program.Storage.Column;
import dev.pgtrickle.dvm.program.ViewShape.Rows;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Maintenance of a select-project-join query whose result rows have a key, made of the keys of all its tables.
 *
 * <p>Law: netted by image, Δ has at most one row that came and one that went for each key. A key with a row that came is written, in place if
 * it was stored; one with only a row that went is deleted. That every row that went was stored is checked.
 *
 * <p>State: the output columns and those key columns that are not among them.
 */
public final class KeyedRowMaintenance implements Maintenance {

    private final Rows shape;
    private final RowSql rows;
    private final List<Matching.KeyColumn> keys;
    private final List<Scalar> keyExpressions;
    private final List<Column> keyColumns = new ArrayList<>();
    private final Storage storage;
    private final CurrentRows currentRows;

    /**
     * Plans the maintenance.
     *
     * @param shape the query, which has a key
     * @param table where it will be stored
     * @param currentRows reads its sources
     */
    public KeyedRowMaintenance(Rows shape, QualifiedName table, CurrentRows currentRows) {
        this.currentRows = currentRows;
        this.shape = shape;
        this.rows = new RowSql(shape.outputs());
        List<Rows.KeyColumn> key = shape.key().orElseThrow();
        this.keys = key.stream()
                .map(k -> new Matching.KeyColumn(k.column().type(), true))
                .toList();
        this.keyExpressions = key.stream().map(Rows.KeyColumn::expression).toList();
        List<Column> visible = rows.visible();
        List<Column> hidden = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            int output = outputOf(keyExpressions.get(i));
            if (output >= 0) {
                keyColumns.add(visible.get(output));
            } else {
                Column column = Column.of(
                        new Identifier(Storage.RESERVED + "k" + (i + 1)),
                        keys.get(i).type());
                keyColumns.add(column);
                hidden.add(column);
            }
        }
        hidden.add(Column.hidden(Storage.HASH, "bigint"));
        this.storage = new Storage(table, visible, List.copyOf(hidden), Storage.Reading.ROWS);
    }

    /** The output that shows a key column as it is; the scalar must be the scan's column itself. */
    private int outputOf(Scalar keyExpression) {
        return IntStream.range(0, shape.outputs().size())
                .filter(i -> shape.outputs().get(i).expression().equals(keyExpression))
                .findFirst()
                .orElse(-1);
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
        return "SELECT " + String.join(", ", storedValues("i")) + "\nFROM (\n"
                + Indent.by4(currentRows.query(shape.input(), items())) + "\n) i";
    }

    @Override
    public ApplyStatement apply(Set<Integer> changedLeaves, ChangeSource source) {
        CommonTables tables = new CommonTables(source, capturedColumns(), Netting.NET);
        DeltaEmitter emitter = new DeltaEmitter(used(), currentRows, tables);
        tables.addInline(
                "delta", emitter.changed(new Differentiator(changedLeaves).differentiate(shape.input()), items()));
        String net = NetRows.query("delta", netColumns());
        tables.add("net", "SELECT n.*, " + hash("n") + " AS h FROM (\n" + Indent.by4(net) + "\n) n");
        String table = storage.table().sql();
        String match = "s." + Storage.HASH + " = f.h AND " + Matching.equal(storedKeys("s"), keyNames("f"), keys);
        tables.add(
                "came",
                "SELECT f.*, s.ctid AS tid\nFROM net f LEFT JOIN " + table + " s ON " + match + "\nWHERE f."
                        + ChangeSource.WEIGHT + " > 0");
        tables.addInline(
                "deleted",
                "DELETE FROM " + table + " s USING net f\nWHERE f." + ChangeSource.WEIGHT + " < 0 AND " + match
                        + "\n  AND NOT EXISTS (SELECT FROM came c WHERE c.h = f.h AND "
                        + Matching.equal(keyNames("c"), keyNames("f"), keys) + ")\nRETURNING 1");
        tables.addInline(
                "updated",
                "UPDATE " + table + " s\nSET " + assignments() + "\nFROM came f\nWHERE s.ctid = f.tid AND NOT "
                        + rows.sameImage("s", "f") + "\n  AND " + WriteOrder.after("deleted") + "\nRETURNING 1");
        tables.addInline(
                "inserted",
                "INSERT INTO " + table + " (" + Storage.list(storage.columns()) + ")\nSELECT "
                        + String.join(", ", storedValues("f")) + "\nFROM came f\nWHERE f.tid IS NULL AND "
                        + WriteOrder.after("deleted")
                        + " AND " + WriteOrder.after("updated") + "\nRETURNING 1");
        String went = "(SELECT count(*) FROM net WHERE " + ChangeSource.WEIGHT + " < 0)";
        return new ApplyStatement(
                tables.with(),
                "(SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated)",
                "(SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated)",
                went + " = (SELECT count(*) FROM deleted) + (SELECT count(*) FROM came WHERE tid IS NOT NULL)\n"
                        + "       AND NOT EXISTS (SELECT FROM net WHERE abs(" + ChangeSource.WEIGHT + ") <> 1)");
    }

    private String assignments() {
        return IntStream.range(0, storage.visible().size())
                .mapToObj(i -> storage.visible().get(i).sql() + " = f.o" + (i + 1))
                .collect(Collectors.joining(", "));
    }

    private Set<ColumnId> used() {
        return UsedColumns.of(
                shape.input(), items().stream().map(Item::expression).toList());
    }

    /** Outputs {@code o<i>}, and keys {@code k<i>} where no output shows them. */
    private List<Item> items() {
        List<Item> items = new ArrayList<>(rows.items());
        for (int i = 0; i < keys.size(); i++) {
            if (isHidden(i)) {
                items.add(new Item("k" + (i + 1), keyExpressions.get(i)));
            }
        }
        return items;
    }

    private boolean isHidden(int key) {
        return !storage.visible().contains(keyColumns.get(key));
    }

    private List<NetRows.Column> netColumns() {
        List<NetRows.Column> columns = new ArrayList<>(rows.netColumns());
        for (int i = 0; i < keys.size(); i++) {
            if (isHidden(i)) {
                columns.add(new NetRows.Column("k" + (i + 1), keys.get(i).type()));
            }
        }
        return columns;
    }

    private String hash(String alias) {
        return Matching.hash(keyNames(alias), keys);
    }

    private List<String> keyNames(String alias) {
        return IntStream.range(0, keys.size())
                .mapToObj(i -> alias + "."
                        + (isHidden(i)
                                ? "k" + (i + 1)
                                : "o" + (storage.visible().indexOf(keyColumns.get(i)) + 1)))
                .toList();
    }

    private List<String> storedKeys(String alias) {
        return keyColumns.stream().map(c -> alias + "." + c.sql()).toList();
    }

    private List<String> storedValues(String alias) {
        List<String> values = new ArrayList<>(rows.names(alias));
        for (int i = 0; i < keys.size(); i++) {
            if (isHidden(i)) {
                values.add(alias + ".k" + (i + 1));
            }
        }
        values.add(hash(alias));
        return values;
    }
}
