package dev.pgtrickle.dvm.algebra;

import java.util.stream.Collectors;

/** Prints a relational tree for people, one operator per line, inputs indented below. */
public final class TreePrinter {

    private TreePrinter() {}

    /**
     * Prints a tree.
     *
     * @param relation its top
     * @return lines without a final line end
     */
    public static String print(Relation relation) {
        StringBuilder text = new StringBuilder();
        append(relation, 0, text);
        return text.toString().stripTrailing();
    }

    private static void append(Relation relation, int depth, StringBuilder text) {
        text.append("  ".repeat(depth)).append(line(relation)).append('\n');
        relation.inputs().forEach(i -> append(i, depth + 1, text));
    }

    private static String line(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan ->
                "Scan " + scan.table().name().sql() + " t" + scan.leaf() + " ["
                        + scan.bindings().stream()
                                .map(b -> b.id() + "=" + b.column().name().sql())
                                .collect(Collectors.joining(", "))
                        + "]";
            case Relation.Filter filter -> "Filter [" + join(filter.conditions()) + "]";
            case Relation.Project project ->
                "Project ["
                        + project.projections().stream()
                                .map(p -> p.id() + "=" + p.expression())
                                .collect(Collectors.joining(", "))
                        + "]";
            case Relation.Join join -> "Join [" + join(join.conditions()) + "]";
            case Relation.OuterJoin join -> "OuterJoin " + join.kind() + " [" + join(join.conditions()) + "]";
            case Relation.SemiJoin join -> "SemiJoin " + join.sense() + " [" + join(join.conditions()) + "]";
            case Relation.UnionAll union ->
                "UnionAll " + union.columns() + " "
                        + union.branches().stream().map(b -> list(b.values())).collect(Collectors.joining(" "));
            case Relation.TableFunction function ->
                "TableFunction " + function.unmatched() + " "
                        + function.outputs().stream()
                                .map(o -> o.id().toString())
                                .collect(Collectors.joining(", ")) + "="
                        + function.item()
                        + (function.conditions().isEmpty() ? "" : " [" + join(function.conditions()) + "]");
            case Relation.Fixpoint fixpoint ->
                "Fixpoint "
                        + (fixpoint.duplicates() == Relation.Fixpoint.Duplicates.KEPT ? "UNION ALL " : "UNION ")
                        + fixpoint.columns() + " " + list(fixpoint.base().values()) + " "
                        + list(fixpoint.step().values());
            case Relation.SelfReference self ->
                "SelfReference "
                        + self.fields().stream()
                                .map(f -> f.id().toString())
                                .collect(Collectors.joining(", ", "[", "]"));
            case Relation.Values values ->
                "Values " + values.columns() + " " + values.rows().size() + " rows";
            case Relation.Window window ->
                "Window partition=" + list(window.partition()) + " calls=["
                        + window.calls().stream()
                                .map(c -> c.id() + "=" + c.expression())
                                .collect(Collectors.joining(", "))
                        + "]";
            case Relation.TopK top ->
                "TopK partition=" + list(top.partition()) + " order=" + list(top.order())
                        + top.limit().map(l -> " limit=" + l).orElse("")
                        + top.offset().map(o -> " offset=" + o).orElse("")
                        + (top.ties() == Relation.TopK.Ties.KEPT ? " with ties" : "");
            case Relation.Aggregate aggregate ->
                "Aggregate keys=["
                        + aggregate.keys().stream()
                                .map(k -> k.id() + "=" + k.expression())
                                .collect(Collectors.joining(", "))
                        + "] calls=["
                        + aggregate.calls().stream()
                                .map(c -> c.id() + "=" + c.call().print(Scalar::toString))
                                .collect(Collectors.joining(", "))
                        + "]";
        };
    }

    private static String list(java.util.List<Scalar> expressions) {
        return expressions.stream().map(Scalar::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String join(java.util.List<Scalar> conditions) {
        return conditions.stream().map(Scalar::toString).collect(Collectors.joining(" AND "));
    }
}
