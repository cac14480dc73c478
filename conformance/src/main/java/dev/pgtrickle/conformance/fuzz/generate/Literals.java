package dev.pgtrickle.conformance.fuzz.generate;

import dev.pgtrickle.conformance.fuzz.query.Type;
import java.util.List;

/** Values from tiny domains, so that rows meet. */
final class Literals {

    private static final List<String> NUMBERS = List.of("0", "1", "1.0", "1.00", "2.5", "2.50", "-2.5", "0.125", "100");

    private final Dice dice;

    Literals(Dice dice) {
        this.dice = dice;
    }

    /** A value that is not null. */
    String value(Type type) {
        return switch (type) {
            case INT, BIGINT -> String.valueOf(dice.below(5));
            case FIXED -> dice.pick(List.of("0.00", "0.50", "1.50", "10.00", "-2.50"));
            case NUMERIC, LOOSE -> dice.percent(4) ? "'NaN'" : dice.pick(NUMBERS);
            case FLOAT -> dice.pick(List.of("0", "0.5", "1", "2.25"));
            case TEXT -> dice.pick(List.of("'a'", "'b'", "'c'", "'A'", "''"));
            case DATE -> "'2024-01-0" + dice.from(1, 4) + "'";
            case BOOL -> dice.pick(List.of("true", "false"));
            case INTS -> dice.pick(List.of("'{}'", "'{1,2}'", "'{NULL,3}'", "'{0}'", "'{2,2}'"));
        };
    }

    /** A value or NULL. */
    String nullable(Type type) {
        return dice.percent(20) ? "NULL" : value(type);
    }

    /** A constant with its type, for an expression. */
    String typed(Type type) {
        return switch (type) {
            case INT -> value(type);
            case BOOL -> dice.percent(10) ? "NULL::boolean" : value(type);
            default -> (dice.percent(10) ? "NULL" : value(type)) + "::" + type.sql();
        };
    }
}
