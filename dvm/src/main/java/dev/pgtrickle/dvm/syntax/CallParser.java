package dev.pgtrickle.dvm.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses calls in function syntax. */
final class CallParser {

    private final TokenStream tokens;
    private final ExpressionParser expressions;

    CallParser(TokenStream tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    Piece.Call parse() {
        Piece.CallName name = tokens.atName()
                ? new Piece.CallName.Function(tokens.expectQualifiedName())
                : new Piece.CallName.Construct(tokens.take().text());
        tokens.expectSymbol("(");
        Piece.Arguments arguments = tokens.takeSymbol("*") ? new Piece.Arguments.Star() : values();
        tokens.expectSymbol(")");
        List<SortItem> withinGroup = List.of();
        if (tokens.takeKeywords("WITHIN", "GROUP")) {
            tokens.expectSymbol("(");
            tokens.expectKeywords("ORDER", "BY");
            withinGroup = expressions.sortItems();
            tokens.expectSymbol(")");
        }
        Expression filter = filter();
        Window over = tokens.takeKeywords("OVER") ? expressions.windows().over() : null;
        return new Piece.Call(name, arguments, withinGroup, filter, over);
    }

    private Piece.Arguments.Values values() {
        Quantifier quantifier = tokens.takeKeywords("DISTINCT") ? Quantifier.DISTINCT : Quantifier.ALL;
        List<Expression> values = new ArrayList<>();
        Piece.Arguments.LastArgument last = Piece.Arguments.LastArgument.PLAIN;
        if (expressions.atExpression()) {
            do {
                if (tokens.takeKeywords("VARIADIC")) {
                    last = Piece.Arguments.LastArgument.VARIADIC;
                }
                values.add(expressions.parse());
            } while (tokens.takeSymbol(","));
        }
        List<SortItem> orderBy = tokens.takeKeywords("ORDER", "BY") ? expressions.sortItems() : List.of();
        List<Piece.Token> options = new ArrayList<>();
        while (!tokens.atSymbol(")")) {
            option(options);
        }
        return new Piece.Arguments.Values(quantifier, values, last, orderBy, options);
    }

    /** A word of what JSON aggregates say after their arguments. */
    private void option(List<Piece.Token> options) {
        if (!tokens.atAnyKeyword()) {
            throw tokens.unexpected(")");
        }
        Piece.Token word = tokens.take();
        options.add(word);
        if (word.isKeyword("RETURNING")) {
            List<Piece> type = new ArrayList<>();
            expressions.types().type(type);
            type.forEach(piece -> options.add((Piece.Token) piece));
        }
    }

    private @Nullable Expression filter() {
        if (!tokens.takeKeywords("FILTER")) {
            return null;
        }
        tokens.expectSymbol("(");
        tokens.expectKeywords("WHERE");
        Expression condition = expressions.parse();
        tokens.expectSymbol(")");
        return condition;
    }
}
