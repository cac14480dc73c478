package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.Compiler;
import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.intermediate.Intermediates;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.understand.Reason;
import dev.pgtrickle.dvm.understand.ShapeReader.Described;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Creates the stored parts of a query as hidden stream tables, and compiles the query over them.
 *
 * <p>A hidden stream table is one like any other, with a name of ours: maintained by the same rules, captured by the same triggers, refreshed before
 * what reads it in the same transaction. Equal parts are stored once.
 */
final class IntermediateInstaller {

    private static final String BEFORE = "pgtrickle_before_intermediates";

    /** What is not understood as a query of its own, or has a column that no table can have. */
    private static final Set<String> CANNOT_BE_STORED =
            Set.of(SqlState.FEATURE_NOT_SUPPORTED, SqlState.INVALID_TABLE_DEFINITION);

    private final SqlSession session;
    private final PartStore store;
    private final Definition definition;
    private final Map<String, QualifiedName> stored = new HashMap<>();

    /**
     * An installer for the parts of one stream table.
     *
     * @param session the author's session
     * @param store where the parts go
     * @param definition what the author asked for
     */
    IntermediateInstaller(SqlSession session, PartStore store, Definition definition) {
        this.session = session;
        this.store = store;
        this.definition = definition;
    }

    /**
     * Creates what the view wants to have stored, and what that wants in turn; returns the view over it. What is left above may be no query that
     * we can read again, such as one without columns; then nothing is stored, which costs time only.
     */
    CompiledView install(CompiledView view) {
        Optional<Intermediates> wanted = wanted(view);
        if (wanted.isEmpty()) {
            return view;
        }
        store.prepare(view.sources());
        String path = session.query("SHOW search_path").single().text(0);
        setPath(view.path().setting());
        session.query("SAVEPOINT " + BEFORE);
        CompiledView over;
        try {
            over = over(view, wanted.get());
            session.query("RELEASE SAVEPOINT " + BEFORE);
        } catch (SqlError e) {
            boolean needed =
                    view.intermediates().flatMap(Intermediates::required).isPresent();
            if (!CANNOT_BE_STORED.contains(e.sqlState())) {
                throw e;
            }
            if (needed && definition.mode() != RequestedMode.AUTO) {
                throw Compiler.notInMode(definition.mode(), notStored(e));
            }
            session.query("ROLLBACK TO SAVEPOINT " + BEFORE);
            over = needed ? view.recomputed(notStored(e)) : view;
        }
        setPath(path);
        return over;
    }

    private static Reason notStored(SqlError error) {
        return new Reason(
                "A recursion below other operators",
                "could not be made a stored part: " + error.message(),
                "Make the recursion a stream table of its own, and the query one over it.");
    }

    private Optional<Intermediates> wanted(CompiledView view) {
        return switch (definition.intermediates()) {
            case AUTO -> view.intermediates();
            case OFF -> view.intermediates().flatMap(Intermediates::required);
        };
    }

    private CompiledView over(CompiledView view, Intermediates parts) {
        List<QualifiedName> names = new ArrayList<>();
        for (Intermediates.Part part : parts.parts()) {
            String text = parts.text(part, names);
            QualifiedName name = stored.get(text);
            if (name == null) {
                name = create(text);
                stored.put(text, name);
            }
            names.add(name);
        }
        List<Identifier> columns = view.outputs().stream().map(Described::name).toList();
        return view.over(understood(parts.rest(names), columns));
    }

    private QualifiedName create(String text) {
        CompiledView part = understood(text, List.of());
        CompiledView planned = wanted(part).map(parts -> over(part, parts)).orElse(part);
        return store.store(text, planned, definition.mode());
    }

    /** A part in mode FULL would be read as a whole at every refresh, and nobody would be told. */
    private CompiledView understood(String text, List<Identifier> columns) {
        CompiledView view = new Compiler(session).compilePart(text, definition.mode(), columns);
        if (view.shape().isEmpty()) {
            throw SqlError.of(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "the query of its intermediate results was not understood: " + view.operatorTree());
        }
        return view;
    }

    private void setPath(String path) {
        session.query("SELECT pg_catalog.set_config('search_path', $1, true)", path);
    }

    /**
     * The intermediate results of a stream table.
     *
     * @param session where to ask
     * @param root the stream table's id
     * @return them, those first that read others
     */
    static List<Part> of(SqlSession session, long root) {
        return session.query("""
                        SELECT t.program, t.pgt_id, pg_catalog.format('%I.%I', n.nspname, c.relname), t.refresh_mode
                        FROM pgtrickle.stream_table t
                        JOIN pg_catalog.pg_class c ON c.oid = t.view_relid
                        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                        WHERE t.intermediate_of = $1::bigint ORDER BY t.program DESC
                        """, String.valueOf(root)).stream()
                .map(r -> new Part(new ObjectNames(r.number(0), r.number(1)), r.text(2)))
                .toList();
    }

    /**
     * An intermediate result.
     *
     * @param names its objects
     * @param visible the relation to read it by, in SQL
     */
    record Part(ObjectNames names, String visible) {}
}
