package dev.pgtrickle.dvm.analyse;

import dev.pgtrickle.dvm.nodetree.QueryTree;
import dev.pgtrickle.dvm.nodetree.TreeComparison;
import dev.pgtrickle.dvm.session.Rows;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.sql.SearchPath;

/**
 * The definition of a view as text for a search path, and what the server makes of that text.
 *
 * @param name the view
 * @param text the definition
 * @param tree the tree of the view itself
 * @param sessionPath the session's search path
 * @param path the path the definition was printed for
 * @param reading what the server made of the text under that path
 */
record ViewDefinition(
        QualifiedName name, String text, QueryTree tree, SearchPath sessionPath, SearchPath path, Reading reading) {

    private static final String QUERY = """
            SELECT n.nspname, c.relname, d.definition, r.ev_action, pgtrickle._explicit_path(), %s
            FROM pg_catalog.pg_rewrite r
            JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL pgtrickle._view_definition(c.oid, CAST($2 AS pg_catalog.text)) AS d (definition)
            CROSS JOIN LATERAL pgtrickle._analyse(ARRAY[d.definition], ARRAY[CAST($3 AS pg_catalog.text)], '', %s)
            WHERE c.oid = CAST($1 AS pg_catalog.oid) AND c.relkind = 'v' AND r.rulename = '_RETURN'""".formatted(ServerAnalysis.RESULT, ServerAnalysis.Printing.OWN_PATH.sql());

    static ViewDefinition read(SqlSession session, long view, SearchPath path) {
        Rows rows = session.query(QUERY, String.valueOf(view), path.setting(), path.setting());
        if (rows.isEmpty()) {
            throw SqlError.of(SqlState.WRONG_OBJECT_TYPE, "relation with OID " + view + " is not a view");
        }
        Rows.Row row = rows.single();
        return new ViewDefinition(
                new QualifiedName(new Identifier(row.text(0)), new Identifier(row.text(1))),
                row.text(2),
                QueryTree.read(row.text(3)),
                SearchPath.parse(row.text(4)),
                path,
                ServerAnalysis.of(row, 5));
    }

    /** Proves that the text is the view, and that we understand the text. */
    Proof.Outcome provedBy(Proof proof) {
        return switch (reading) {
            case Reading.Refusal refusal ->
                new Proof.Failed("the server cannot read the text that it prints for the view: " + refusal.message());
            case ServerAnalysis analysis ->
                TreeComparison.compare(tree.node(), analysis.queryTree().node())
                        .<Proof.Outcome>map(Proof::differs)
                        .orElseGet(() -> proof.attempt(analysis.canonical(), path, analysis));
        };
    }
}
