package dev.pgtrickle.dvm.mutation;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.UsedColumns;
import dev.pgtrickle.dvm.delta.Delta;
import dev.pgtrickle.dvm.delta.Differentiator;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.CommonTables;
import dev.pgtrickle.dvm.emit.CommonTables.Netting;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.emit.DeltaEmitter;
import dev.pgtrickle.dvm.emit.Item;
import dev.pgtrickle.dvm.emit.NetRows;
import dev.pgtrickle.dvm.program.ViewShape.Output;
import dev.pgtrickle.dvm.program.ViewShape.Rows;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The law of a delta as a statement: the rows of a query over the tables as they are, minus its rows over the tables as they were, minus the delta, is
 * nothing. The old tables stand in a schema of their own, which only this check reads.
 */
final class LawCheck {

    private final Rows shape;
    private final String before;
    private final Set<ColumnId> used;
    private final List<Item> items = new ArrayList<>();
    private final List<NetRows.Column> columns = new ArrayList<>();

    /**
     * A check.
     *
     * @param shape the query
     * @param before the schema with the old tables, which have the same names and columns
     */
    LawCheck(Rows shape, String before) {
        this.shape = shape;
        this.before = before;
        List<Scalar> shown = new ArrayList<>();
        for (Output output : shape.outputs()) {
            String name = "o" + (items.size() + 1);
            items.add(new Item(name, output.expression()));
            columns.add(new NetRows.Column(name, output.type()));
            shown.add(output.expression());
        }
        this.used = UsedColumns.of(shape.input(), shown);
    }

    /** The delta that the rules give when all tables changed. */
    Delta delta() {
        return new Differentiator(shape.input().scans().stream().map(Scan::leaf).collect(Collectors.toSet()))
                .differentiate(shape.input());
    }

    /**
     * A statement in two parts.
     *
     * @param delta the common tables that compute the delta
     * @param judgement counts the rows for which the law does not hold
     */
    record Check(String delta, String judgement) {
        String sql() {
            return delta + judgement;
        }
    }

    /** The statement that judges a delta. */
    Check of(Delta delta) {
        Relation relation = shape.input();
        CommonTables tables = new CommonTables(changes(), UsedColumns.bySource(relation, used), Netting.NET);
        CurrentRows now = new CurrentRows(SourceTable::name, shape.types());
        CurrentRows then = new CurrentRows(this::old, shape.types());
        tables.addInline("delta", new DeltaEmitter(used, now, tables).changed(delta, items));
        String weight = ChangeSource.WEIGHT;
        String names = columns.stream().map(c -> c.name() + ", ").collect(Collectors.joining());
        String all = "(SELECT i.*, 1::bigint AS " + weight + " FROM (" + now.query(relation, items)
                + ") i UNION ALL SELECT i.*, -1::bigint FROM (" + then.query(relation, items) + ") i UNION ALL SELECT "
                + names + "-" + weight + " FROM delta)";
        return new Check(tables.with(), "SELECT count(*) FROM (" + NetRows.query(all, columns) + ") wrong");
    }

    private QualifiedName old(SourceTable table) {
        return new QualifiedName(
                QualifiedName.of(before, "x").schema(), table.name().name());
    }

    /** All that is there came, and all that was there went; netting leaves what changed. */
    private ChangeSource changes() {
        return (table, wanted) -> {
            String list = wanted.stream().map(c -> c.name().sql() + ", ").collect(Collectors.joining());
            return "SELECT " + list + "1::bigint AS " + ChangeSource.WEIGHT + " FROM "
                    + table.name().sql() + " UNION ALL SELECT " + list + "-1::bigint FROM "
                    + old(table).sql();
        };
    }
}
