package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prints queries. */
final class QueryPrinter {

    private final SqlWriter out;
    private final ExpressionPrinter expressions;
    private final FromPrinter from;

    QueryPrinter(SqlWriter out) {
        this.out = out;
        this.expressions = new ExpressionPrinter(out, this);
        this.from = new FromPrinter(out, this);
    }

    ExpressionPrinter expressions() {
        return expressions;
    }

    FromPrinter from() {
        return from;
    }

    void query(Query query) {
        if (!query.ctes().isEmpty()) {
            out.token(query.recursive() ? "WITH RECURSIVE" : "WITH");
            commaSeparated(query.ctes(), this::cte);
            out.line();
        }
        body(query.body());
        if (!query.orderBy().isEmpty()) {
            clause("ORDER BY");
            commaSeparated(query.orderBy(), expressions::sortItem);
        }
        limit(query.limit());
        for (Locking locking : query.locking()) {
            clause(locking.strength().words());
            out.token("OF");
            out.token(locking.of().sql());
            optionalWords(locking.waitPolicy().words());
        }
    }

    /** A query in parentheses. */
    void parenthesised(Query query) {
        out.glue();
        out.indent();
        out.line();
        query(query);
        out.outdent();
        out.attached(")");
    }

    private void clause(String words) {
        out.line();
        out.token(words);
    }

    private void optionalWords(String words) {
        if (!words.isEmpty()) {
            out.token(words);
        }
    }

    private void cte(Cte cte) {
        out.token(cte.name().sql());
        if (!cte.columns().isEmpty()) {
            names(cte.columns());
        }
        out.token("AS");
        optionalWords(cte.materialization().words());
        out.token("(");
        parenthesised(cte.query());
        if (cte.search() != null) {
            out.token("SEARCH " + cte.search().order() + " FIRST BY");
            commaSeparated(cte.search().by(), name -> out.token(name.sql()));
            out.token("SET");
            out.token(cte.search().sequence().sql());
        }
        if (cte.cycle() != null) {
            cycle(cte.cycle());
        }
    }

    private void cycle(Cte.Cycle cycle) {
        out.token("CYCLE");
        commaSeparated(cycle.by(), name -> out.token(name.sql()));
        out.token("SET");
        out.token(cycle.mark().sql());
        if (cycle.values() != null) {
            out.token("TO");
            expressions.expression(constant(cycle.values().found()));
            out.token("DEFAULT");
            expressions.expression(constant(cycle.values().otherwise()));
        }
        out.token("USING");
        out.token(cycle.path().sql());
    }

    /** The server prints {@code 'y'::text} where its grammar wants {@code text 'y'}. */
    private static Expression constant(Expression value) {
        List<Piece> pieces = value.pieces();
        if (pieces.size() > 2
                && pieces.get(0) instanceof Piece.Token literal
                && literal.kind() == Piece.Token.Kind.STRING
                && pieces.get(1) instanceof Piece.Token cast
                && cast.text().equals("::")) {
            List<Piece> turned = new ArrayList<>(pieces.subList(2, pieces.size()));
            turned.add(literal);
            return new Expression(turned);
        }
        return value;
    }

    private void body(QueryBody body) {
        switch (body) {
            case QueryBody.Select select -> select(select);
            case QueryBody.SetOperation set -> setOperation(set);
            case QueryBody.Values values -> {
                out.token("VALUES");
                commaSeparated(values.rows(), row -> {
                    out.token("(");
                    out.glue();
                    commaSeparated(row, expressions::expression);
                    out.attached(")");
                });
            }
        }
    }

    private void setOperation(QueryBody.SetOperation set) {
        boolean first = true;
        for (Query operand : set.operands()) {
            if (!first) {
                clause(set.operator() + (set.quantifier() == Quantifier.ALL ? " ALL" : ""));
                out.line();
            }
            first = false;
            if (operand.isPlain() && !(operand.body() instanceof QueryBody.SetOperation)) {
                query(operand);
            } else {
                out.token("(");
                parenthesised(operand);
            }
        }
    }

    private void select(QueryBody.Select select) {
        out.token("SELECT");
        switch (select.distinct()) {
            case null -> {}
            case Distinct.Rows rows -> out.token("DISTINCT");
            case Distinct.On on -> {
                out.token("DISTINCT ON (");
                out.glue();
                commaSeparated(on.keys(), expressions::expression);
                out.attached(")");
            }
        }
        commaSeparated(select.targets(), this::target);
        if (!select.from().isEmpty()) {
            clause("FROM");
            commaSeparated(select.from(), from::item);
        }
        condition("WHERE", select.where());
        if (select.groupBy() != null) {
            clause(select.groupBy().quantifier() == Quantifier.DISTINCT ? "GROUP BY DISTINCT" : "GROUP BY");
            commaSeparated(select.groupBy().elements(), this::groupingElement);
        }
        condition("HAVING", select.having());
        if (!select.windows().isEmpty()) {
            clause("WINDOW");
            commaSeparated(select.windows(), definition -> {
                out.token(definition.name().sql());
                out.token("AS");
                expressions.window(definition.window());
            });
        }
    }

    private void target(Target target) {
        expressions.expression(target.expression());
        if (target.alias() != null) {
            out.token("AS");
            out.token(target.alias().sql());
        }
    }

    private void condition(String keyword, @Nullable Expression condition) {
        if (condition != null) {
            clause(keyword);
            expressions.expression(condition);
        }
    }

    private void groupingElement(GroupingElement element) {
        switch (element) {
            case GroupingElement.Key key -> expressions.expression(key.expression());
            case GroupingElement.KeyList list -> {
                out.token("(");
                out.glue();
                commaSeparated(list.keys(), expressions::expression);
                out.attached(")");
            }
            case GroupingElement.Sets sets -> {
                out.token(sets.kind().words());
                out.attached("(");
                out.glue();
                commaSeparated(sets.elements(), this::groupingElement);
                out.attached(")");
            }
        }
    }

    private void limit(@Nullable Limit limit) {
        if (limit == null) {
            return;
        }
        condition("OFFSET", limit.offset());
        if (limit.count() != null) {
            boolean keepsTies = limit.ties() == Limit.Ties.KEPT;
            condition(keepsTies ? "FETCH FIRST" : "LIMIT", limit.count());
            optionalWords(keepsTies ? "ROWS WITH TIES" : "");
        }
    }

    /** A list of names in parentheses, right after what they belong to. */
    void names(List<Identifier> names) {
        out.attached("(");
        out.glue();
        commaSeparated(names, name -> out.token(name.sql()));
        out.attached(")");
    }

    <T> void commaSeparated(List<T> list, Consumer<T> print) {
        boolean first = true;
        for (T element : list) {
            if (!first) {
                out.attached(",");
            }
            first = false;
            print.accept(element);
        }
    }
}
