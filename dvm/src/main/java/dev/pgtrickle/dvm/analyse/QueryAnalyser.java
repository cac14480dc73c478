package dev.pgtrickle.dvm.analyse;

import dev.pgtrickle.dvm.analyse.CanonicalQuery.Unproven;
import dev.pgtrickle.dvm.analyse.ServerAnalysis.Printing;
import dev.pgtrickle.dvm.nodetree.QueryTree;
import dev.pgtrickle.dvm.session.Rows;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.ArrayText;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.dvm.syntax.ParserLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what a query means, and proves that we understood it.
 *
 * <p>The server analyses the query and prints it; we parse what it prints, print that with every alias renamed, and let the server analyse
 * it again. If the two trees are the same query, every reference was found and attributed to the right item. The first attempt is under
 * the system catalog alone, with everything qualified; only if the meaning depends on the search path, as that of JOIN USING and IN does
 * for operators in other schemas, the path of the definition is used.
 *
 * <p>Needs schema {@code pgtrickle} in the database, the right to create temporary objects, and a transaction that may write. Nothing
 * remains of the analysis, except that the server does not let the transaction be prepared for two-phase commit any more. Queries are read
 * with {@code standard_conforming_strings} on.
 */
public final class QueryAnalyser {

    private static final String OPERATOR_SCHEMAS = """
            SELECT DISTINCT n.nspname
            FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
            WHERE o.oid = ANY (CAST($1 AS pg_catalog.oid[])) AND n.nspname <> 'pg_catalog'
            ORDER BY n.nspname""";

    private final SqlSession session;
    private final Proof proof;

    /**
     * An analyser with the default limits.
     *
     * @param session the session in which queries are analysed, with the rights and the search path of their author
     */
    public QueryAnalyser(SqlSession session) {
        this(session, ParserLimits.DEFAULT);
    }

    /**
     * An analyser.
     *
     * @param session the session in which queries are analysed, with the rights and the search path of their author
     * @param limits how deep queries may nest
     */
    public QueryAnalyser(SqlSession session, ParserLimits limits) {
        this.session = session;
        this.proof = new Proof(session, limits);
    }

    /**
     * Analyses a user's query: two round trips, or four when it depends on the search path.
     *
     * @param text one SELECT, VALUES, TABLE or WITH statement, with or without a semicolon at the end
     * @return what it means
     * @throws SqlError with SQLSTATE 42601 when the text is no single query, or with whatever the server finds wrong with it; the position
     *     is that in the text
     */
    public CanonicalQuery analyse(String text) {
        UserText user = UserText.of(text);
        ServerAnalysis analysis = ServerAnalysis.ofUserText(session, user, Printing.SYSTEM_PATH);
        Proof.Outcome portable = proof.attempt(analysis.canonical(), SearchPath.SYSTEM, analysis);
        if (portable instanceof Proof.Understood understood) {
            return understood.result();
        }
        ServerAnalysis printedForItsPath = ServerAnalysis.ofUserText(session, user, Printing.OWN_PATH);
        Proof.Outcome own = proof.attempt(printedForItsPath.canonical(), analysis.path(), analysis);
        return switch (own) {
            case Proof.Understood understood -> understood.result();
            case Proof.Failed failed -> unproven(user, analysis, failed.reason());
        };
    }

    private static Unproven unproven(UserText text, ServerAnalysis analysis, String reason) {
        return new Unproven(text.text(), analysis.path(), analysis.queryTree(), analysis.namedColumns(), reason);
    }

    /**
     * Analyses the definition of a view, under a search path that reproduces the view's own tree.
     *
     * @param view the OID of the view
     * @return what the view computes; not proven when no path reproduces it, and then its text is that for the system catalog alone
     * @throws SqlError with SQLSTATE 42809 when there is no view with that OID
     */
    public CanonicalQuery viewDefinition(long view) {
        ViewDefinition definition = ViewDefinition.read(session, view, SearchPath.SYSTEM);
        Deque<SearchPath> further = new ArrayDeque<>();
        Proof.Outcome outcome = definition.provedBy(proof);
        if (outcome instanceof Proof.Failed) {
            further.add(definition.sessionPath());
            further.add(pathOfOperators(definition.tree()));
        }
        while (outcome instanceof Proof.Failed && !further.isEmpty()) {
            outcome = ViewDefinition.read(session, view, further.pop()).provedBy(proof);
        }
        return switch (outcome) {
            case Proof.Understood understood -> understood.result();
            case Proof.Failed failed -> unproven(definition, failed.reason());
        };
    }

    private Unproven unproven(ViewDefinition view, String reason) {
        return switch (ServerAnalysis.ofText(session, "TABLE " + view.name().sql(), SearchPath.SYSTEM)) {
            case Reading.Refusal refusal -> throw SqlError.of(refusal.sqlState(), refusal.message());
            case ServerAnalysis analysis ->
                new Unproven(view.text(), SearchPath.SYSTEM, view.tree(), analysis.namedColumns(), reason);
        };
    }

    /**
     * Analyses a query that we made of what the server printed for the system catalog alone.
     *
     * @param text the query
     * @return what it means; nothing when it was not understood
     */
    public Optional<CanonicalQuery.Proven> printed(String text) {
        return switch (ServerAnalysis.printed(session, text)) {
            case Reading.Refusal refusal -> Optional.empty();
            case ServerAnalysis analysis ->
                switch (proof.attempt(analysis.canonical(), SearchPath.SYSTEM, analysis)) {
                    case Proof.Understood understood -> Optional.of(understood.result());
                    case Proof.Failed failed -> Optional.empty();
                };
        };
    }

    /** The schemas of the operators that a query uses: the smallest path under which they are found. */
    private SearchPath pathOfOperators(QueryTree tree) {
        List<String> operators = tree.operators().stream().map(String::valueOf).toList();
        List<Identifier> schemas = new ArrayList<>();
        for (Rows.Row row :
                session.query(OPERATOR_SCHEMAS, ArrayText.format(operators)).rows()) {
            schemas.add(new Identifier(row.text(0)));
        }
        schemas.addAll(SearchPath.SYSTEM.schemas());
        return new SearchPath(schemas);
    }
}
