package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.Project;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.analyse.CanonicalQuery;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.dvm.syntax.Cte;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.QueryBody;
import dev.pgtrickle.dvm.syntax.QueryBody.Select;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment.VisibleCte;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds the relational tree of a query: common table expressions, the body, and what applies to its whole result.
 *
 * <p>Common table expressions, sub-selects and views in FROM are built in place; a common table expression that is used twice is two relations,
 * which is the same because nothing in it is volatile.
 */
public final class TreeBuilder {

    private final Relations relations;
    private final Typing typing;
    private final OuterTypes outerTypes;
    private final SubQueries subQueries;
    private final AggregateNames aggregates;
    private final SetReturningNames setReturning;
    private final ColumnIds ids = new ColumnIds();

    /**
     * A builder for one query.
     *
     * @param relations what the query and its views mention
     * @param typing resolves the types of grouping keys and aggregate calls
     * @param aggregates which function names are aggregates
     * @param setReturning which function names are set-returning functions
     */
    public TreeBuilder(Relations relations, Typing typing, AggregateNames aggregates, SetReturningNames setReturning) {
        this.relations = relations;
        this.outerTypes = new OuterTypes(typing);
        this.typing = new ClosedTyping(typing, outerTypes);
        this.aggregates = aggregates;
        this.setReturning = setReturning;
        this.subQueries = new SubQueries(this);
    }

    /**
     * Builds the tree.
     *
     * @param query the defining query
     * @return the tree, or why there is none
     */
    public Understanding build(CanonicalQuery query) {
        return switch (query) {
            case CanonicalQuery.Unproven unproven ->
                new Understanding.Recomputed(new Reason("The query", "is not understood: " + unproven.reason(), ""));
            case CanonicalQuery.Proven proven -> {
                try {
                    Built built = query(proven.query(), Environment.of(proven.path()));
                    subQueries.check(built.relation());
                    WrittenCalls.refuseChance(built.relation());
                    Relation separated = new ClockFilters(typing).separate(built.relation());
                    yield new Understanding.Maintainable(separated, built.outputs());
                } catch (NotMaintainable e) {
                    yield new Understanding.Recomputed(e.reason());
                }
            }
        };
    }

    /**
     * A query that was built.
     *
     * @param relation what it computes
     * @param outputs its columns in order
     */
    record Built(Relation relation, List<ColumnId> outputs) {}

    Relations relations() {
        return relations;
    }

    ColumnIds ids() {
        return ids;
    }

    AggregateNames aggregates() {
        return aggregates;
    }

    SetReturningNames setReturning() {
        return setReturning;
    }

    Typing typing() {
        return typing;
    }

    /** The type of integer constants, as seen beside a relation. */
    SqlType integer(Relation relation) {
        return typing.types(relation, List.of(Scalar.tokens("1"))).getFirst();
    }

    OuterTypes outerTypes() {
        return outerTypes;
    }

    SubQueries subQueries() {
        return subQueries;
    }

    /** The definition of a view. */
    Built view(CanonicalQuery definition) {
        return switch (definition) {
            case CanonicalQuery.Unproven unproven ->
                throw NotMaintainable.because("A view", "is not understood: " + unproven.reason());
            case CanonicalQuery.Proven proven -> query(proven.query(), Environment.of(proven.path()));
        };
    }

    Built query(Query query, Environment environment) {
        if (!query.locking().isEmpty()) {
            throw NotMaintainable.because(
                    "FOR UPDATE or FOR SHARE", "has no meaning in a stream table", "Leave it out.");
        }
        // ORDER BY without LIMIT orders nothing that a table could keep.
        Environment inner = with(query, environment);
        return switch (query.body()) {
            case Select select -> new SelectBuilder(this, inner).build(select, query.orderBy(), query.limit());
            case QueryBody.SetOperation operation ->
                limited(
                        new SetOperationBuilder(this).build(operation, inner),
                        query,
                        new ExpressionReader(Scope.EMPTY));
            case QueryBody.Values values -> {
                Built built = new ValuesBuilder(this).build(values, inner);
                yield limited(built, query, new ExpressionReader(ValuesBuilder.scope(built)));
            }
        };
    }

    /** ORDER BY and LIMIT of a query that is not a SELECT: it sorts by columns of its result, which are named or numbered. */
    private static Built limited(Built built, Query query, ExpressionReader reader) {
        if (query.limit() == null) {
            return built;
        }
        List<ColumnId> columns = query.orderBy().stream()
                .map(i -> sortColumn(i.expression().withoutParentheses(), built, reader))
                .toList();
        Relation first = LimitBuilder.first(built.relation(), SortKeys.of(query.orderBy(), columns), query.limit());
        return new Built(first, built.outputs());
    }

    private static ColumnId sortColumn(Expression expression, Built built, ExpressionReader reader) {
        if (expression.pieces().getFirst() instanceof Piece.Token token
                && expression.pieces().size() == 1
                && token.kind() == Piece.Token.Kind.NUMBER) {
            return built.outputs().get(Integer.parseInt(token.text()) - 1);
        }
        Scalar key = reader.read(expression);
        if (key.atomic() && key.terms().getFirst() instanceof Scalar.Reference reference) {
            return reference.column();
        }
        throw NotMaintainable.because("ORDER BY with an expression over VALUES", "is not maintained incrementally");
    }

    /** What the body of a query sees: its common table expressions. */
    Environment with(Query query, Environment environment) {
        Environment inner = environment;
        if (!query.recursive()) {
            for (Cte cte : query.ctes()) {
                inner = inner.with(new VisibleCte.Plain(cte, inner));
            }
            return inner;
        }
        // After WITH RECURSIVE, each may refer to itself and to later ones.
        List<Cte> pending = new ArrayList<>(query.ctes());
        while (!pending.isEmpty()) {
            Cte next = pending.stream()
                    .filter(c -> pending.stream().noneMatch(o -> !o.equals(c) && mentions(c, o)))
                    .findFirst()
                    .orElseThrow(() -> NotMaintainable.because("Mutual recursion", "is not maintained incrementally"));
            pending.remove(next);
            inner = inner.with(
                    mentions(next, next) ? new VisibleCte.Recursive(next, inner) : new VisibleCte.Plain(next, inner));
        }
        return inner;
    }

    private static boolean mentions(Cte cte, Cte other) {
        return new TableNames(cte.query()).contains(other.name());
    }

    /** A common table expression that refers to itself: built anew wherever it is referred to. */
    Built recursion(VisibleCte.Recursive visible) {
        Fixpoint fixpoint = new RecursionBuilder(this).build(visible.cte(), visible.environment());
        int columns = FromBuilder.names(visible.cte()).size();
        return new Built(fixpoint, fixpoint.columns().subList(0, columns));
    }

    /** A relation that computes expressions. */
    Built project(Relation input, List<Scalar> expressions) {
        Computed computed = subQueries.attach(new Computed(input, expressions));
        List<Projection> projections = new ArrayList<>();
        for (Scalar expression : computed.values()) {
            projections.add(new Projection(ids.next(), expression));
        }
        return new Built(
                new Project(computed.relation(), projections),
                projections.stream().map(Projection::id).toList());
    }

    /**
     * What is visible outside FROM: the common table expressions, and how names are looked up.
     *
     * @param path the path that the text was printed for
     * @param ctes the common table expressions, innermost last
     * @param outer the query around, for one that may refer to it
     */
    record Environment(SearchPath path, List<VisibleCte> ctes, Optional<OuterQuery> outer) {

        /** A common table expression that can be referred to. */
        sealed interface VisibleCte {

            /** The common table expression. */
            Cte cte();

            /** One that does not refer to itself, with what it sees. */
            record Plain(Cte cte, Environment environment) implements VisibleCte {}

            /** One that refers to itself, with what it sees besides. */
            record Recursive(Cte cte, Environment environment) implements VisibleCte {}

            /** The one that is being defined. */
            record Self(Cte cte, Built rows) implements VisibleCte {}
        }

        static Environment of(SearchPath path) {
            return new Environment(path, List.of(), Optional.empty());
        }

        Environment within(OuterQuery query) {
            return new Environment(path, ctes, Optional.of(query));
        }

        Environment with(Cte cte, Built rows) {
            return with(new VisibleCte.Self(cte, rows));
        }

        Environment with(VisibleCte visible) {
            List<VisibleCte> all = new ArrayList<>(ctes);
            all.add(visible);
            return new Environment(path, all, outer);
        }
    }
}
