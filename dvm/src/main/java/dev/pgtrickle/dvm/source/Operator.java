package dev.pgtrickle.dvm.source;

import dev.pgtrickle.dvm.sql.Identifier;

/**
 * An operator with its schema, so that no search_path can make it mean another one.
 *
 * @param schema where it is defined
 * @param symbol its symbol, such as {@code =}
 */
public record Operator(Identifier schema, String symbol) {

    /** Checks that the symbol is one that PostgreSQL's lexer reads as an operator. */
    public Operator {
        if (!symbol.matches("[-+*/<>=~!@#%^&|`?]+")) {
            throw new IllegalArgumentException("not an operator: " + symbol);
        }
    }

    /**
     * An operator of a schema.
     *
     * @param schema the schema's name
     * @param symbol the symbol
     * @return the operator
     */
    public static Operator of(String schema, String symbol) {
        return new Operator(new Identifier(schema), symbol);
    }

    /**
     * The operator between two operands.
     *
     * @param left an atomic SQL expression
     * @param right an atomic SQL expression
     * @return the application, without parentheses
     */
    public String apply(String left, String right) {
        // Nothing stands before pg_catalog in the search_path of generated functions.
        String operator = schema.name().equals("pg_catalog") ? symbol : "OPERATOR(" + schema.sql() + "." + symbol + ")";
        return left + " " + operator + " " + right;
    }
}
