package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint.Duplicates;
import dev.pgtrickle.dvm.algebra.Relation.SelfReference.Field;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.UsedColumns;
import dev.pgtrickle.dvm.emit.FixpointRows;
import dev.pgtrickle.dvm.emit.Item;
import dev.pgtrickle.dvm.emit.NetRows;
import dev.pgtrickle.dvm.program.Storage.Column;
import dev.pgtrickle.dvm.program.ViewShape.Output;
import dev.pgtrickle.dvm.program.ViewShape.Recursion;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How a recursion is stored: all its columns, because the step needs them, and what users see of them.
 *
 * <p>In statements a row of the recursion has the columns {@code o1}, {@code o2}, ...; in the table these are the user's columns where users see
 * them as they are, and hidden ones otherwise.
 */
final class StoredFixpoint {

    private final Recursion shape;
    private final List<Identifier> stored;
    private final RowSql rows;
    private final Storage storage;

    StoredFixpoint(Recursion shape, QualifiedName table) {
        this.shape = shape;
        this.stored = IntStream.range(0, fixpoint().columns().size())
                .mapToObj(i -> shown(i).orElse(new Identifier(Storage.RESERVED + "c" + (i + 1))))
                .toList();
        this.rows = new RowSql(IntStream.range(0, stored.size())
                .mapToObj(i -> new Output(
                        stored.get(i),
                        Scalar.of(fixpoint().columns().get(i)),
                        fixpoint().self().fields().get(i).type()))
                .toList());
        this.storage = storage(table);
    }

    /** The name of the user's column that shows a column as it is. */
    private Optional<Identifier> shown(int column) {
        Scalar itself = Scalar.of(fixpoint().columns().get(column));
        return shape.outputs().stream()
                .filter(o -> o.expression().equals(itself))
                .map(Output::name)
                .findFirst();
    }

    private Storage storage(QualifiedName table) {
        List<Column> visible =
                shape.outputs().stream().map(o -> Column.of(o.name(), o.type())).toList();
        List<Column> hidden = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            if (shown(i).isEmpty()) {
                hidden.add(Column.of(
                        stored.get(i), fixpoint().self().fields().get(i).type()));
            }
        }
        if (!shape.conditions().isEmpty()) {
            hidden.add(Column.hidden(Storage.SHOWN, "boolean"));
        }
        hidden.add(Column.hidden(Storage.HASH, "bigint"));
        if (fixpoint().duplicates() == Duplicates.KEPT) {
            hidden.add(Column.hidden(Storage.COUNT, "bigint"));
        }
        return new Storage(
                table,
                visible,
                hidden,
                reading(),
                Optional.empty(),
                StepIndex.of(fixpoint(), stored),
                Optional.empty(),
                Optional.empty());
    }

    private Storage.Reading reading() {
        if (fixpoint().duplicates() == Duplicates.KEPT) {
            return Storage.Reading.MULTIPLICITIES;
        }
        return shape.conditions().isEmpty() ? Storage.Reading.ROWS : Storage.Reading.SHOWN_ROWS;
    }

    Fixpoint fixpoint() {
        return shape.fixpoint();
    }

    Storage storage() {
        return storage;
    }

    String table() {
        return storage.table().sql();
    }

    /** Reads the columns {@code o<i>} of a row. */
    RowSql rows() {
        return rows;
    }

    /** The SELECT list for the rows of the base or the step. */
    static List<Item> items(Branch branch) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < branch.values().size(); i++) {
            items.add(new Item("o" + (i + 1), branch.values().get(i)));
        }
        return items;
    }

    /** The columns that are read anywhere. */
    Set<ColumnId> used() {
        Set<ColumnId> used = new HashSet<>(
                UsedColumns.of(fixpoint().base().relation(), fixpoint().base().values()));
        List<Scalar> ofStep = new ArrayList<>(fixpoint().step().values());
        fixpoint().self().columns().forEach(c -> ofStep.add(Scalar.of(c)));
        used.addAll(UsedColumns.of(fixpoint().step().relation(), ofStep));
        return used;
    }

    /** The stored rows, for the step. */
    FixpointRows storedRows() {
        return new FixpointRows(
                table(),
                stored.stream().map(Identifier::sql).toList(),
                Optional.of("ctid"),
                fixpoint().duplicates() == Duplicates.KEPT ? Optional.of(Storage.COUNT) : Optional.empty());
    }

    /** The rows of a common table, for the step. */
    FixpointRows tableRows(String table, Optional<String> row, Optional<String> weight) {
        return new FixpointRows(table, rows.names(), row, weight);
    }

    /** What is stored of a row with the columns {@code o<i>}, in the order of {@link Storage#columns}. */
    List<String> storedValues(String alias, List<String> counts) {
        Map<ColumnId, String> columns = new HashMap<>();
        for (int i = 0; i < stored.size(); i++) {
            columns.put(fixpoint().columns().get(i), alias + ".o" + (i + 1));
        }
        List<String> values = new ArrayList<>();
        shape.outputs().forEach(o -> values.add(o.expression().print(c -> Objects.requireNonNull(columns.get(c)))));
        for (int i = 0; i < stored.size(); i++) {
            if (shown(i).isEmpty()) {
                values.add(alias + ".o" + (i + 1));
            }
        }
        if (!shape.conditions().isEmpty()) {
            values.add(shape.conditions().stream()
                    .map(c -> "(" + c.print(id -> Objects.requireNonNull(columns.get(id))) + ")")
                    .reduce((a, b) -> a + " AND " + b)
                    .map(c -> "(" + c + ") IS TRUE")
                    .orElseThrow());
        }
        values.add(rows.hash(alias));
        values.addAll(counts);
        return values;
    }

    /** A condition for a stored row {@code s} to be a row with the columns {@code o<i>}: equal where equal rows are one, else of the same image. */
    String match(String alias) {
        String same = switch (fixpoint().duplicates()) {
            case KEPT -> rows.sameImage("s", alias);
            case REMOVED ->
                Matching.equal(stored.stream().map(c -> "s." + c.sql()).toList(), rows.names(alias), keyColumns());
        };
        return "s." + Storage.HASH + " = " + rows.hash(alias) + " AND " + same;
    }

    private List<Matching.KeyColumn> keyColumns() {
        return fixpoint().self().fields().stream()
                .map(f -> new Matching.KeyColumn(f.type(), false))
                .toList();
    }

    List<NetRows.Column> netColumns() {
        return rows.netColumns();
    }

    /** The types of the columns {@code o<i>}. */
    List<Field> fields() {
        return fixpoint().self().fields();
    }
}
