package dev.pgtrickle.dvm.syntax;

import java.util.ArrayList;
import java.util.List;

/** Parses what follows GROUP BY. */
final class GroupByParser {

    private final TokenStream tokens;
    private final ExpressionParser expressions;

    GroupByParser(TokenStream tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    GroupBy parse() {
        Quantifier quantifier = tokens.takeKeywords("DISTINCT") ? Quantifier.DISTINCT : Quantifier.ALL;
        return new GroupBy(quantifier, elements());
    }

    private List<GroupingElement> elements() {
        List<GroupingElement> elements = new ArrayList<>();
        do {
            elements.add(element());
        } while (tokens.takeSymbol(","));
        return elements;
    }

    private GroupingElement element() {
        for (GroupingElement.Sets.Kind kind : GroupingElement.Sets.Kind.values()) {
            if (tokens.takeKeywords(kind.words().strip().split(" "))) {
                return tokens.nestedConstruct(() -> {
                    tokens.expectSymbol("(");
                    List<GroupingElement> elements = elements();
                    tokens.expectSymbol(")");
                    return new GroupingElement.Sets(kind, elements);
                });
            }
        }
        return tokens.atList()
                ? new GroupingElement.KeyList(expressions.list())
                : new GroupingElement.Key(expressions.parse());
    }
}
