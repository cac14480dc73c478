package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses FROM items. */
final class FromParser {

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private final QueryParser queries;

    FromParser(TokenStream tokens, ExpressionParser expressions, QueryParser queries) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.queries = queries;
    }

    List<FromItem> items() {
        List<FromItem> items = new ArrayList<>();
        do {
            items.add(item());
        } while (tokens.takeSymbol(","));
        return items;
    }

    private FromItem item() {
        boolean lateral = tokens.takeKeywords("LATERAL");
        if (tokens.atParenthesisedQuery()) {
            Query query = queries.parenthesised();
            return new FromItem.SubSelect(lateral, query, alias());
        }
        if (tokens.atSymbol("(")) {
            return tokens.nestedConstruct(this::join);
        }
        if (tokens.atKeyword("JSON_TABLE") || tokens.atKeyword("XMLTABLE")) {
            Expression call = expressions.call();
            return new FromItem.TableFunction(lateral, call, alias());
        }
        if (tokens.takeKeywords("ROWS", "FROM")) {
            return function(lateral, FromItem.Function.Form.ROWS_FROM, rowsFrom());
        }
        boolean only = tokens.takeKeywords("ONLY");
        if (only || (tokens.atName() && !tokens.atCall())) {
            return table(only);
        }
        FromItem.FunctionCall call = new FromItem.FunctionCall(expressions.call(), List.of());
        return function(lateral, FromItem.Function.Form.SINGLE, List.of(call));
    }

    private FromItem.Table table(boolean only) {
        QualifiedName name = tokens.expectQualifiedName();
        Alias alias = alias();
        return new FromItem.Table(only, name, alias, sample());
    }

    private FromItem.@Nullable TableSample sample() {
        if (!tokens.takeKeywords("TABLESAMPLE")) {
            return null;
        }
        QualifiedName method = tokens.expectQualifiedName();
        List<Expression> arguments = expressions.list();
        Expression seed = null;
        if (tokens.takeKeywords("REPEATABLE")) {
            tokens.expectSymbol("(");
            seed = expressions.parse();
            tokens.expectSymbol(")");
        }
        return new FromItem.TableSample(method, arguments, seed);
    }

    private List<FromItem.FunctionCall> rowsFrom() {
        tokens.expectSymbol("(");
        List<FromItem.FunctionCall> calls = new ArrayList<>();
        do {
            Expression call = expressions.call();
            calls.add(new FromItem.FunctionCall(call, tokens.takeKeywords("AS") ? definitions() : List.of()));
        } while (tokens.takeSymbol(","));
        tokens.expectSymbol(")");
        return calls;
    }

    private FromItem.Function function(
            boolean lateral, FromItem.Function.Form form, List<FromItem.FunctionCall> calls) {
        boolean ordinality = tokens.takeKeywords("WITH", "ORDINALITY");
        boolean definesColumns = tokens.atName()
                && tokens.atSymbol(1, "(")
                && tokens.atName(2)
                && !tokens.atSymbol(3, ",")
                && !tokens.atSymbol(3, ")");
        if (definesColumns) {
            Alias alias = new Alias(tokens.expectName(), List.of());
            return new FromItem.Function(lateral, form, calls, ordinality, alias, definitions());
        }
        return new FromItem.Function(lateral, form, calls, ordinality, alias(), List.of());
    }

    private List<ColumnDefinition> definitions() {
        tokens.expectSymbol("(");
        List<ColumnDefinition> definitions = new ArrayList<>();
        do {
            Identifier name = tokens.expectName();
            List<Piece> type = new ArrayList<>();
            expressions.types().typeAndCollation(type);
            definitions.add(new ColumnDefinition(
                    name, type.stream().map(Piece.Token.class::cast).toList()));
        } while (tokens.takeSymbol(","));
        tokens.expectSymbol(")");
        return definitions;
    }

    private @Nullable Alias alias() {
        if (!tokens.atName()) {
            return null;
        }
        Identifier name = tokens.expectName();
        return new Alias(name, tokens.atSymbol("(") ? tokens.expectNames() : List.of());
    }

    /** One join in parentheses, or a chain of them. */
    private FromItem join() {
        tokens.expectSymbol("(");
        FromItem left = item();
        FromItem.@Nullable Join joined = null;
        while (!tokens.atSymbol(")")) {
            joined = joinedWith(joined == null ? left : joined);
        }
        tokens.expectSymbol(")");
        if (joined == null) {
            throw tokens.unexpected("a join");
        }
        return new FromItem.Join(joined.type(), joined.left(), joined.right(), joined.condition(), alias());
    }

    private FromItem.Join joinedWith(FromItem left) {
        if (tokens.takeKeywords("CROSS", "JOIN")) {
            return new FromItem.Join(FromItem.Join.Type.INNER, left, item(), new JoinCondition.None(), null);
        }
        for (FromItem.Join.Type type : FromItem.Join.Type.values()) {
            if (tokens.takeKeywords(type.words().split(" "))) {
                FromItem right = item();
                return new FromItem.Join(type, left, right, condition(), null);
            }
        }
        throw tokens.unexpected("a join");
    }

    private JoinCondition condition() {
        if (tokens.takeKeywords("USING")) {
            List<Identifier> columns = tokens.expectNames();
            return new JoinCondition.Using(columns, tokens.takeKeywords("AS") ? tokens.expectName() : null);
        }
        tokens.expectKeywords("ON");
        return new JoinCondition.On(expressions.parse());
    }
}
