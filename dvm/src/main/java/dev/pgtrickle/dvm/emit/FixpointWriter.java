package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.SelfReference;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a fixpoint as a WITH RECURSIVE query, and the rows that its step continues as a FROM item. */
final class FixpointWriter {

    private static final String NO_ROW = "NULL::pg_catalog.tid";
    private static final String NO_WEIGHT = "NULL::bigint";

    private final CurrentRows currentRows;

    FixpointWriter(CurrentRows currentRows) {
        this.currentRows = currentRows;
    }

    /** A query for all rows of a fixpoint; its columns have the names of their ids. */
    String query(Fixpoint fixpoint) {
        String name = currentRows.alias("w" + fixpoint.columns().getFirst().number());
        List<String> columns =
                fixpoint.columns().stream().map(ColumnId::toString).toList();
        CurrentRows inner = currentRows.reading(
                fixpoint.self(), new FixpointRows(name, columns, Optional.empty(), Optional.empty()));
        String union = fixpoint.duplicates() == Fixpoint.Duplicates.KEPT ? "\nUNION ALL\n" : "\nUNION\n";
        return "WITH RECURSIVE " + name + "(" + String.join(", ", columns) + ") AS (\n"
                + Indent.by4(inner.query(fixpoint.base().relation(), items(fixpoint, fixpoint.base()))
                        + union
                        + inner.query(fixpoint.step().relation(), items(fixpoint, fixpoint.step())))
                + "\n)\nSELECT " + columns.stream().map(c -> name + "." + c).collect(Collectors.joining(", "))
                + "\nFROM " + name;
    }

    private static List<Item> items(Fixpoint fixpoint, Branch branch) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < fixpoint.columns().size(); i++) {
            items.add(new Item(
                    fixpoint.columns().get(i).toString(), branch.values().get(i)));
        }
        return items;
    }

    /** The rows that a step continues, as one FROM item. */
    static Block self(SelfReference self, FixpointRows rows, String alias) {
        Map<ColumnId, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < self.fields().size(); i++) {
            columns.put(self.fields().get(i).id(), alias + "." + rows.columns().get(i));
        }
        columns.put(self.row(), rows.row().map(r -> alias + "." + r).orElse(NO_ROW));
        columns.put(self.weight(), rows.weight().map(w -> alias + "." + w).orElse(NO_WEIGHT));
        return Block.of(rows.table() + " " + alias, columns, List.of());
    }

    /** Where the rows do not matter, but their types do: nulls. */
    static Block nulls(SelfReference self, String alias) {
        Map<ColumnId, String> columns = new LinkedHashMap<>();
        List<String> list = new ArrayList<>();
        for (SelfReference.Field field : self.fields()) {
            String collation = field.type()
                    .collation()
                    .map(c -> " COLLATE " + c.name().sql())
                    .orElse("");
            list.add("CAST(NULL AS " + field.type().declaration() + ")" + collation + " AS " + field.id());
            columns.put(field.id(), alias + "." + field.id());
        }
        columns.put(self.row(), NO_ROW);
        columns.put(self.weight(), NO_WEIGHT);
        return Block.of("(SELECT " + String.join(", ", list) + ") " + alias, columns, List.of());
    }
}
