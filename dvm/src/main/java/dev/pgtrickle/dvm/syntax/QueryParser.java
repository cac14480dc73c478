package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.syntax.QueryBody.SetOperation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses queries: WITH, SELECT, VALUES, set operations and what follows them. */
final class QueryParser {

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private final FromParser from;

    QueryParser(TokenStream tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens, this);
        this.from = new FromParser(tokens, expressions, this);
    }

    Query parse() {
        return tokens.nestedQuery(this::query);
    }

    /** A query in parentheses, which are taken as well. */
    Query parenthesised() {
        tokens.expectSymbol("(");
        Query query = parse();
        tokens.expectSymbol(")");
        return query;
    }

    private Query query() {
        boolean recursive = false;
        List<Cte> ctes = new ArrayList<>();
        if (tokens.takeKeywords("WITH")) {
            recursive = tokens.takeKeywords("RECURSIVE");
            do {
                ctes.add(cte());
            } while (tokens.takeSymbol(","));
        }
        QueryBody body = body();
        List<SortItem> orderBy = tokens.takeKeywords("ORDER", "BY") ? expressions.sortItems() : List.of();
        return new Query(recursive, ctes, body, orderBy, limit(), locking());
    }

    private Cte cte() {
        Identifier name = tokens.expectName();
        List<Identifier> columns = tokens.atSymbol("(") ? tokens.expectNames() : List.of();
        tokens.expectKeywords("AS");
        Cte.Materialization materialization = Cte.Materialization.DEFAULT;
        if (tokens.takeKeywords("MATERIALIZED")) {
            materialization = Cte.Materialization.MATERIALIZED;
        } else if (tokens.takeKeywords("NOT", "MATERIALIZED")) {
            materialization = Cte.Materialization.NOT_MATERIALIZED;
        }
        Query query = parenthesised();
        return new Cte(name, columns, materialization, query, search(), cycle());
    }

    private Cte.@Nullable Search search() {
        if (!tokens.takeKeywords("SEARCH")) {
            return null;
        }
        Cte.Search.Order order = Cte.Search.Order.DEPTH;
        if (tokens.takeKeywords("BREADTH")) {
            order = Cte.Search.Order.BREADTH;
        } else {
            tokens.expectKeywords("DEPTH");
        }
        tokens.expectKeywords("FIRST", "BY");
        List<Identifier> by = names();
        tokens.expectKeywords("SET");
        return new Cte.Search(order, by, tokens.expectName());
    }

    private Cte.@Nullable Cycle cycle() {
        if (!tokens.takeKeywords("CYCLE")) {
            return null;
        }
        List<Identifier> by = names();
        tokens.expectKeywords("SET");
        Identifier mark = tokens.expectName();
        Cte.MarkValues values = null;
        if (tokens.takeKeywords("TO")) {
            Expression found = expressions.parse();
            tokens.expectKeywords("DEFAULT");
            values = new Cte.MarkValues(found, expressions.parse());
        }
        tokens.expectKeywords("USING");
        return new Cte.Cycle(by, mark, values, tokens.expectName());
    }

    private List<Identifier> names() {
        List<Identifier> names = new ArrayList<>();
        do {
            names.add(tokens.expectName());
        } while (tokens.takeSymbol(","));
        return names;
    }

    private QueryBody body() {
        if (tokens.atParenthesisedQuery()) {
            return setOperation(tokens.nestedConstruct(this::parenthesised));
        }
        QueryBody first = simpleBody();
        return setOperator() == null ? first : setOperation(Query.of(first));
    }

    private QueryBody simpleBody() {
        if (tokens.takeKeywords("SELECT")) {
            return select();
        }
        if (tokens.takeKeywords("VALUES")) {
            List<List<Expression>> rows = new ArrayList<>();
            do {
                rows.add(expressions.list());
            } while (tokens.takeSymbol(","));
            return new QueryBody.Values(rows);
        }
        throw tokens.unexpected("SELECT or VALUES");
    }

    private SetOperation.@Nullable Operator setOperator() {
        for (SetOperation.Operator operator : SetOperation.Operator.values()) {
            if (tokens.atKeyword(operator.name())) {
                return operator;
            }
        }
        return null;
    }

    /** The operands after the first; the text has parentheses wherever the operator changes. */
    private SetOperation setOperation(Query first) {
        SetOperation.Operator operator = setOperator();
        if (operator == null) {
            throw tokens.unexpected("UNION, INTERSECT or EXCEPT");
        }
        List<Query> operands = new ArrayList<>(List.of(first));
        Quantifier quantifier = null;
        while (tokens.takeKeywords(operator.name())) {
            Quantifier here = tokens.takeKeywords("ALL") ? Quantifier.ALL : Quantifier.DISTINCT;
            if (quantifier != null && quantifier != here) {
                throw tokens.unexpected("the same set operator as before");
            }
            quantifier = here;
            operands.add(
                    tokens.atParenthesisedQuery()
                            ? tokens.nestedConstruct(this::parenthesised)
                            : Query.of(simpleBody()));
        }
        if (setOperator() != null) {
            throw tokens.unexpected("the same set operator as before");
        }
        return new SetOperation(operator, quantifier == null ? Quantifier.DISTINCT : quantifier, operands);
    }

    private QueryBody.Select select() {
        Distinct distinct = distinct();
        List<Target> targets = targets();
        List<FromItem> items = tokens.takeKeywords("FROM") ? from.items() : List.of();
        Expression where = tokens.takeKeywords("WHERE") ? expressions.parse() : null;
        GroupBy groupBy = tokens.takeKeywords("GROUP", "BY") ? new GroupByParser(tokens, expressions).parse() : null;
        Expression having = tokens.takeKeywords("HAVING") ? expressions.parse() : null;
        List<WindowDefinition> windows = new ArrayList<>();
        if (tokens.takeKeywords("WINDOW")) {
            do {
                Identifier name = tokens.expectName();
                tokens.expectKeywords("AS");
                windows.add(new WindowDefinition(name, expressions.windows().inline()));
            } while (tokens.takeSymbol(","));
        }
        return new QueryBody.Select(distinct, targets, items, where, groupBy, having, windows);
    }

    private @Nullable Distinct distinct() {
        if (!tokens.takeKeywords("DISTINCT")) {
            return null;
        }
        return tokens.takeKeywords("ON") ? new Distinct.On(expressions.list()) : new Distinct.Rows();
    }

    private List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        if (expressions.atExpression()) {
            do {
                Expression expression = expressions.parse();
                targets.add(new Target(expression, tokens.takeKeywords("AS") ? tokens.expectName() : null));
            } while (tokens.takeSymbol(","));
        }
        return targets;
    }

    private @Nullable Limit limit() {
        Expression offset = tokens.takeKeywords("OFFSET") ? expressions.parse() : null;
        if (tokens.takeKeywords("LIMIT")) {
            return new Limit(offset, expressions.parse(), Limit.Ties.CUT);
        }
        if (tokens.takeKeywords("FETCH", "FIRST")) {
            Expression count = expressions.parse();
            tokens.expectKeywords("ROWS", "WITH", "TIES");
            return new Limit(offset, count, Limit.Ties.KEPT);
        }
        return offset == null ? null : new Limit(offset, null, Limit.Ties.CUT);
    }

    private List<Locking> locking() {
        List<Locking> clauses = new ArrayList<>();
        while (tokens.atKeyword("FOR")) {
            Locking.Strength strength = null;
            for (Locking.Strength candidate : Locking.Strength.values()) {
                if (tokens.takeKeywords(candidate.words().split(" "))) {
                    strength = candidate;
                    break;
                }
            }
            if (strength == null) {
                throw tokens.unexpected("a locking clause");
            }
            tokens.expectKeywords("OF");
            Identifier of = tokens.expectName();
            Locking.WaitPolicy wait = Locking.WaitPolicy.BLOCK;
            if (tokens.takeKeywords("NOWAIT")) {
                wait = Locking.WaitPolicy.NOWAIT;
            } else if (tokens.takeKeywords("SKIP", "LOCKED")) {
                wait = Locking.WaitPolicy.SKIP_LOCKED;
            }
            clauses.add(new Locking(strength, of, wait));
        }
        return clauses;
    }
}
