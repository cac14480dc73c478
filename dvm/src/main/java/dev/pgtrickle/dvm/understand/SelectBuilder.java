package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.syntax.Distinct;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Limit;
import dev.pgtrickle.dvm.syntax.QueryBody.Select;
import dev.pgtrickle.dvm.syntax.SortItem;
import dev.pgtrickle.dvm.syntax.Target;
import dev.pgtrickle.dvm.understand.ExpressionReader.Calls;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a SELECT with its ORDER BY and LIMIT in the order in which the server evaluates the clauses: FROM, WHERE, GROUP BY and HAVING, window
 * functions, set-returning functions, DISTINCT, ORDER BY with LIMIT.
 *
 * <p>The targets and the sort keys go through all stages together: each stage gives the expressions over the relation that it makes.
 */
final class SelectBuilder {

    private final TreeBuilder builder;
    private final Environment environment;

    SelectBuilder(TreeBuilder builder, Environment environment) {
        this.builder = builder;
        this.environment = environment;
    }

    Built build(Select select, List<SortItem> orderBy, @Nullable Limit limit) {
        if (select.targets().isEmpty()) {
            throw NotMaintainable.because("A SELECT without columns", "is not maintained incrementally");
        }
        switch (select.distinct()) {
            case null -> {}
            case Distinct.Rows rows ->
                throw NotMaintainable.because("DISTINCT", "is not maintained incrementally yet", "Use GROUP BY.");
            case Distinct.On on -> throw NotMaintainable.because("DISTINCT ON", "is not maintained incrementally yet");
        }
        if (limit != null) {
            throw NotMaintainable.because("LIMIT", "is not maintained incrementally yet");
        }
        if (select.from().isEmpty()) {
            throw NotMaintainable.because("A SELECT without FROM", "has nothing to maintain");
        }
        FromBuilder.Joined from = new FromBuilder(builder, environment).build(select.from());
        Relation relation = from.relation();
        if (select.where() != null) {
            ExpressionReader reader = new ExpressionReader(from.scope());
            relation = new ConditionBuilder(builder, reader, from.scope(), environment).build(relation, select.where());
        }
        List<Expression> wanted =
                select.targets().stream().map(Target::expression).toList();
        WindowBuilder windows = new WindowBuilder(builder, select.windows());
        Computed computed =
                windows.build(builder.subQueries().attach(grouped(select, wanted, from.scope(), windows, relation)));
        return builder.project(computed.relation(), computed.values());
    }

    /** The expressions above GROUP BY and HAVING, if there is any of that. */
    private Computed grouped(Select select, List<Expression> wanted, Scope scope, Calls calls, Relation relation) {
        if (new AggregateSearch(builder.aggregates()).groups(select, wanted)) {
            return new GroupingBuilder(builder, scope, select).build(select.having(), wanted, calls, relation);
        }
        ExpressionReader reader = new ExpressionReader(scope, calls);
        return new Computed(relation, wanted.stream().map(reader::read).toList());
    }
}
