package dev.pgtrickle.conformance.fuzz.query;

import java.util.List;

/**
 * The type of an expression. Of numeric there are three, which differ in what equality says about the text: with one scale, equal values look
 * equal; with any scale, 1.0 = 1.00; and of equal values that look different it may be open which one a query shows.
 */
public enum Type {
    INT("int"),
    BIGINT("bigint"),
    /** Numeric with two digits after the point. */
    FIXED("numeric(8,2)"),
    /** Numeric of any scale, whose text is determined. */
    NUMERIC("numeric"),
    /** Numeric whose text is any of several that are equal. */
    LOOSE("numeric"),
    /** Only values whose sums are exact. */
    FLOAT("float8"),
    TEXT("text"),
    DATE("date"),
    BOOL("boolean"),
    INTS("int[]");

    private final String sql;

    Type(String sql) {
        this.sql = sql;
    }

    /**
     * The type's name.
     *
     * @return SQL
     */
    public String sql() {
        return sql;
    }

    /**
     * The types whose values can stand where this type is asked for.
     *
     * @return this type first
     */
    public List<Type> accepted() {
        return switch (this) {
            case BIGINT -> List.of(BIGINT, INT);
            case NUMERIC -> List.of(NUMERIC, FIXED);
            case LOOSE -> List.of(LOOSE, NUMERIC, FIXED);
            default -> List.of(this);
        };
    }

    /**
     * The type that has to be generated so that one row of several equal ones can be shown without leaving open which text.
     *
     * @return a type that this type accepts
     */
    public Type distinctive() {
        return this == NUMERIC ? FIXED : this;
    }
}
