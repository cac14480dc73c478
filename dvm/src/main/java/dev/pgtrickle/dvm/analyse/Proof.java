package dev.pgtrickle.dvm.analyse;

import dev.pgtrickle.dvm.nodetree.TreeComparison;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.dvm.sql.SqlSyntaxException;
import dev.pgtrickle.dvm.syntax.AliasRenaming;
import dev.pgtrickle.dvm.syntax.CanonicalParser;
import dev.pgtrickle.dvm.syntax.ParserLimits;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.SyntaxPrinter;

/** Parses canonical text and has the server confirm that it was read right. */
final class Proof {

    private final SqlSession session;
    private final ParserLimits limits;

    Proof(SqlSession session, ParserLimits limits) {
        this.session = session;
        this.limits = limits;
    }

    /** How an attempt ended. */
    sealed interface Outcome {}

    /**
     * The query was understood.
     *
     * @param result the query
     */
    record Understood(CanonicalQuery.Proven result) implements Outcome {}

    /**
     * It was not.
     *
     * @param reason why, for a person
     */
    record Failed(String reason) implements Outcome {}

    /**
     * Tries to understand a query.
     *
     * @param canonical the wrapping view as the server prints it for the path
     * @param path the search path to read it under
     * @param analysis what the server made of the query
     */
    Outcome attempt(String canonical, SearchPath path, ServerAnalysis analysis) {
        Query query;
        String renamed;
        try {
            query = CanonicalParser.unwrap(CanonicalParser.parse(canonical, limits));
            renamed = SyntaxPrinter.print(AliasRenaming.rename(query, unusedPrefix(canonical)));
        } catch (SqlSyntaxException e) {
            return new Failed("the text that the server prints for the query could not be read: " + e.getMessage());
        } catch (SqlError e) {
            return new Failed(e.detail() == null ? e.message() : e.message() + ": " + e.detail());
        }
        return switch (ServerAnalysis.ofText(session, renamed, path)) {
            case Reading.Refusal refusal ->
                new Failed("the server cannot read the text that it prints for the query: " + refusal.message());
            case ServerAnalysis again ->
                TreeComparison.compare(analysis.tree().node(), again.tree().node())
                        .<Outcome>map(Proof::differs)
                        .orElseGet(() -> new Understood(new CanonicalQuery.Proven(
                                SyntaxPrinter.print(query),
                                path,
                                analysis.queryTree(),
                                analysis.namedColumns(),
                                query)));
        };
    }

    static Failed differs(TreeComparison.Difference difference) {
        return new Failed("the text that the server prints for the query means something else: " + difference);
    }

    /** A beginning for aliases that occurs nowhere in a text. */
    private static String unusedPrefix(String text) {
        StringBuilder prefix = new StringBuilder("pgt_");
        while (text.contains(prefix)) {
            prefix.append('_');
        }
        return prefix.toString();
    }
}
