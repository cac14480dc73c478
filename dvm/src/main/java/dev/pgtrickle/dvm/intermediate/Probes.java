package dev.pgtrickle.dvm.intermediate;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.Clock;
import dev.pgtrickle.dvm.algebra.ClockCondition;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Reference;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.program.ViewShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns of tables maintenance looks rows up by, so that an index on them helps: those that joins and subqueries compare with a changed row,
 * those that make a group or a partition that is read again, and those that are compared with the time.
 */
public final class Probes {

    /** What rows are looked up for. */
    public enum Purpose {
        JOIN("the partners of a changed row are looked up by it"),
        GROUP("a group that changed is read again by it"),
        PARTITION("a partition that changed is computed again by it"),
        TIME("rows that cross a boundary as time passes are looked up by it");

        private final String reason;

        Purpose(String reason) {
            this.reason = reason;
        }

        /**
         * The purpose in words.
         *
         * @return a sentence without its end
         */
        public String reason() {
            return reason;
        }
    }

    /**
     * A column that rows are looked up by.
     *
     * @param table the table's OID
     * @param column the column's number
     * @param purpose what for
     */
    public record Probe(long table, int column, Purpose purpose) {}

    private static final Set<String> ADDED = Set.of("count", "sum", "avg");

    /** float4 and float8, whose sums depend on the order ({@code pg_type.dat}). */
    private static final Set<Long> FLOATS = Set.of(700L, 701L);

    private final Map<ColumnId, Probe> tableColumns = new HashMap<>();
    private final Map<ColumnId, Scalar> projected = new HashMap<>();
    private final Map<List<Number>, Probe> found = new LinkedHashMap<>();

    private Probes() {}

    /**
     * The columns that a query's maintenance looks rows up by.
     *
     * @param shape the query
     * @return each column once, with the first purpose that was found
     */
    public static List<Probe> of(ViewShape shape) {
        Relation relation = shape instanceof ViewShape.Groups groups && readsGroups(groups.aggregate())
                ? groups.aggregate()
                : shape.input();
        Probes probes = new Probes();
        probes.define(relation);
        probes.collect(relation);
        return List.copyOf(probes.found.values());
    }

    /** Counts and exact sums at the top of a query are added to, and never read again. */
    private static boolean readsGroups(Relation.Aggregate aggregate) {
        return !aggregate.calls().stream()
                .map(Relation.Aggregate.Call::call)
                .allMatch(c -> c.form() instanceof AggregateCall.Form.Plain
                        && ADDED.contains(c.function().name().name())
                        && !FLOATS.contains(c.resultType().base()));
    }

    private void define(Relation relation) {
        if (relation instanceof Relation.Scan scan) {
            scan.bindings()
                    .forEach(b -> tableColumns.put(
                            b.id(), new Probe(scan.table().oid(), b.column().number(), Purpose.JOIN)));
        }
        if (relation instanceof Relation.Project project) {
            project.projections().forEach(p -> projected.put(p.id(), p.expression()));
        }
        relation.inputs().forEach(this::define);
    }

    private void collect(Relation relation) {
        switch (relation) {
            case Relation.Join join -> join.conditions().forEach(this::joined);
            case Relation.OuterJoin join -> join.conditions().forEach(this::joined);
            case Relation.SemiJoin join -> join.conditions().forEach(this::joined);
            case Relation.Filter filter ->
                filter.conditions().stream()
                        .filter(Clock::isRead)
                        .flatMap(c -> ClockCondition.atoms(c).orElse(List.of()).stream())
                        .forEach(a -> add(a.value(), Purpose.TIME));
            case Relation.Aggregate aggregate -> aggregate.keys().forEach(k -> add(k.expression(), Purpose.GROUP));
            case Relation.Window window -> window.partition().forEach(p -> add(p, Purpose.PARTITION));
            case Relation.TopK top -> top.partition().forEach(p -> add(p, Purpose.PARTITION));
            case Relation.Scan scan -> {}
            case Relation.Project project -> {}
            case Relation.UnionAll union -> {}
            case Relation.TableFunction function -> {}
            case Relation.Values values -> {}
            case Relation.Fixpoint fixpoint -> {}
            case Relation.SelfReference self -> {}
        }
        relation.inputs().forEach(this::collect);
    }

    /** The two columns of a condition that says that they are equal. */
    private void joined(Scalar condition) {
        List<Term> terms = new ArrayList<>(condition.terms());
        terms.removeIf(t -> t.equals(new Token("(")) || t.equals(new Token(")")));
        if (terms.size() == 3
                && terms.get(1).equals(new Token("="))
                && terms.get(0) instanceof Reference left
                && terms.get(2) instanceof Reference right) {
            add(Scalar.of(left.column()), Purpose.JOIN);
            add(Scalar.of(right.column()), Purpose.JOIN);
        }
    }

    private void add(Scalar expression, Purpose purpose) {
        tableColumn(expression)
                .ifPresent(c ->
                        found.putIfAbsent(List.of(c.table(), c.column()), new Probe(c.table(), c.column(), purpose)));
    }

    /** The column of a table that an expression just is, also through projections. */
    private Optional<Probe> tableColumn(Scalar expression) {
        List<Term> terms = new ArrayList<>(expression.terms());
        terms.removeIf(t -> t.equals(new Token("(")) || t.equals(new Token(")")));
        if (terms.size() != 1 || !(terms.getFirst() instanceof Reference reference)) {
            return Optional.empty();
        }
        Scalar definition = projected.get(reference.column());
        // The step of a recursion hands columns on under their own names.
        if (definition != null && !definition.equals(Scalar.of(reference.column()))) {
            return tableColumn(definition);
        }
        return Optional.ofNullable(tableColumns.get(reference.column()));
    }
}
