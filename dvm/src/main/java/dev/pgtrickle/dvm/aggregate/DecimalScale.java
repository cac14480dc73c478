package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.ColumnTypes;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Reference;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.SqlType.Oid;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The scale that every finite value of a {@code numeric} expression has, where types tell it.
 *
 * <p>Law: {@code scale(a ± b) = max(scale(a), scale(b))}, {@code scale(a · b) = scale(a) + scale(b)}; a cast to {@code numeric(p,s)} and {@code round(a,
 * s)} have scale s, a cast of an integer has scale 0 (manual, section "Mathematical Functions and Operators"; {@code numeric.c} of the PostgreSQL
 * sources). Whatever else is written, the scale is not known. Neither can such an expression be infinite, nor null unless a column in it is.
 *
 * <pre>
 * before: price * ((1)::numeric - discount), both numeric(15,2)     after: 4
 * </pre>
 */
public final class DecimalScale {

    /** A larger scale is none of any use; PostgreSQL's own limit for products is far above. */
    private static final int LARGEST = 1000;

    private static final Set<Long> INTEGERS = Set.of(Oid.INT2, Oid.INT4, Oid.INT8);
    private static final Set<String> INTEGER_NAMES = Set.of("smallint", "integer", "bigint");

    private final List<Term> terms;
    private final ColumnTypes types;
    private int position;

    private DecimalScale(List<Term> terms, ColumnTypes types) {
        this.terms = terms;
        this.types = types;
    }

    /** What is known of an operand. */
    private sealed interface Operand {

        /** A whole number of an integer type. */
        record Whole() implements Operand {}

        /** A number of type numeric. */
        record Decimal(int scale) implements Operand {}
    }

    /**
     * Finds the scale of an expression.
     *
     * @param expression an expression in PostgreSQL's canonical text, which shows every cast and parenthesises every operation
     * @param types the types of its columns
     * @return the scale; nothing when it is not of type numeric, or when values may differ in it
     */
    public static Optional<Integer> of(Scalar expression, ColumnTypes types) {
        DecimalScale reader = new DecimalScale(expression.terms(), types);
        return reader.operation() instanceof Operand.Decimal decimal && reader.position == reader.terms.size()
                ? Optional.of(decimal.scale())
                : Optional.empty();
    }

    /** An operand, with a sign, or two with an operator between. */
    private @Nullable Operand operation() {
        if (at("-") || at("+")) {
            position++;
            return operand();
        }
        Operand left = operand();
        if (at("+") || at("-")) {
            position++;
            return combined(left, operand(), Math::max);
        }
        if (at("*")) {
            position++;
            return combined(left, operand(), Integer::sum);
        }
        return left;
    }

    private static @Nullable Operand combined(
            @Nullable Operand left, @Nullable Operand right, IntBinaryOperator scale) {
        if (left instanceof Operand.Whole && right instanceof Operand.Whole) {
            return left;
        }
        return left instanceof Operand.Decimal(int a) && right instanceof Operand.Decimal(int b)
                ? decimal(scale.applyAsInt(a, b))
                : null;
    }

    private static @Nullable Operand decimal(int scale) {
        return scale <= LARGEST ? new Operand.Decimal(scale) : null;
    }

    /** A column, number, operation in parentheses or {@code round(x, s)}, and the casts behind it. */
    private @Nullable Operand operand() {
        Operand operand = simple();
        while (operand != null && at("::")) {
            position++;
            operand = cast(operand);
        }
        return operand;
    }

    private @Nullable Operand simple() {
        if (position == terms.size()) {
            return null;
        }
        return switch (terms.get(position++)) {
            case Reference reference -> column(reference.column());
            case Token token ->
                switch (token.text()) {
                    case "(" -> closed(operation());
                    case "round" -> rounded();
                    default -> number(token.text());
                };
        };
    }

    private @Nullable Operand column(ColumnId id) {
        SqlType type = types.types().get(id);
        if (type == null) {
            return null;
        }
        return INTEGERS.contains(type.base())
                ? new Operand.Whole()
                : type.fixedScale().map(Operand.Decimal::new).orElse(null);
    }

    private static @Nullable Operand number(String text) {
        String digits = text.matches("'-?[0-9.]+'") ? text.substring(1, text.length() - 1) : text;
        if (digits.matches("-?[0-9]+")) {
            return new Operand.Whole();
        }
        return digits.matches("-?[0-9]*\\.[0-9]+") ? decimal(digits.length() - digits.indexOf('.') - 1) : null;
    }

    private @Nullable Operand rounded() {
        if (!skip("(") || !(operation() instanceof Operand.Decimal) || !skip(",")) {
            return null;
        }
        return closed(scale());
    }

    private @Nullable Operand cast(Operand operand) {
        if (position < terms.size() && terms.get(position) instanceof Token(String type)) {
            position++;
            if (INTEGER_NAMES.contains(type)) {
                return new Operand.Whole();
            }
            if (type.equals("numeric")) {
                return at("(") ? modified() : operand instanceof Operand.Decimal ? operand : new Operand.Decimal(0);
            }
        }
        return null;
    }

    /** {@code (p,s)} behind a type. */
    private @Nullable Operand modified() {
        position++;
        return scale() == null || !skip(",") ? null : closed(scale());
    }

    /** A scale that is written as a number without sign. */
    private @Nullable Operand scale() {
        return position < terms.size()
                        && terms.get(position++) instanceof Token(String text)
                        && text.matches("[0-9]{1,4}")
                ? decimal(Integer.parseInt(text))
                : null;
    }

    private @Nullable Operand closed(@Nullable Operand operand) {
        return skip(")") ? operand : null;
    }

    private boolean skip(String text) {
        boolean found = at(text);
        position++;
        return found;
    }

    private boolean at(String text) {
        return position < terms.size() && terms.get(position) instanceof Token(String token) && token.equals(text);
    }
}
