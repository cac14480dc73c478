package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Limit;
import dev.pgtrickle.dvm.syntax.Piece.Token;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.QueryBody;
import dev.pgtrickle.dvm.syntax.QueryBody.Select;
import dev.pgtrickle.dvm.syntax.Target;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a query of which only matters whether it has rows: order, duplicates, computed columns, and a LIMIT of some rows do not. */
final class ExistsQuery {

    private ExistsQuery() {}

    /** A relation that has rows exactly when the query has. */
    static Relation build(TreeBuilder builder, Query query, Environment inner) {
        Relation relation = builder.query(simplified(query), inner).relation();
        while (true) {
            if (relation instanceof Relation.Project project) {
                relation = project.input();
            } else if (relation instanceof Aggregate aggregate
                    && !aggregate.keys().isEmpty()) {
                relation = aggregate.input();
            } else {
                return relation;
            }
        }
    }

    private static Query simplified(Query query) {
        if (query.limit() != null && !takesRows(query.limit())) {
            return query;
        }
        QueryBody body = query.body() instanceof Select select ? simplified(select) : query.body();
        return new Query(query.recursive(), query.ctes(), body, List.of(), null, query.locking());
    }

    private static boolean takesRows(Limit limit) {
        return limit.offset() == null && (limit.count() == null || isPositive(limit.count()));
    }

    private static boolean isPositive(@Nullable Expression count) {
        return count != null
                && count.withoutParentheses().pieces().size() == 1
                && count.withoutParentheses().pieces().getFirst() instanceof Token token
                && (token.isKeyword("ALL")
                        || token.kind() == Token.Kind.NUMBER && token.text().matches("0*[1-9][0-9]*"));
    }

    private static Select simplified(Select select) {
        List<Target> targets = select.targets().isEmpty()
                ? List.of(new Target(Expression.of(new Token(Token.Kind.NUMBER, "1")), null))
                : select.targets();
        return new Select(
                null, targets, select.from(), select.where(), select.groupBy(), select.having(), select.windows());
    }
}
