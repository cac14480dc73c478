package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Joins;
import dev.pgtrickle.dvm.algebra.NeverNull;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.SemiJoin;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.Piece.Token;
import dev.pgtrickle.dvm.understand.SubQueryForm.Exists;
import dev.pgtrickle.dvm.understand.SubQueryForm.Quantified;
import dev.pgtrickle.dvm.understand.SubQueryForm.Reach;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import dev.pgtrickle.dvm.understand.unnest.DependentJoin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a condition that is nothing but EXISTS, IN, ANY or ALL with a query, or NOT of it, into a semijoin.
 *
 * <p>Law: a row stays when the condition is true. ANY is true when the comparison is true for some row of the query; ALL when for no row it is
 * false or null; NOT ANY when for no row it is true or null. For NOT IN of one operand these are three antijoins, which unlike one with the
 * condition {@code (x = y) IS NOT FALSE} can use an index or a hash table.
 */
final class SemiJoinBuilder {

    private final TreeBuilder builder;
    private final ExpressionReader reader;
    private final Environment inner;
    private final TreeColumns columns;

    /**
     * A builder for the conditions of one clause.
     *
     * @param builder builds the tree
     * @param reader reads operands
     * @param inner what queries in the conditions see
     */
    SemiJoinBuilder(TreeBuilder builder, ExpressionReader reader, Environment inner) {
        this.builder = builder;
        this.reader = reader;
        this.inner = inner;
        this.columns = new TreeColumns(builder);
    }

    /** The rows of a relation for which a condition is true; nothing when the condition has another form. */
    Optional<Relation> build(Relation rows, Expression condition) {
        List<Piece> pieces = condition.withoutParentheses().pieces();
        boolean negated = pieces.getFirst() instanceof Token token && token.isKeyword("NOT");
        List<Piece> content = negated
                ? new Expression(pieces.subList(1, pieces.size()))
                        .withoutParentheses()
                        .pieces()
                : pieces;
        return SubQueryForm.ofGroup(content).flatMap(form -> switch (form) {
            case Exists exists -> exists(rows, exists, negated ? SemiJoin.Sense.ANTI : SemiJoin.Sense.SEMI);
            case Quantified quantified -> quantified(rows, quantified, negated);
            case SubQueryForm.RowComparison comparison -> Optional.empty();
            case SubQueryForm.Single single -> Optional.empty();
            case SubQueryForm.Array array -> Optional.empty();
        });
    }

    private Optional<Relation> exists(Relation rows, Exists exists, SemiJoin.Sense sense) {
        Relation relation = ExistsQuery.build(builder, exists.query(), inner);
        return OneRowQuery.of(relation).isPresent()
                ? Optional.empty()
                : Optional.of(join(rows, sense, relation, List.of()));
    }

    private Optional<Relation> quantified(Relation rows, Quantified form, boolean negated) {
        List<Scalar> left = form.left().stream().map(reader::read).toList();
        if (left.stream().anyMatch(builder.subQueries()::isPending)) {
            return Optional.empty();
        }
        left.forEach(x -> x.columns().forEach(c -> builder.outerTypes().add(c, rows)));
        Built query = builder.query(form.query(), inner);
        if (negated && form.reach() == Reach.ANY && Comparison.isEquality(form.operator()) && left.size() == 1) {
            return Optional.of(notIn(rows, left.getFirst(), form, query));
        }
        List<Scalar> right = Comparison.columns(query.outputs());
        Scalar comparison = Comparison.of(left, form.operator(), right);
        return Optional.of(
                switch (form.reach()) {
                    case ANY ->
                        negated
                                ? join(
                                        rows,
                                        SemiJoin.Sense.ANTI,
                                        query.relation(),
                                        List.of(Comparison.is(comparison, "NOT", "FALSE")))
                                : join(
                                        rows,
                                        SemiJoin.Sense.SEMI,
                                        query.relation(),
                                        Comparison.conditions(left, form.operator(), right));
                    case ALL ->
                        negated
                                ? join(
                                        rows,
                                        SemiJoin.Sense.SEMI,
                                        query.relation(),
                                        List.of(Comparison.is(comparison, "FALSE")))
                                : join(
                                        rows,
                                        SemiJoin.Sense.ANTI,
                                        query.relation(),
                                        List.of(Comparison.is(comparison, "NOT", "TRUE")));
                });
    }

    private Relation notIn(Relation rows, Scalar left, Quantified form, Built query) {
        Scalar right = Scalar.of(query.outputs().getFirst());
        List<SqlType> types = columns.types(query.relation(), List.of(left, right));
        if (!types.stream().allMatch(Comparison::isNullOnlyForNull)) {
            Scalar comparison = Comparison.of(List.of(left), form.operator(), List.of(right));
            return join(
                    rows, SemiJoin.Sense.ANTI, query.relation(), List.of(Comparison.is(comparison, "NOT", "FALSE")));
        }
        Relation result = join(
                rows,
                SemiJoin.Sense.ANTI,
                query.relation(),
                List.of(Comparison.of(List.of(left), form.operator(), List.of(right))));
        if (!NeverNull.holds(query.relation(), right)) {
            Built again = builder.query(form.query(), inner);
            result = join(
                    result,
                    SemiJoin.Sense.ANTI,
                    Joins.filter(
                            again.relation(),
                            List.of(Comparison.is(Scalar.of(again.outputs().getFirst()), "NULL"))),
                    List.of());
        }
        if (!NeverNull.holds(rows, left)) {
            Built again = builder.query(form.query(), inner);
            result = join(result, SemiJoin.Sense.ANTI, again.relation(), List.of(Comparison.is(left, "NULL")));
        }
        return result;
    }

    /** Projections at the top of the query are taken into the conditions. */
    private Relation join(Relation rows, SemiJoin.Sense sense, Relation query, List<Scalar> conditions) {
        Relation relation = query;
        List<Scalar> over = conditions;
        while (relation instanceof Relation.Project project) {
            Map<ColumnId, Scalar> definitions = new HashMap<>();
            project.projections().forEach(p -> definitions.put(p.id(), p.expression()));
            over = over.stream().map(c -> c.substitute(definitions)).toList();
            relation = project.input();
        }
        DependentJoin.Independent independent = new DependentJoin(columns, rows).independent(relation);
        List<Scalar> all = new ArrayList<>(independent.conditions());
        all.addAll(over);
        if (all.isEmpty()) {
            all.add(Scalar.tokens("true"));
        }
        return new SemiJoin(sense, rows, independent.relation(), List.copyOf(all));
    }
}
