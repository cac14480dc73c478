package dev.pgtrickle.dvm.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query computes before ordering and limiting. */
public sealed interface QueryBody {

    /**
     * A SELECT.
     *
     * @param distinct DISTINCT, or null for none
     * @param targets the output columns; none is allowed
     * @param from the FROM list, empty without FROM
     * @param where the condition, or null
     * @param groupBy GROUP BY, or null
     * @param having the condition on groups, or null
     * @param windows the WINDOW clause, empty for none
     */
    record Select(
            @Nullable Distinct distinct,
            List<Target> targets,
            List<FromItem> from,
            @Nullable Expression where,
            @Nullable GroupBy groupBy,
            @Nullable Expression having,
            List<WindowDefinition> windows)
            implements QueryBody {

        /** Copies the lists. */
        public Select {
            targets = List.copyOf(targets);
            from = List.copyOf(from);
            windows = List.copyOf(windows);
        }
    }

    /**
     * UNION, INTERSECT or EXCEPT of two or more queries, evaluated from left to right.
     *
     * @param operator the operator between the operands
     * @param quantifier whether duplicates stay
     * @param operands the operands; another operator is nested in an operand of its own
     */
    record SetOperation(Operator operator, Quantifier quantifier, List<Query> operands) implements QueryBody {

        /** Copies the list. */
        public SetOperation {
            operands = List.copyOf(operands);
        }

        /** The set operators. */
        public enum Operator {
            UNION,
            INTERSECT,
            EXCEPT
        }
    }

    /**
     * VALUES.
     *
     * @param rows the rows, all of one length
     */
    record Values(List<List<Expression>> rows) implements QueryBody {

        /** Copies the lists. */
        public Values {
            rows = rows.stream().map(List::copyOf).toList();
        }
    }
}
