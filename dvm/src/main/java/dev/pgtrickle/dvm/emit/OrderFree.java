package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.SqlType.Oid;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Set;

/**
 * Which built-in aggregates give the same result in whatever order they see their arguments, to the last digit. Sums of floating point numbers do
 * not, nor does {@code min} of values that are equal but look different.
 */
public final class OrderFree {

    private static final Set<String> ALWAYS =
            Set.of("count", "regr_count", "bool_and", "bool_or", "every", "bit_and", "bit_or", "bit_xor");
    private static final Set<String> OF_EXACT_NUMBERS =
            Set.of("sum", "avg", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp");
    private static final Set<String> EXTREMA = Set.of("min", "max");
    private static final Set<Long> EXACT_NUMBERS = Set.of(Oid.INT2, Oid.INT4, Oid.INT8, Oid.NUMERIC);

    private OrderFree() {}

    /**
     * Whether an aggregate is of this kind.
     *
     * @param function as the server resolved it
     * @param arguments the types of its arguments
     * @return true when it is known
     */
    public static boolean holds(QualifiedName function, List<SqlType> arguments) {
        String name = function.name().name();
        if (!function.equals(QualifiedName.of("pg_catalog", name))) {
            return false;
        }
        return ALWAYS.contains(name)
                || OF_EXACT_NUMBERS.contains(name) && arguments.stream().allMatch(OrderFree::isExactNumber)
                || EXTREMA.contains(name) && arguments.stream().allMatch(Image::isEquality);
    }

    /**
     * Whether values of a type are added without rounding.
     *
     * @param type the type
     * @return true for integers and numeric
     */
    public static boolean isExactNumber(SqlType type) {
        return EXACT_NUMBERS.contains(type.base());
    }
}
