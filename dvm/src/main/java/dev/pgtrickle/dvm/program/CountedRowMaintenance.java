package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.UsedColumns;
import dev.pgtrickle.dvm.delta.Differentiator;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.CommonTables;
import dev.pgtrickle.dvm.emit.CommonTables.Netting;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.emit.DeltaEmitter;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.emit.Item;
import dev.pgtrickle.dvm.emit.LastRows;
import dev.pgtrickle.dvm.emit.NetRows;
import dev.pgtrickle.dvm.program.Storage.Column;
import dev.pgtrickle.dvm.program.ViewShape.Rows;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Maintenance of a select-project-join query whose result rows have no key: equal rows are stored once, with their number.
 *
 * <p>Law: {@code multiplicity = multiplicity' + w} for each row of Δ, where rows are the same if their images are; a row of multiplicity zero is
 * not stored, and none is ever negative.
 *
 * <p>State: the output columns and the multiplicity. Of running window functions the values at the last row before a change are looked up, by an
 * index.
 */
public final class CountedRowMaintenance implements Maintenance {

    private final Rows shape;
    private final RowSql rows;
    private final Storage storage;
    private final CurrentRows currentRows;
    private final Optional<LastRows> lastRows;

    /**
     * Plans the maintenance.
     *
     * @param shape the query
     * @param table where it will be stored
     * @param currentRows reads its sources
     */
    public CountedRowMaintenance(Rows shape, QualifiedName table, CurrentRows currentRows) {
        this.currentRows = currentRows;
        this.shape = shape;
        this.rows = new RowSql(shape.outputs());
        List<Column> visible = rows.visible();
        this.lastRows = StoredWindow.of(shape, table, visible);
        this.storage = new Storage(
                table,
                visible,
                List.of(Column.hidden(Storage.HASH, "bigint"), Column.hidden(Storage.COUNT, "bigint")),
                Storage.Reading.MULTIPLICITIES,
                Optional.empty(),
                lastRows.map(StoredWindow::index).stream().toList(),
                Optional.empty(),
                Optional.empty());
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
        String current = "SELECT i.*, 1::bigint AS " + ChangeSource.WEIGHT + " FROM (\n"
                + Indent.by4(currentRows.query(shape.input(), rows.items())) + "\n) i";
        String net = NetRows.query("(\n" + Indent.by4(current) + "\n)", rows.netColumns());
        return "SELECT " + String.join(", ", storedValues("n")) + "\nFROM (\n" + Indent.by4(net) + "\n) n";
    }

    @Override
    public ApplyStatement apply(Set<Integer> changedLeaves, ChangeSource source) {
        CommonTables tables = new CommonTables(source, capturedColumns(), Netting.NET);
        DeltaEmitter emitter = new DeltaEmitter(used(), currentRows, tables).lookingUp(lastRows);
        tables.addInline(
                "delta", emitter.changed(new Differentiator(changedLeaves).differentiate(shape.input()), rows.items()));
        tables.add("net", NetRows.query("delta", rows.netColumns()));
        String table = storage.table().sql();
        tables.add(
                "changed",
                "SELECT f.*, s.ctid AS tid, coalesce(s." + Storage.COUNT + ", 0) + f." + ChangeSource.WEIGHT
                        + " AS n\nFROM (SELECT n.*, "
                        + rows.hash("n") + " AS h FROM net n) f LEFT JOIN " + table + " s ON s." + Storage.HASH
                        + " = f.h AND "
                        + rows.sameImage("s", "f"));
        tables.addInline(
                "deleted",
                "DELETE FROM " + table + " s USING changed f\nWHERE s.ctid = f.tid AND f.n = 0\nRETURNING 1");
        tables.addInline(
                "updated",
                "UPDATE " + table + " s\nSET " + Storage.COUNT
                        + " = f.n\nFROM changed f\nWHERE s.ctid = f.tid AND f.n > 0\nRETURNING 1");
        tables.addInline(
                "inserted",
                "INSERT INTO " + table + " (" + Storage.list(storage.columns()) + ")\nSELECT "
                        + String.join(", ", rows.names("f"))
                        + ", f.h, f.n\nFROM changed f\nWHERE f.tid IS NULL AND f.n > 0 AND "
                        + WriteOrder.after("deleted")
                        + "\nRETURNING 1");
        return new ApplyStatement(
                tables.with(),
                "(SELECT coalesce(sum(" + ChangeSource.WEIGHT + "), 0) FROM net WHERE " + ChangeSource.WEIGHT
                        + " > 0)::bigint",
                "-(SELECT coalesce(sum(" + ChangeSource.WEIGHT + "), 0) FROM net WHERE " + ChangeSource.WEIGHT
                        + " < 0)::bigint",
                "NOT EXISTS (SELECT FROM changed f WHERE f.n < 0)");
    }

    private Set<ColumnId> used() {
        return UsedColumns.of(
                shape.input(), rows.items().stream().map(Item::expression).toList());
    }

    private List<String> storedValues(String alias) {
        List<String> values = IntStream.range(0, storage.visible().size())
                .mapToObj(i -> alias + ".o" + (i + 1))
                .collect(Collectors.toCollection(ArrayList::new));
        values.add(rows.hash(alias));
        values.add(alias + "." + ChangeSource.WEIGHT);
        return values;
    }
}
