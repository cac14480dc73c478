package dev.pgtrickle.conformance.fuzz.query;

import java.util.List;
import java.util.stream.Collectors;

/** What a SELECT groups by. */
public sealed interface Grouping {

    /** No GROUP BY clause. */
    record None() implements Grouping {}

    /**
     * Keys.
     *
     * @param form how they are combined
     * @param keys the expressions, at least one
     */
    record By(Form form, List<Expr> keys) implements Grouping {

        /** Copies the keys. */
        public By {
            keys = List.copyOf(keys);
        }
    }

    /** How keys are combined. */
    enum Form {
        PLAIN,
        ROLLUP,
        CUBE,
        /** All of them, each of them, none of them. */
        SETS
    }

    /**
     * The clause.
     *
     * @return SQL that starts with a blank, or nothing
     */
    default String sql() {
        return switch (this) {
            case None() -> "";
            case By(Form form, List<Expr> keys) -> {
                String list = keys.stream().map(Expr::sql).collect(Collectors.joining(", "));
                yield " GROUP BY "
                        + switch (form) {
                            case PLAIN -> list;
                            case ROLLUP -> "ROLLUP (" + list + ")";
                            case CUBE -> "CUBE (" + list + ")";
                            case SETS ->
                                "GROUPING SETS ((" + list + "), "
                                        + keys.stream()
                                                .map(k -> "(" + k.sql() + ")")
                                                .collect(Collectors.joining(", "))
                                        + ", ())";
                        };
            }
        };
    }
}
