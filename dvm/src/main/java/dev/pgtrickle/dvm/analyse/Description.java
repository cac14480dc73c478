package dev.pgtrickle.dvm.analyse;

import dev.pgtrickle.dvm.nodetree.QueryTree;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.source.TypeCatalog.Reference;
import dev.pgtrickle.dvm.sql.SearchPath;
import java.util.List;

/**
 * What the server says of a text that we made ourselves: how it types it.
 *
 * @param tree the server's analysis
 * @param columns the output columns
 */
public record Description(QueryTree tree, List<OutputColumn> columns) {

    /** Copies the list. */
    public Description {
        columns = List.copyOf(columns);
    }

    /**
     * Has a text analysed; nothing remains of it.
     *
     * @param session where to ask
     * @param text one query
     * @param path the search path that it is written for
     * @return the description
     * @throws SqlError XX000 when the server refuses what we wrote
     */
    public static Description of(SqlSession session, String text, SearchPath path) {
        return switch (ServerAnalysis.ofText(session, text, path)) {
            case Reading.Refusal refusal -> throw refused(refusal, text);
            case ServerAnalysis analysis -> new Description(analysis.queryTree(), analysis.columns());
        };
    }

    /**
     * Has a text analysed only for the types of its columns.
     *
     * @param session where to ask
     * @param text one query
     * @param path the search path that it is written for
     * @return the types in order
     * @throws SqlError XX000 when the server refuses what we wrote
     */
    public static List<Reference> types(SqlSession session, String text, SearchPath path) {
        ServerAnalysis.Types types = ServerAnalysis.typesOfText(session, text, path);
        if (types.refusal().isPresent()) {
            throw refused(types.refusal().get(), text);
        }
        return types.columns();
    }

    private static SqlError refused(Reading.Refusal refusal, String text) {
        return SqlError.of(
                        SqlState.INTERNAL_ERROR, "pgtrickle made a query that the server refuses: " + refusal.message())
                .withDetail(text);
    }
}
