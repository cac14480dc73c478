package dev.pgtrickle.dvm.syntax;

import java.util.List;

/** The DISTINCT clause of a SELECT. */
public sealed interface Distinct {

    /** DISTINCT over all output columns. */
    record Rows() implements Distinct {}

    /**
     * DISTINCT ON.
     *
     * @param keys the expressions, at least one
     */
    record On(List<Expression> keys) implements Distinct {

        /** Copies the list. */
        public On {
            keys = List.copyOf(keys);
        }
    }
}
