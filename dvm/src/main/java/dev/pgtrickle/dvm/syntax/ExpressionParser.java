package dev.pgtrickle.dvm.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Cuts expressions into pieces.
 *
 * <p>An expression ends where a clause goes on: at a comma, a closing parenthesis, or one of the key words below, outside of its own
 * parentheses. Parentheses and brackets are tokens like any other; only calls and queries are parsed by recursion.
 */
final class ExpressionParser {

    /** Key words after an expression. All of them can stand within parentheses of an expression as well, where they end nothing. */
    private static final Set<String> FOLLOWERS = Set.of(
            "AS",
            "ASC",
            "DESC",
            "USING",
            "NULLS",
            "FROM",
            "WHERE",
            "GROUP",
            "HAVING",
            "WINDOW",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "FETCH",
            "FOR",
            "UNION",
            "INTERSECT",
            "EXCEPT",
            "ROWS",
            "RANGE",
            "GROUPS",
            "PRECEDING",
            "FOLLOWING",
            "DEFAULT",
            "ABSENT",
            "WITH",
            "RETURNING");

    /** Constructs of the grammar that are read as calls. */
    private static final Set<String> CALLED_CONSTRUCTS =
            Set.of("GROUPING", "UNNEST", "JSON_ARRAYAGG", "JSON_OBJECTAGG");

    /** What an open parenthesis or bracket holds. */
    private enum Group {
        /** Operands, operators, key words. */
        ORDINARY,
        /** Column definitions of JSON_TABLE or XMLTABLE. */
        COLUMNS
    }

    private final TokenStream tokens;
    private final QueryParser queries;
    private final TypeParser types;
    private final WindowParser windows;
    private final CallParser calls;

    ExpressionParser(TokenStream tokens, QueryParser queries) {
        this.tokens = tokens;
        this.queries = queries;
        this.types = new TypeParser(tokens);
        this.windows = new WindowParser(tokens, this);
        this.calls = new CallParser(tokens, this);
    }

    TypeParser types() {
        return types;
    }

    WindowParser windows() {
        return windows;
    }

    /** Whether an expression starts here, rather than something that follows an expression. */
    boolean atExpression() {
        if (tokens.atEnd() || tokens.atSymbol(",") || tokens.atSymbol(")") || tokens.atSymbol("]")) {
            return false;
        }
        boolean nullHandling = tokens.atKeyword("NULL") && tokens.atKeyword(1, "ON");
        return !tokens.atSymbol(";") && !nullHandling && !FOLLOWERS.contains(tokens.lookingAt());
    }

    /** Expressions in parentheses, which may be empty. */
    List<Expression> list() {
        tokens.expectSymbol("(");
        List<Expression> list = tokens.atSymbol(")") ? List.of() : commaSeparated();
        tokens.expectSymbol(")");
        return list;
    }

    List<Expression> commaSeparated() {
        List<Expression> list = new ArrayList<>();
        do {
            list.add(parse());
        } while (tokens.takeSymbol(","));
        return list;
    }

    List<SortItem> sortItems() {
        List<SortItem> items = new ArrayList<>();
        do {
            Expression expression = parse();
            SortItem.Order order = order();
            SortItem.Nulls nulls = SortItem.Nulls.DEFAULT;
            if (tokens.takeKeywords("NULLS", "FIRST")) {
                nulls = SortItem.Nulls.FIRST;
            } else if (tokens.takeKeywords("NULLS", "LAST")) {
                nulls = SortItem.Nulls.LAST;
            }
            items.add(new SortItem(expression, order, nulls));
        } while (tokens.takeSymbol(","));
        return items;
    }

    private SortItem.Order order() {
        if (tokens.takeKeywords("DESC")) {
            return SortItem.Direction.DESC;
        }
        if (!tokens.takeKeywords("USING")) {
            return SortItem.Direction.ASC;
        }
        List<Piece.Token> operator = new ArrayList<>();
        boolean qualified = tokens.atKeyword("OPERATOR");
        do {
            operator.add(tokens.take());
        } while (qualified && !operator.getLast().is(")"));
        return new SortItem.Using(operator);
    }

    Expression parse() {
        List<Piece> pieces = new ArrayList<>();
        Deque<Group> open = new ArrayDeque<>();
        while (!open.isEmpty() || atExpression()) {
            piece(pieces, open);
        }
        if (pieces.isEmpty()) {
            throw tokens.unexpected("an expression");
        }
        return new Expression(pieces);
    }

    /** A function call in FROM, or one of the constructs that can stand for it. A name after it is its alias. */
    Expression call() {
        List<Piece> pieces = new ArrayList<>();
        Deque<Group> open = new ArrayDeque<>();
        do {
            piece(pieces, open);
        } while (!open.isEmpty() || tokens.atSymbol("("));
        return new Expression(pieces);
    }

    private void piece(List<Piece> pieces, Deque<Group> open) {
        if (tokens.atEnd()) {
            throw tokens.unexpected(open.isEmpty() ? "an expression" : ")");
        } else if (tokens.atParenthesisedQuery()) {
            pieces.add(new Piece.SubQuery(queries.parenthesised()));
        } else if (tokens.atCall() || CALLED_CONSTRUCTS.contains(tokens.lookingAt())) {
            pieces.add(tokens.nestedConstruct(calls::parse));
        } else if (tokens.atName()) {
            name(pieces);
        } else {
            token(pieces, open);
        }
    }

    /** A name that is not that of a function. */
    private void name(List<Piece> pieces) {
        boolean constant =
                tokens.lookingAt().equals("true") || tokens.lookingAt().equals("false");
        if (constant || tokens.atSymbol(1, "=>")) {
            pieces.add(tokens.take());
            return;
        }
        var name = tokens.expectName();
        if (!tokens.takeSymbol(".")) {
            pieces.add(new Piece.MergedColumn(name));
        } else if (tokens.takeSymbol("*")) {
            pieces.add(new Piece.WholeRow(name));
        } else {
            pieces.add(new Piece.ColumnReference(name, tokens.expectName()));
        }
    }

    private void token(List<Piece> pieces, Deque<Group> open) {
        Piece.Token token = tokens.take();
        pieces.add(token);
        switch (token.kind()) {
            case KEYWORD -> afterKeyword(token.text(), pieces, open);
            case PUNCTUATION -> afterPunctuation(token.text(), pieces, open);
            case NUMBER -> afterNumber(token.text(), pieces);
            case NAME, STRING, OPERATOR -> {}
        }
    }

    /**
     * The grammar reads a minus before a number as part of the number, but the server prints a negative constant in quotes: here the minus
     * is an operator, and stays one only if the number is cast.
     */
    private void afterNumber(String number, List<Piece> pieces) {
        int minus = pieces.size() - 2;
        boolean negated = minus >= 0 && isSymbol(pieces.get(minus), "-") && !tokens.atSymbol("::");
        if (negated && (minus == 0 || isSymbol(pieces.get(minus - 1), "("))) {
            boolean integer = number.chars().allMatch(Character::isDigit);
            pieces.add(Piece.Token.punctuation("::"));
            pieces.add(new Piece.Token(Piece.Token.Kind.NAME, integer ? "integer" : "numeric"));
        }
    }

    private static boolean isSymbol(Piece piece, String symbol) {
        return piece instanceof Piece.Token token && token.is(symbol);
    }

    /** Takes what a key word announces if it could be mistaken for a reference or the end. */
    private void afterKeyword(String keyword, List<Piece> pieces, Deque<Group> open) {
        switch (keyword) {
            case "COLLATE" -> types.qualifiedName(pieces);
            case "COLLATION" -> pieces.add(tokens.take()); // FOR
            case "NAME" -> pieces.add(tokens.take()); // of an XML element
            case "AS", "RETURNING" -> types.type(pieces); // a type, or a name, which looks like one
            case "OPERATOR" -> takeThrough(")", pieces);
            case "EXTRACT" -> {
                do {
                    pieces.add(tokens.take());
                } while (!tokens.atKeyword("FROM"));
            }
            case "COLUMNS" -> columns(pieces, open);
            default -> {}
        }
        if (keyword.equals("EXTRACT")) {
            open.push(Group.ORDINARY);
        }
    }

    private void afterPunctuation(String mark, List<Piece> pieces, Deque<Group> open) {
        switch (mark) {
            case "(", "[" -> open.push(Group.ORDINARY);
            case ")", "]" -> open.pop();
            case "," -> {
                if (open.peek() == Group.COLUMNS) {
                    columnStart(pieces);
                }
            }
            case "::" -> types.type(pieces);
            case "." -> pieces.add(tokens.take()); // a field of a composite value
            default -> {}
        }
    }

    private void takeThrough(String symbol, List<Piece> pieces) {
        Piece.Token token;
        do {
            token = tokens.take();
            pieces.add(token);
        } while (!token.is(symbol));
    }

    /** JSON_TABLE puts its columns into parentheses, XMLTABLE does not. */
    private void columns(List<Piece> pieces, Deque<Group> open) {
        if (tokens.atSymbol("(")) {
            pieces.add(tokens.take());
        } else {
            open.pop();
        }
        open.push(Group.COLUMNS);
        columnStart(pieces);
    }

    /** The name and the type of a column; NESTED in upper case is the key word. */
    private void columnStart(List<Piece> pieces) {
        if (tokens.atName()) {
            pieces.add(tokens.take());
            if (tokens.atName()) {
                types.type(pieces);
            }
        }
    }
}
