package dev.pgtrickle.dvm.syntax;

/**
 * Prints trees as SQL, clause by clause on lines of their own. Parsing the text of a {@link Query} that {@link CanonicalParser} made gives
 * the same query again.
 */
public final class SyntaxPrinter {

    private SyntaxPrinter() {}

    /**
     * Prints a query.
     *
     * @param query the query
     * @return SQL text without a semicolon
     */
    public static String print(Query query) {
        SqlWriter out = new SqlWriter();
        new QueryPrinter(out).query(query);
        return out.toString();
    }

    /**
     * Prints an expression.
     *
     * @param expression the expression
     * @return SQL text
     */
    public static String print(Expression expression) {
        SqlWriter out = new SqlWriter();
        new QueryPrinter(out).expressions().expression(expression);
        return out.toString();
    }

    /**
     * Prints a FROM item.
     *
     * @param item the item
     * @return SQL text
     */
    public static String print(FromItem item) {
        SqlWriter out = new SqlWriter();
        new QueryPrinter(out).from().item(item);
        return out.toString();
    }
}
