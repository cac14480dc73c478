package dev.pgtrickle.dvm.analyse;

import dev.pgtrickle.dvm.nodetree.QueryTree;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.dvm.syntax.Query;
import java.util.List;

/** A query that the server has analysed. */
public sealed interface CanonicalQuery {

    /**
     * The query as text for execution under {@link #path} and pinned settings.
     *
     * @return SQL text without a semicolon
     */
    String text();

    /**
     * The search path that the text is meant for.
     *
     * @return the path, which gives the text the same meaning in every session
     */
    SearchPath path();

    /**
     * The server's analysis.
     *
     * @return the tree of the query itself, without our wrapping
     */
    QueryTree tree();

    /**
     * What the query returns.
     *
     * @return the output columns in order
     */
    List<OutputColumn> columns();

    /**
     * A query that we understood: printed with other aliases and analysed again, our reading of it gives the same tree.
     *
     * @param text the query as the server printed it
     * @param path the path under which the proof holds
     * @param tree the server's analysis
     * @param columns the output columns
     * @param query what we read
     */
    record Proven(String text, SearchPath path, QueryTree tree, List<OutputColumn> columns, Query query)
            implements CanonicalQuery {

        /** Copies the list. */
        public Proven {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A query that can only be executed as a whole.
     *
     * @param text the query as it was given
     * @param path the path it was read under
     * @param tree the server's analysis
     * @param columns the output columns
     * @param reason why, for a person
     */
    record Unproven(String text, SearchPath path, QueryTree tree, List<OutputColumn> columns, String reason)
            implements CanonicalQuery {

        /** Copies the list. */
        public Unproven {
            columns = List.copyOf(columns);
        }
    }
}
