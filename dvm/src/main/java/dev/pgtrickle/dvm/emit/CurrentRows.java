package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Relation.Scan.Binding;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes the current rows of a select-project-join relation as one SELECT block.
 *
 * <p>Every scan has the alias {@code t<leaf>}, so that an expression reads the same whether its table stands there with its current rows or with
 * its changes.
 */
public final class CurrentRows {

    private final Function<SourceTable, QualifiedName> names;

    /**
     * A writer.
     *
     * @param names under which name each table is read
     */
    public CurrentRows(Function<SourceTable, QualifiedName> names) {
        this.names = names;
    }

    /**
     * A writer that reads tables under their own names.
     *
     * @return the writer
     */
    public static CurrentRows ofTables() {
        return new CurrentRows(SourceTable::name);
    }

    /**
     * A query for the current rows of a relation.
     *
     * @param relation a relation without aggregates
     * @param items the SELECT list
     * @return a SELECT
     */
    public String query(Relation relation, List<Item> items) {
        return select(block(relation), items, List.of());
    }

    Block block(Relation relation) {
        return switch (relation) {
            case Scan scan -> Block.of(names.apply(scan.table()).sql() + " " + alias(scan), columns(scan), List.of());
            case Relation.Filter filter -> block(filter.input()).filter(filter.conditions());
            case Relation.Project project -> block(project.input()).project(project.projections());
            case Relation.Join join ->
                join.inputs().stream()
                        .map(this::block)
                        .reduce(Block::times)
                        .orElseThrow()
                        .filter(join.conditions());
            case Relation.Aggregate a -> throw notYet(a);
            case Relation.OuterJoin j -> throw notYet(j);
            case Relation.SemiJoin j -> throw notYet(j);
            case Relation.UnionAll u -> throw notYet(u);
            case Relation.TableFunction f -> throw notYet(f);
            case Relation.Values v -> throw notYet(v);
            case Relation.Window w -> throw notYet(w);
            case Relation.TopK t -> throw notYet(t);
        };
    }

    static String select(Block block, List<Item> items, List<String> more) {
        List<String> list = new ArrayList<>();
        for (Item item : items) {
            String text = block.print(item.expression());
            list.add(text.equals(item.name()) ? text : text + " AS " + item.name());
        }
        list.addAll(more);
        StringBuilder sql = new StringBuilder("SELECT ").append(String.join(", ", list));
        sql.append("\nFROM ").append(String.join(", ", block.from()));
        if (!block.where().isEmpty()) {
            sql.append("\nWHERE ").append(String.join("\n  AND ", block.where()));
        }
        return sql.toString();
    }

    static Map<ColumnId, String> columns(Scan scan) {
        Map<ColumnId, String> columns = new LinkedHashMap<>();
        for (Binding binding : scan.bindings()) {
            columns.put(
                    binding.id(), alias(scan) + "." + binding.column().name().sql());
        }
        return columns;
    }

    static String alias(Scan scan) {
        return "t" + scan.leaf();
    }

    private static IllegalArgumentException notYet(Relation relation) {
        return new IllegalArgumentException("no rule yet: " + relation);
    }
}
