package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.sql.SqlSyntaxException;

/**
 * Parses the canonical text of a query: what {@code pg_get_viewdef(oid)} prints for a view of {@code SELECT FROM (query) alias}, on
 * PostgreSQL 15 to 18, with {@code quote_all_identifiers} off and {@code standard_conforming_strings} on.
 *
 * <p>The wrapping matters: without it, a query over one table names columns without alias.
 */
public final class CanonicalParser {

    private CanonicalParser() {}

    /**
     * Parses a text with the {@linkplain ParserLimits#DEFAULT default limits}.
     *
     * @param text the canonical text, with or without a semicolon at the end
     * @return the whole query, the wrapping included
     * @throws SqlSyntaxException when the text is no canonical text
     * @throws SqlError with SQLSTATE 54000 when it nests too deeply
     */
    public static Query parse(String text) {
        return parse(text, ParserLimits.DEFAULT);
    }

    /**
     * Parses a text.
     *
     * @param text the canonical text, with or without a semicolon at the end
     * @param limits how deep it may nest
     * @return the whole query, the wrapping included
     * @throws SqlSyntaxException when the text is no canonical text
     * @throws SqlError with SQLSTATE 54000 when it nests too deeply
     */
    public static Query parse(String text, ParserLimits limits) {
        TokenStream tokens = new TokenStream(text, limits);
        Query query = new QueryParser(tokens).parse();
        tokens.takeSymbol(";");
        if (!tokens.atEnd()) {
            throw tokens.unexpected("end of input");
        }
        return query;
    }

    /**
     * Takes the query out of the wrapping {@code SELECT FROM (query) alias}.
     *
     * @param wrapped what {@link #parse} returned
     * @return the query in parentheses
     * @throws SqlSyntaxException when the query is not wrapped that way: somebody closed the parenthesis too early
     */
    public static Query unwrap(Query wrapped) {
        boolean wrapping = wrapped.isPlain()
                && wrapped.body() instanceof QueryBody.Select select
                && select.targets().isEmpty()
                && select.from().size() == 1;
        if (wrapping
                && wrapped.body() instanceof QueryBody.Select select
                && select.from().getFirst() instanceof FromItem.SubSelect inner) {
            return inner.query();
        }
        throw new SqlSyntaxException(0, "one query in parentheses", "several");
    }
}
