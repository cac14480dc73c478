package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.syntax.Piece.Token;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints expressions, and what only occurs in or after them. */
final class ExpressionPrinter {

    /** Key words that a parenthesis follows after a space; after all others it is that of a function-like construct. */
    private static final Set<String> SPACED = Set.of(
            "AND",
            "OR",
            "NOT",
            "IN",
            "ANY",
            "ALL",
            "FROM",
            "FOR",
            "PASSING",
            "PATH",
            "DEFAULT",
            "WHEN",
            "THEN",
            "ELSE",
            "CASE",
            "OVERLAPS",
            "COLUMNS",
            "XMLNAMESPACES",
            "SIMILAR",
            "ESCAPE",
            "PLACING",
            "BOTH",
            "LEADING",
            "TRAILING",
            "ZONE",
            "CONTENT",
            "DOCUMENT");

    private final SqlWriter out;
    private final QueryPrinter queries;

    ExpressionPrinter(SqlWriter out, QueryPrinter queries) {
        this.out = out;
        this.queries = queries;
    }

    void expression(Expression expression) {
        pieces(expression.pieces());
    }

    void tokens(List<Token> tokens) {
        pieces(tokens);
    }

    private void pieces(List<? extends Piece> pieces) {
        Piece previous = null;
        for (Piece piece : pieces) {
            switch (piece) {
                case Token token -> token(previous, token);
                case Piece.ColumnReference reference ->
                    out.token(reference.alias().sql() + "." + reference.column().sql());
                case Piece.WholeRow row -> out.token(row.alias().sql() + ".*");
                case Piece.MergedColumn merged -> out.token(merged.column().sql());
                case Piece.SubQuery sub -> {
                    out.token("(");
                    queries.parenthesised(sub.query());
                }
                case Piece.Call call -> call(call);
            }
            previous = piece;
        }
    }

    private void token(@Nullable Piece previous, Token token) {
        switch (token.kind()) {
            case PUNCTUATION -> punctuation(previous, token.text());
            case KEYWORD, NAME, STRING, NUMBER, OPERATOR -> out.token(token.text());
        }
    }

    private void punctuation(@Nullable Piece previous, String mark) {
        switch (mark) {
            case "(" -> {
                if (previous instanceof Token token && opensAttached(token)) {
                    out.attached("(");
                } else {
                    out.token("(");
                }
                out.glue();
            }
            case "[" -> {
                out.attached("[");
                out.glue();
            }
            case ".", "::" -> {
                out.attached(mark);
                out.glue();
            }
            case ")", "]", "," -> out.attached(mark);
            default -> out.token(mark);
        }
    }

    private static boolean opensAttached(Token before) {
        return switch (before.kind()) {
            case NAME -> true;
            case KEYWORD -> !SPACED.contains(before.text());
            case STRING, NUMBER, OPERATOR, PUNCTUATION -> false;
        };
    }

    private void call(Piece.Call call) {
        switch (call.name()) {
            case Piece.CallName.Function function -> out.token(function.name().sql());
            case Piece.CallName.Construct construct -> out.token(construct.keyword());
        }
        out.attached("(");
        out.glue();
        switch (call.arguments()) {
            case Piece.Arguments.Star star -> out.token("*");
            case Piece.Arguments.Values values -> values(values);
        }
        out.attached(")");
        if (!call.withinGroup().isEmpty()) {
            out.token("WITHIN GROUP (");
            out.glue();
            orderBy(call.withinGroup());
            out.attached(")");
        }
        if (call.filter() != null) {
            out.token("FILTER (WHERE");
            expression(call.filter());
            out.attached(")");
        }
        if (call.over() != null) {
            out.token("OVER");
            window(call.over());
        }
    }

    private void values(Piece.Arguments.Values values) {
        if (values.quantifier() == Quantifier.DISTINCT) {
            out.token("DISTINCT");
        }
        for (int i = 0; i < values.values().size(); i++) {
            if (i > 0) {
                out.attached(",");
            }
            boolean last = i == values.values().size() - 1;
            if (last && values.last() == Piece.Arguments.LastArgument.VARIADIC) {
                out.token("VARIADIC");
            }
            expression(values.values().get(i));
        }
        if (!values.orderBy().isEmpty()) {
            orderBy(values.orderBy());
        }
        tokens(values.options());
    }

    private void orderBy(List<SortItem> items) {
        out.token("ORDER BY");
        queries.commaSeparated(items, this::sortItem);
    }

    void sortItem(SortItem item) {
        expression(item.expression());
        switch (item.order()) {
            case SortItem.Direction direction -> {
                if (direction == SortItem.Direction.DESC) {
                    out.token("DESC");
                }
            }
            case SortItem.Using using -> {
                out.token("USING");
                tokens(using.operator());
            }
        }
        switch (item.nulls()) {
            case DEFAULT -> {}
            case FIRST -> out.token("NULLS FIRST");
            case LAST -> out.token("NULLS LAST");
        }
    }

    void window(Window window) {
        switch (window) {
            case Window.Named named -> out.token(named.name().sql());
            case Window.Inline inline -> inline(inline);
        }
    }

    private void inline(Window.Inline window) {
        out.token("(");
        out.glue();
        if (window.base() != null) {
            out.token(window.base().sql());
        }
        if (!window.partitionBy().isEmpty()) {
            out.token("PARTITION BY");
            queries.commaSeparated(window.partitionBy(), this::expression);
        }
        if (!window.orderBy().isEmpty()) {
            orderBy(window.orderBy());
        }
        if (window.frame() != null) {
            frame(window.frame());
        }
        out.attached(")");
    }

    private void frame(Frame frame) {
        out.token(frame.mode().name());
        if (frame.end() == null) {
            bound(frame.start());
        } else {
            out.token("BETWEEN");
            bound(frame.start());
            out.token("AND");
            bound(frame.end());
        }
        if (frame.exclusion() != Frame.Exclusion.NO_OTHERS) {
            out.token(frame.exclusion().words());
        }
    }

    private void bound(Frame.Bound bound) {
        switch (bound) {
            case Frame.FixedBound fixed -> out.token(fixed.words());
            case Frame.OffsetBound offset -> {
                expression(offset.offset());
                out.token(offset.direction().name());
            }
        }
    }
}
