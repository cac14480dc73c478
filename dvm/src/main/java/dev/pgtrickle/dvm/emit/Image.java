package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.SqlType.Oid;
import java.util.List;
import java.util.Set;

/**
 * Image equality in GROUP BY: which expressions tell two values apart that SQL equality may call equal, such as 1.0 and 1.00, or that it
 * cannot compare at all, such as two json values.
 *
 * <p>Law: two values are grouped together if and only if a client could not tell them apart. Needed wherever changes are netted: with SQL
 * equality, the update of 1.0 to 1.00 would vanish.
 */
public final class Image {

    /** Types whose equality is equality of images. */
    private static final Set<Long> EXACT = Set.of(
            Oid.BOOL,
            Oid.BYTEA,
            Oid.CHAR,
            Oid.INT8,
            Oid.INT2,
            Oid.INT4,
            Oid.OID,
            Oid.TID,
            Oid.DATE,
            Oid.TIME,
            Oid.TIMESTAMP,
            Oid.TIMESTAMPTZ,
            Oid.UUID,
            Oid.BOOL_ARRAY,
            Oid.INT2_ARRAY,
            Oid.INT4_ARRAY,
            Oid.INT8_ARRAY,
            Oid.DATE_ARRAY,
            Oid.UUID_ARRAY);

    private static final Set<Long> TEXT = Set.of(Oid.TEXT, Oid.VARCHAR, Oid.TEXT_ARRAY, Oid.VARCHAR_ARRAY);

    private Image() {}

    /**
     * Expressions to group by.
     *
     * @param value an atomic SQL expression
     * @param type its type
     * @return one or more expressions whose SQL equality is the image equality of the value
     */
    static List<String> keys(String value, SqlType type) {
        long base = type.base();
        if (EXACT.contains(base) || type.facts().kind() == 'e') {
            return List.of(value);
        }
        if (TEXT.contains(base)) {
            boolean deterministic =
                    type.collation().map(SqlType.Collation::deterministic).orElse(true);
            return deterministic ? List.of(value) : List.of(value, value + " COLLATE pg_catalog.\"C\"");
        }
        if (base == Oid.NUMERIC) {
            // With a declared scale, equal values look equal.
            return type.fixedScale().isPresent() ? List.of(value) : List.of(value, "pg_catalog.scale(" + value + ")");
        }
        // Binary output is exact and independent of DateStyle, TimeZone, extra_float_digits and the like; that of
        // strings depends on
        // client_encoding, which is the same on both sides within one statement.
        String image = type.facts().send().isPresent()
                ? type.facts().send().get().sql() + "(" + value + ")"
                : value + "::pg_catalog.text";
        return type.facts().groupable() ? List.of(value, image) : List.of(image);
    }

    /**
     * A value of a group of equal images.
     *
     * @param value an atomic SQL expression
     * @param type its type
     * @return an expression that is allowed beside {@code GROUP BY} over {@link #keys}
     */
    static String representative(String value, SqlType type) {
        if (type.facts().groupable()) {
            return value;
        }
        // array_agg makes one array of several dimensions out of arrays.
        return type.facts().array() ? "pgtrickle._any(" + value + ")" : "(pg_catalog.array_agg(" + value + "))[1]";
    }

    /**
     * Expressions to sort by, in the order of images: any order, but always the same.
     *
     * @param value an atomic SQL expression
     * @param type its type
     * @return one or more expressions whose types have an order
     */
    public static List<String> order(String value, SqlType type) {
        long base = type.base();
        if (EXACT.contains(base) || type.facts().kind() == 'e') {
            return List.of(value);
        }
        if (TEXT.contains(base)) {
            return List.of(value + " COLLATE pg_catalog.\"C\"");
        }
        if (base == Oid.NUMERIC) {
            // With a declared scale, equal values look equal.
            return type.fixedScale().isPresent() ? List.of(value) : List.of(value, "pg_catalog.scale(" + value + ")");
        }
        return List.of(
                type.facts().send().isPresent()
                        ? type.facts().send().get().sql() + "(" + value + ")"
                        : value + "::pg_catalog.text COLLATE pg_catalog.\"C\"");
    }

    /**
     * Whether values that SQL calls equal are the same.
     *
     * @param type their type
     * @return true when equality is equality of images
     */
    public static boolean isEquality(SqlType type) {
        return keys("v", type).equals(List.of("v"));
    }
}
