package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A common table expression (manual, "WITH Queries").
 *
 * @param name its name
 * @param columns its column aliases, empty for none
 * @param materialization whether it is evaluated apart
 * @param query what it computes
 * @param search the SEARCH clause, or null
 * @param cycle the CYCLE clause, or null
 */
public record Cte(
        Identifier name,
        List<Identifier> columns,
        Materialization materialization,
        Query query,
        @Nullable Search search,
        @Nullable Cycle cycle) {

    /** Copies the list. */
    public Cte {
        columns = List.copyOf(columns);
    }

    /** Whether the planner may merge the query into the one that uses it. */
    public enum Materialization {
        /** Nothing is said. */
        DEFAULT(""),
        MATERIALIZED("MATERIALIZED"),
        NOT_MATERIALIZED("NOT MATERIALIZED");

        private final String words;

        Materialization(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * The SEARCH clause.
     *
     * @param order depth or breadth first
     * @param by the columns that identify a row
     * @param sequence the added column to sort by
     */
    public record Search(Order order, List<Identifier> by, Identifier sequence) {

        /** Copies the list. */
        public Search {
            by = List.copyOf(by);
        }

        /** The search orders. */
        public enum Order {
            BREADTH,
            DEPTH
        }
    }

    /**
     * The CYCLE clause.
     *
     * @param by the columns that identify a row
     * @param mark the added column that says whether a cycle was found
     * @param values the two values of the mark, or null for true and false
     * @param path the added column that holds the path
     */
    public record Cycle(
            List<Identifier> by, Identifier mark, @Nullable MarkValues values, Identifier path) {

        /** Copies the list. */
        public Cycle {
            by = List.copyOf(by);
        }
    }

    /**
     * The values of a cycle mark column.
     *
     * @param found its value when a cycle was found
     * @param otherwise its value otherwise
     */
    public record MarkValues(Expression found, Expression otherwise) {}
}
