package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An item of the FROM list (manual, "Table Expressions"). */
public sealed interface FromItem {

    /**
     * The name that column references use.
     *
     * @return the alias or the item's own name; null for a join without alias, whose inputs are referred to by their own names
     */
    @Nullable
    Identifier referenceName();

    /**
     * A table, a view, or a common table expression.
     *
     * @param only whether tables that inherit from it are left out
     * @param name its name
     * @param alias its alias, or null
     * @param sample TABLESAMPLE, or null
     */
    record Table(
            boolean only,
            QualifiedName name,
            @Nullable Alias alias,
            @Nullable TableSample sample) implements FromItem {

        @Override
        public Identifier referenceName() {
            return alias == null ? name.name() : alias.name();
        }
    }

    /**
     * TABLESAMPLE.
     *
     * @param method the sampling method
     * @param arguments its arguments
     * @param repeatable the seed, or null
     */
    record TableSample(
            QualifiedName method,
            List<Expression> arguments,
            @Nullable Expression repeatable) {

        /** Copies the list. */
        public TableSample {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * A query in FROM.
     *
     * @param lateral whether it may refer to FROM items before it
     * @param query the query
     * @param alias its alias, or null
     */
    record SubSelect(boolean lateral, Query query, @Nullable Alias alias) implements FromItem {

        @Override
        public @Nullable Identifier referenceName() {
            return alias == null ? null : alias.name();
        }
    }

    /**
     * One or more function calls in FROM, side by side.
     *
     * @param lateral whether it says LATERAL; functions may refer to FROM items before them anyway
     * @param form how the calls are written
     * @param calls the calls, one unless the form is ROWS FROM
     * @param ordinality whether a row number is added
     * @param alias its alias with column aliases, or null
     * @param definitions the column definition list after the alias, empty for none
     */
    record Function(
            boolean lateral,
            Form form,
            List<FunctionCall> calls,
            boolean ordinality,
            @Nullable Alias alias,
            List<ColumnDefinition> definitions)
            implements FromItem {

        /** Copies the lists. */
        public Function {
            calls = List.copyOf(calls);
            definitions = List.copyOf(definitions);
        }

        @Override
        public @Nullable Identifier referenceName() {
            return alias == null ? null : alias.name();
        }

        /** How the calls are written. */
        public enum Form {
            SINGLE,
            ROWS_FROM
        }
    }

    /**
     * A function call in FROM.
     *
     * @param call the call; {@code UNNEST(a, b)} counts as one
     * @param definitions its own column definition list within ROWS FROM, empty for none
     */
    record FunctionCall(Expression call, List<ColumnDefinition> definitions) {

        /** Copies the list. */
        public FunctionCall {
            definitions = List.copyOf(definitions);
        }
    }

    /**
     * JSON_TABLE or XMLTABLE.
     *
     * @param lateral whether it says LATERAL
     * @param call the whole construct as text with holes
     * @param alias its alias, or null
     */
    record TableFunction(
            boolean lateral, Expression call, @Nullable Alias alias) implements FromItem {

        @Override
        public @Nullable Identifier referenceName() {
            if (alias != null) {
                return alias.name();
            }
            // The server names such an item after the construct.
            return call.pieces().getFirst() instanceof Piece.Token keyword ? Identifier.parse(keyword.text()) : null;
        }
    }

    /**
     * A join.
     *
     * @param type its type
     * @param left the left input
     * @param right the right input
     * @param condition which pairs of rows match; none only for an inner join
     * @param alias its alias, which hides those of its inputs, or null
     */
    record Join(
            Type type,
            FromItem left,
            FromItem right,
            JoinCondition condition,
            @Nullable Alias alias) implements FromItem {

        @Override
        public @Nullable Identifier referenceName() {
            return alias == null ? null : alias.name();
        }

        /** The join types. */
        public enum Type {
            INNER("JOIN"),
            LEFT("LEFT JOIN"),
            RIGHT("RIGHT JOIN"),
            FULL("FULL JOIN");

            private final String words;

            Type(String words) {
                this.words = words;
            }

            String words() {
                return words;
            }
        }
    }
}
