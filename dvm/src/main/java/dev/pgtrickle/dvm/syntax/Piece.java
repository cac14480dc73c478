package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of an expression: a token of PostgreSQL's text, or something that was lifted out of it. */
public sealed interface Piece {

    /**
     * A token that stays text.
     *
     * @param kind what it is
     * @param text the token as printed
     */
    record Token(Kind kind, String text) implements Piece {

        /** The kinds of tokens. */
        public enum Kind {
            /** A key word, always in upper case. */
            KEYWORD,
            /** The name of a type, a collation, a field, a named argument; {@code true} and {@code false}. Quoted as printed. */
            NAME,
            /** A string constant. */
            STRING,
            /** A numeric constant. */
            NUMBER,
            /** A run of operator characters. */
            OPERATOR,
            /** A parenthesis, bracket, comma, period, colon or cast. */
            PUNCTUATION
        }

        /**
         * A key word.
         *
         * @param word the word in upper case
         * @return the token
         */
        public static Token keyword(String word) {
            return new Token(Kind.KEYWORD, word);
        }

        /**
         * A parenthesis or another mark that is not an operator.
         *
         * @param mark the mark
         * @return the token
         */
        public static Token punctuation(String mark) {
            return new Token(Kind.PUNCTUATION, mark);
        }

        /**
         * Whether this is a given operator or punctuation mark.
         *
         * @param symbol the symbol
         * @return true when kind and text fit
         */
        public boolean is(String symbol) {
            return (kind == Kind.PUNCTUATION || kind == Kind.OPERATOR) && text.equals(symbol);
        }

        /**
         * Whether this is a given key word.
         *
         * @param word the word in upper case
         * @return true when kind and text fit
         */
        public boolean isKeyword(String word) {
            return kind == Kind.KEYWORD && text.equals(word);
        }
    }

    /**
     * A column of a FROM item of this or an enclosing query.
     *
     * @param alias the item's alias; the innermost item of that name is meant
     * @param column the column's name in that item
     */
    record ColumnReference(Identifier alias, Identifier column) implements Piece {}

    /**
     * The whole row of a FROM item.
     *
     * @param alias the item's alias
     */
    record WholeRow(Identifier alias) implements Piece {}

    /**
     * A column merged by {@code FULL JOIN ... USING}, whose value is that of the side which has a row.
     *
     * @param column its name, which no other column of the query has
     */
    record MergedColumn(Identifier column) implements Piece {}

    /**
     * A query in an expression, with its parentheses. What the query is for stands before it: EXISTS, IN, an operator with ANY or ALL,
     * ARRAY, or nothing for a scalar sub-select.
     *
     * @param query the query
     */
    record SubQuery(Query query) implements Piece {}

    /**
     * A call in function syntax: of a function, an aggregate, or a window function.
     *
     * @param name what is called
     * @param arguments what stands in the parentheses
     * @param withinGroup the sort keys of WITHIN GROUP, empty for none
     * @param filter the condition of FILTER, or null
     * @param over the window of OVER, or null
     */
    record Call(
            CallName name,
            Arguments arguments,
            List<SortItem> withinGroup,
            @Nullable Expression filter,
            @Nullable Window over)
            implements Piece {

        /** Copies the list. */
        public Call {
            withinGroup = List.copyOf(withinGroup);
        }
    }

    /** What a call calls. */
    sealed interface CallName {

        /**
         * A function of the catalog.
         *
         * @param name its name as printed
         */
        record Function(QualifiedName name) implements CallName {}

        /**
         * A construct of the grammar that takes arguments like a function: {@code GROUPING}, {@code UNNEST} of several arrays, or one of
         * the aggregates {@code JSON_ARRAYAGG} and {@code JSON_OBJECTAGG}.
         *
         * @param keyword the construct in upper case
         */
        record Construct(String keyword) implements CallName {}
    }

    /** What stands in the parentheses of a call. */
    sealed interface Arguments {

        /** {@code *}: {@code count(*)}. */
        record Star() implements Arguments {}

        /**
         * A list, which may be empty.
         *
         * @param quantifier DISTINCT of an aggregate
         * @param values the arguments; one in named notation begins with the tokens {@code name =>}, and key and value of
         *     {@code JSON_OBJECTAGG} are one argument with a colon
         * @param last how the last argument is passed
         * @param orderBy the sort keys of an aggregate, empty for none
         * @param options what JSON aggregates say after that: null handling, unique keys, RETURNING
         */
        record Values(
                Quantifier quantifier,
                List<Expression> values,
                LastArgument last,
                List<SortItem> orderBy,
                List<Token> options)
                implements Arguments {

            /** Copies the lists. */
            public Values {
                values = List.copyOf(values);
                orderBy = List.copyOf(orderBy);
                options = List.copyOf(options);
            }
        }

        /** How the last argument of a call is passed. */
        enum LastArgument {
            PLAIN,
            VARIADIC
        }
    }
}
