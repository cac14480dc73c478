package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.syntax.Distinct;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Limit;
import dev.pgtrickle.dvm.syntax.QueryBody.Select;
import dev.pgtrickle.dvm.syntax.SortItem;
import dev.pgtrickle.dvm.understand.ExpressionReader.Calls;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import java.util.ArrayList;
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
        FromBuilder.Joined from = new FromBuilder(builder, environment).build(select.from());
        Relation relation = from.relation();
        if (select.where() != null) {
            ExpressionReader reader = new ExpressionReader(from.scope());
            relation = new ConditionBuilder(builder, reader, from.scope(), environment).build(relation, select.where());
        }
        boolean sorted = limit != null || select.distinct() instanceof Distinct.On;
        Wanted wanted = Wanted.of(select, sorted ? orderBy : List.of());
        WindowBuilder windows = new WindowBuilder(builder, select.windows());
        SetReturningTargets functions = new SetReturningTargets(builder);
        Calls calls = windows.or(functions);
        Computed groups = grouped(select, wanted.expressions(), from.scope(), calls, relation);
        Computed computed = functions.items().isEmpty()
                ? windows.build(builder.subQueries().attach(groups))
                : expanded(groups, functions, windows);
        return finished(wanted, builder.project(computed.relation(), computed.values()), limit);
    }

    /** The rows of set-returning functions in the SELECT list. */
    private Computed expanded(Computed groups, SetReturningTargets functions, WindowBuilder windows) {
        if (!windows.isEmpty()) {
            throw NotMaintainable.because(
                    "A set-returning function beside a window function",
                    "is not maintained incrementally",
                    "Write it in FROM, or the window function in a sub-select.");
        }
        List<Scalar> all = new ArrayList<>(groups.values());
        all.addAll(functions.items());
        Computed attached = builder.subQueries().attach(new Computed(groups.relation(), all));
        int targets = groups.values().size();
        return new Computed(
                functions.expand(attached.relation(), attached.values().subList(targets, all.size())),
                attached.values().subList(0, targets));
    }

    /** DISTINCT, ORDER BY and LIMIT over the computed expressions, and the targets of what remains. */
    private Built finished(Wanted wanted, Built rows, @Nullable Limit limit) {
        Relation relation = rows.relation();
        List<ColumnId> columns = rows.outputs();
        switch (wanted.distinct()) {
            case null -> {}
            case Distinct.Rows all -> {
                Built distinct = new DistinctBuilder(builder).distinct(rows);
                relation = distinct.relation();
                columns = distinct.outputs();
            }
            case Distinct.On on ->
                relation = DistinctBuilder.firstOfEach(relation, wanted.keys(columns), wanted.order(columns));
        }
        if (limit != null) {
            relation = LimitBuilder.first(relation, wanted.order(columns), limit);
        }
        List<ColumnId> targets = wanted.targets(columns);
        return targets.equals(columns)
                ? new Built(relation, columns)
                : builder.project(relation, targets.stream().map(Scalar::of).toList());
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
