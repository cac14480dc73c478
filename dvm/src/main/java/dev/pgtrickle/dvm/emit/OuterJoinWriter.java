package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.OuterJoin;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the current rows of an outer join as one FROM item, as flat as its meaning allows.
 *
 * <p>Law: a filter on the preserved side of a left join can stand outside, one on the nullable side in ON. A computed column of the nullable side
 * is null in a padded row whatever it computes, so such a side becomes a sub-select.
 */
final class OuterJoinWriter {

    private final CurrentRows currentRows;

    OuterJoinWriter(CurrentRows currentRows) {
        this.currentRows = currentRows;
    }

    Block write(OuterJoin join, List<Scalar> wanted) {
        return switch (join.kind()) {
            case LEFT -> left(join, wanted);
            case FULL -> full(join);
        };
    }

    private Block left(OuterJoin join, List<Scalar> wanted) {
        List<Scalar> onLeft = Wanted.over(wanted, join.left().columns());
        Block left = currentRows.block(join.left(), onLeft);
        if (left.from().isEmpty()) {
            left = currentRows.subselect(join.left(), onLeft);
        }
        List<Scalar> onRight = new ArrayList<>();
        if (!onLeft.isEmpty() && Wanted.helps(join.right())) {
            Block kept = currentRows.beside().block(join.left(), onLeft);
            List<Scalar> known = new ArrayList<>(join.conditions());
            known.addAll(onLeft);
            onRight.addAll(Wanted.partners(kept, join.right(), known));
        }
        Block right = nullable(join.right(), onRight);
        List<String> on = new ArrayList<>(right.where());
        Map<ColumnId, String> columns = merged(left, right);
        on.addAll(print(join.conditions(), columns));
        String item = "(" + left.joinedFrom() + " LEFT JOIN " + right.joinedFrom() + " ON " + conjunction(on) + ")";
        return new Block(List.of(item), left.where(), columns, left.weights(), left.sign());
    }

    private Block full(OuterJoin join) {
        Block left = side(join.left());
        Block right = side(join.right());
        Map<ColumnId, String> columns = merged(left, right);
        String item = "(" + left.joinedFrom() + " FULL JOIN " + right.joinedFrom() + " ON "
                + conjunction(print(join.conditions(), columns)) + ")";
        return new Block(List.of(item), List.of(), columns, List.of(), left.sign());
    }

    private Block nullable(Relation relation, List<Scalar> wanted) {
        Block block = isPlain(relation) ? currentRows.block(relation, wanted) : currentRows.subselect(relation, wanted);
        return block.from().isEmpty() ? currentRows.subselect(relation, wanted) : block;
    }

    private Block side(Relation relation) {
        Block block = nullable(relation, List.of());
        return block.where().isEmpty() ? block : currentRows.subselect(relation, List.of());
    }

    private static String conjunction(List<String> conditions) {
        return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
    }

    private static Map<ColumnId, String> merged(Block left, Block right) {
        Map<ColumnId, String> columns = new LinkedHashMap<>(left.columns());
        columns.putAll(right.columns());
        return columns;
    }

    private static List<String> print(List<Scalar> conditions, Map<ColumnId, String> columns) {
        Block both = Block.of("", columns, List.of());
        return conditions.stream().map(both::print).collect(Collectors.toList());
    }

    /** Whether all columns of a relation are columns of FROM items, and so are null when these are. */
    static boolean isPlain(Relation relation) {
        return switch (relation) {
            case Relation.Scan s -> true;
            case Relation.Values v -> true;
            case Relation.Aggregate a -> true;
            case Relation.Window w -> true;
            case Relation.TopK t -> true;
            case Relation.UnionAll u -> true;
            case Relation.SelfReference s -> true;
            case Relation.Fixpoint f -> true;
            case Relation.Filter filter -> isPlain(filter.input());
            case Relation.SemiJoin join -> isPlain(join.left());
            case Relation.Join join -> join.inputs().stream().allMatch(OuterJoinWriter::isPlain);
            case OuterJoin join -> isPlain(join.left()) && isPlain(join.right());
            case Relation.TableFunction function -> isPlain(function.input());
            case Relation.Project project ->
                isPlain(project.input())
                        && project.projections().stream()
                                .allMatch(p -> p.expression().atomic()
                                        && p.expression().terms().getFirst() instanceof Scalar.Reference);
        };
    }
}
