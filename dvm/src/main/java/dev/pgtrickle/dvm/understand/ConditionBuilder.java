package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Joins;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Applies WHERE or HAVING to a relation: at first the conditions without queries, which leave fewer rows for the others, then those that are
 * semijoins, then those that use queries as values.
 */
final class ConditionBuilder {

    private final TreeBuilder builder;
    private final ExpressionReader reader;
    private final Environment inner;

    /**
     * A builder for one clause.
     *
     * @param builder builds the tree
     * @param reader reads conditions
     * @param scope the names in them
     * @param environment what can be seen besides
     */
    ConditionBuilder(TreeBuilder builder, ExpressionReader reader, Scope scope, Environment environment) {
        this.builder = builder;
        this.reader = reader;
        this.inner = environment.within(new OuterQuery(reader, scope, builder.outerTypes()));
    }

    /** The rows for which a condition is true. */
    Relation build(Relation rows, Expression condition) {
        List<Scalar> plain = new ArrayList<>();
        List<Expression> withQueries = new ArrayList<>();
        for (Expression conjunct : condition.conjuncts()) {
            if (SubQueryFinder.isIn(conjunct)) {
                withQueries.add(conjunct);
            } else {
                plain.add(reader.read(conjunct));
            }
        }
        Relation result = Joins.filter(rows, plain);
        List<Expression> others = new ArrayList<>();
        for (Expression conjunct : withQueries) {
            Optional<Relation> joined = new SemiJoinBuilder(builder, reader, inner).build(result, conjunct);
            if (joined.isPresent()) {
                result = joined.get();
            } else {
                others.add(conjunct);
            }
        }
        if (others.isEmpty()) {
            return result;
        }
        return builder.subQueries()
                .filter(result, others.stream().map(reader::read).toList());
    }
}
