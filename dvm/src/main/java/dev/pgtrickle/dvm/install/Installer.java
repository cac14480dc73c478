package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.compile.ViewMode;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.intermediate.Probes;
import dev.pgtrickle.dvm.intermediate.Probes.Probe;
import dev.pgtrickle.dvm.program.Anchor;
import dev.pgtrickle.dvm.program.Appending;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.ArrayText;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Installs a compiled view as a stream table, in its author's session and transaction.
 *
 * <p>Order matters: capture or maintenance triggers come before the contents are computed. Creating a trigger waits for all writers of the table
 * and keeps new ones out until commit, so the snapshot that the contents are computed from has seen every earlier change, and every later one
 * is captured.
 */
public final class Installer {

    private final SqlSession session;
    private final CaptureInstaller capture;
    private final SourceLocks locks;

    /**
     * An installer.
     *
     * @param session the author's session
     */
    public Installer(SqlSession session) {
        this.session = session;
        this.capture = new CaptureInstaller(session);
        this.locks = new SourceLocks(session);
    }

    /**
     * What was installed.
     *
     * @param id the stream table's id
     * @param rows the number of rows that it was filled with
     * @param view how it is maintained, which may not be as it was compiled
     */
    public record Installed(long id, long rows, CompiledView view) {}

    /**
     * Installs a stream table.
     *
     * @param definition what its author asked for
     * @param view the compiled query
     * @return what was installed
     * @throws SqlError what the server refuses, with positions in the query's text; 25001 in a transaction whose snapshot is older than
     *     the triggers could be
     */
    public Installed install(Definition definition, CompiledView view) {
        requireReadCommitted();
        new SourceLogs(session).foldAtOnce(view.sources());
        long id = nextNumber();
        CompiledView over = intermediates(definition, id).install(view);
        // Programs are numbered in the order in which they read each other: behind those of its parts.
        ObjectNames names = new ObjectNames(view.equals(over) ? id : nextNumber(), id);
        return new Installed(id, install(names, definition, over, Optional.empty()), over);
    }

    private IntermediateInstaller intermediates(Definition definition, long root) {
        return new IntermediateInstaller(session, new HiddenParts(root, definition.immediate()), definition);
    }

    /** Parts of a query as hidden stream tables, which belong to the one with the given id. */
    private final class HiddenParts implements PartStore {

        private final long root;
        private final ImmediateUse immediate;

        HiddenParts(long root, ImmediateUse immediate) {
            this.root = root;
            this.immediate = immediate;
        }

        @Override
        public void prepare(List<SourceTable> sources) {
            locks.againstWriters(sources);
        }

        @Override
        public QualifiedName store(String query, CompiledView part, RequestedMode mode) {
            ObjectNames names = newNames();
            install(names, partDefinition(names, query, mode, immediate), part, Optional.of(root));
            return names.intermediate();
        }
    }

    ObjectNames newNames() {
        long id = nextNumber();
        return new ObjectNames(id, id);
    }

    private static Definition partDefinition(
            ObjectNames names, String query, RequestedMode mode, ImmediateUse immediate) {
        return new Definition(
                names.intermediate(), List.of(), query, mode, Optional.empty(), IntermediateUse.OFF, immediate, true);
    }

    /**
     * Makes a part readable without anything that its maintenance needs and without contents, so that the query over it can be compiled; for a
     * transaction that is rolled back.
     */
    void outline(ObjectNames names, String query, CompiledView part, RequestedMode mode) {
        Definition definition = partDefinition(names, query, mode, ImmediateUse.AUTO);
        InstallationPlan plan = createObjects(names, definition, part);
        VisibleQuery visible = new VisibleQuery(plan.storage(), new Anchor(names.pin()), Optional.empty());
        createVisible(definition, visible);
        new Registration(session, names)
                .insert(definition, part, plan, visible, Optional.empty(), Optional.of(names.streamTable()));
        session.query(
                "UPDATE pgtrickle.stream_table_state SET is_populated = true WHERE pgt_id = $1::bigint",
                String.valueOf(names.streamTable()));
    }

    private long install(ObjectNames names, Definition definition, CompiledView view, Optional<Long> root) {
        InstallationPlan plan = createObjects(names, definition, view);
        Optional<ImmediateLayout> immediate = installProgram(names, view, plan, definition.immediate(), root);
        VisibleQuery visible = visible(names, definition, view, plan);
        createVisible(definition, visible);
        new Registration(session, names).insert(definition, view, plan, visible, immediate, root);
        return start(names, definition, view, plan, immediate);
    }

    /**
     * Builds a stream table anew behind its visible relation, which keeps its identity, privileges and dependents.
     *
     * @param old its present objects
     * @param visible the visible relation in SQL
     * @param definition what its owner asks for now
     * @param compiled the compiled query
     * @return how it is maintained, which may not be as it was compiled
     * @throws SqlError as for {@link #install}; 2BP01 when other stream tables read it; 42P16 when the new columns do not fit the old ones
     */
    public CompiledView replace(ObjectNames old, String visible, Definition definition, CompiledView compiled) {
        requireReadCommitted();
        if (!Uninstaller.dependents(session, old).isEmpty()) {
            throw SqlError.of(
                            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                            "cannot change stream table " + visible + " because other stream tables read it")
                    .withHint("Drop those first.");
        }
        applyPending();
        SourceLogs logs = new SourceLogs(session);
        logs.foldAtOnce(compiled.sources());
        List<ObjectNames> oldLogs = logs.lockForRelease(old);
        locks.againstAll(old);
        List<IntermediateInstaller.Part> oldParts = IntermediateInstaller.of(session, old.streamTable());
        CompiledView view = intermediates(definition, old.streamTable()).install(compiled);
        ObjectNames names = new ObjectNames(nextNumber(), old.streamTable());
        InstallationPlan plan = createObjects(names, definition, view);
        Optional<ImmediateLayout> immediate =
                installProgram(names, view, plan, definition.immediate(), Optional.empty());
        VisibleQuery visibleQuery = visible(names, definition, view, plan);
        try {
            session.query(
                    "CREATE OR REPLACE VIEW " + visible + " AS\n" + Indent.by4(visibleQuery(definition, visibleQuery)));
        } catch (SqlError e) {
            throw e.withHint("Drop the stream table and create it again: the new columns do not fit the old ones.");
        }
        StoredIndexes indexes = StoredIndexes.of(session, old);
        Uninstaller uninstaller = new Uninstaller(session);
        List<String> sources = uninstaller.forgetSources(old);
        new Registration(session, names).update(definition, view, plan, visibleQuery, immediate);
        uninstaller.dropProgram(old);
        start(names, definition, view, plan, immediate);
        uninstaller.releaseCaptures(sources);
        logs.release(oldLogs);
        oldParts.forEach(part -> uninstaller.uninstall(part.names(), part.visible(), "RESTRICT"));
        indexes.createOn(session, names);
        plan.log()
                .flatMap(log -> view.shape())
                .ifPresent(s -> AppendedUniqueness.requireAll(session, names, visible, s));
        return view;
    }

    /**
     * Computes the contents anew in the session's own transaction.
     *
     * @param names the stream table's objects
     * @param visible the visible relation in SQL
     * @param mode its mode
     * @param populated whether it was filled before
     */
    public void refill(ObjectNames names, String visible, ViewMode mode, boolean populated) {
        String id = String.valueOf(names.streamTable());
        applyPending();
        if (mode == ViewMode.IMMEDIATE) {
            WriterTurns.takeNow(session, names.streamTable());
        }
        session.query("SELECT FROM pgtrickle.stream_table_state WHERE pgt_id = $1::bigint FOR UPDATE", id);
        refillParts(names, mode);
        fill(names, mode);
        if (!populated) {
            String query = session.query(
                            "SELECT visible_query FROM pgtrickle.stream_table WHERE pgt_id = $1::bigint", id)
                    .single()
                    .text(0);
            session.query("CREATE OR REPLACE VIEW " + visible + " AS\n" + query);
        }
    }

    /** What this transaction wrote before is computed with the rest; applied afterwards, it would be there twice. */
    private void applyPending() {
        session.query("SELECT pgtrickle.flush()");
    }

    /** What the stream table reads must be of the same moment: writers are kept out while one after the other is computed. */
    private void refillParts(ObjectNames names, ViewMode mode) {
        List<IntermediateInstaller.Part> parts = IntermediateInstaller.of(session, names.streamTable());
        if (!parts.isEmpty()) {
            locks.againstWriters(names);
            parts.reversed().forEach(part -> fill(part.names(), mode));
        }
    }

    /**
     * The names of a relation's columns.
     *
     * @param session where to ask
     * @param relation the relation in SQL
     * @return the names in order
     */
    public static List<Identifier> columnNames(SqlSession session, String relation) {
        return session
                .query(
                        "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped"
                                + " ORDER BY attnum",
                        relation)
                .stream()
                .map(r -> new Identifier(r.text(0)))
                .toList();
    }

    private long nextNumber() {
        return session.query("SELECT pgtrickle._next_id()").single().number(0);
    }

    private InstallationPlan createObjects(ObjectNames names, Definition definition, CompiledView view) {
        pin(names, definition);
        InstallationPlan plan = plan(names, definition, view);
        if (plan.maintenance().isPresent()) {
            SourceViews.create(names, plan.sources().orElseThrow()).forEach(session::query);
        }
        plan.storage().create().forEach(session::query);
        plan.log().ifPresent(log -> log.create().forEach(session::query));
        RebuildProgram.create(names, plan.rebuildFunctions(), plan.storage(), plan.populate())
                .forEach(session::query);
        plan.byQuery()
                .ifPresent(query -> RebuildProgram.createByQuery(names, plan.functions(), plan.storage(), query)
                        .forEach(session::query));
        return plan;
    }

    /** Mode AUTO may recompute by the query itself what users see, and others do not maintain anything by. */
    private InstallationPlan plan(ObjectNames names, Definition definition, CompiledView view) {
        InstallationPlan plan = InstallationPlan.of(session, names, view, turns(names, definition));
        boolean part = definition.name().equals(names.intermediate());
        if (!part && definition.immediate() != ImmediateUse.STATEMENT) {
            plan = plan.atCommit(view);
        }
        return definition.mode() == RequestedMode.AUTO && !part ? plan.byQuery(names, view) : plan;
    }

    /** Why writers are not to append, whatever the query. */
    private static Optional<String> turns(ObjectNames names, Definition definition) {
        if (definition.name().equals(names.intermediate())) {
            return Optional.of("it is a part of another one");
        }
        return switch (definition.immediate()) {
            case AUTO -> Optional.empty();
            case STATEMENT -> Optional.of("pgtrickle.immediate is statement");
            case COMMIT -> Optional.of("pgtrickle.immediate is commit");
        };
    }

    private long start(
            ObjectNames names,
            Definition definition,
            CompiledView view,
            InstallationPlan plan,
            Optional<ImmediateLayout> immediate) {
        immediate.ifPresent(layout -> {
            locks.againstWriters(view.sources());
            layout.triggers().forEach(session::query);
        });
        capture.recordDependencies(names, view, plan.sources());
        view.shape().ifPresent(shape -> recordProbes(names, Probes.of(shape)));
        return definition.filled() ? fill(names, view.mode()) : 0;
    }

    /** Remembers by which columns of users' tables rows are looked up, for {@code recommend_indexes}. */
    private void recordProbes(ObjectNames names, List<Probe> probes) {
        session.query(
                """
                INSERT INTO pgtrickle.probe (pgt_id, source_relid, attnum, reason)
                SELECT $1::bigint, c.oid::regclass, p.attnum, p.reason
                FROM unnest($2::oid[], $3::smallint[], $4::text[]) p(relid, attnum, reason)
                JOIN pg_catalog.pg_class c ON c.oid = p.relid AND c.relnamespace <> 'pgtrickle_store'::regnamespace
                """,
                String.valueOf(names.streamTable()),
                ArrayText.format(
                        probes.stream().map(p -> String.valueOf(p.table())).toList()),
                ArrayText.format(
                        probes.stream().map(p -> String.valueOf(p.column())).toList()),
                ArrayText.format(probes.stream().map(p -> p.purpose().reason()).toList()));
    }

    /** In a transaction whose snapshot is already taken, writers could commit between it and the triggers, and be missed. */
    private void requireReadCommitted() {
        String isolation = session.query("SHOW transaction_isolation").single().text(0);
        if (!isolation.equals("read committed")) {
            throw SqlError.of(
                            SqlState.ACTIVE_SQL_TRANSACTION,
                            "a stream table cannot be created in a transaction with isolation level " + isolation)
                    .withDetail(
                            "Its contents would be those of an old snapshot, and changes since then would be missed.")
                    .withHint("Use READ COMMITTED.");
        }
    }

    private void pin(ObjectNames names, Definition definition) {
        String columns = definition.columns().isEmpty()
                ? ""
                : definition.columns().stream().map(Identifier::sql).collect(Collectors.joining(", ", " (", ")"));
        String prefix = "CREATE VIEW " + names.pin().sql() + columns + " AS ";
        try {
            session.query(prefix + definition.query());
        } catch (SqlError e) {
            int position = e.position() - prefix.codePointCount(0, prefix.length());
            throw e.at(Math.max(position, 0));
        }
    }

    private Optional<ImmediateLayout> installProgram(
            ObjectNames names, CompiledView view, InstallationPlan plan, ImmediateUse use, Optional<Long> root) {
        if (plan.sources().filter(s -> !s.sources().isEmpty()).isEmpty()) {
            return Optional.empty();
        }
        SourceChanges sources = plan.sources().get();
        if (view.mode() == ViewMode.IMMEDIATE) {
            ImmediateLayout layout = switch (plan.appending()) {
                case Appending.Possible possible -> new AppendLayout(names, plan.functions(), sources, possible.log());
                case Appending.Impossible impossible ->
                    new StatementEndLayout(
                            names,
                            root.orElse(names.streamTable()),
                            use,
                            plan.functions(),
                            sources,
                            impossible.why(),
                            plan.shared());
            };
            layout.objects(plan.maintenance().orElseThrow()).forEach(session::query);
            return Optional.of(layout);
        }
        locks.againstWriters(sources.sources());
        Map<Long, QualifiedName> buffers = capture.install(sources);
        RefreshProgram program = new RefreshProgram(names, plan.functions(), sources, buffers);
        program.createProbe().forEach(session::query);
        plan.maintenance().ifPresent(m -> program.createRefreshes(m).forEach(session::query));
        return Optional.empty();
    }

    /** Users do not read parts, and changes of a stream table whose writers append are never pending. */
    private VisibleQuery visible(ObjectNames names, Definition definition, CompiledView view, InstallationPlan plan) {
        Optional<String> guard = Optional.empty();
        if (view.mode() == ViewMode.IMMEDIATE
                && plan.log().isEmpty()
                && !definition.name().equals(names.intermediate())) {
            List<Long> upstream = Upstream.of(session, view.sources());
            if (definition.immediate() != ImmediateUse.STATEMENT || !upstream.isEmpty()) {
                guard = Optional.of(Coalescing.guard(names.streamTable(), upstream));
            }
        }
        return new VisibleQuery(plan.storage(), new Anchor(names.pin()), guard);
    }

    private void createVisible(Definition definition, VisibleQuery visible) {
        String view = definition.name().sql();
        session.query("CREATE VIEW " + view + " AS\n" + Indent.by4(visibleQuery(definition, visible)));
        session.query("CREATE TRIGGER pgtrickle_read_only_row INSTEAD OF INSERT OR UPDATE OR DELETE ON " + view
                + " FOR EACH ROW EXECUTE FUNCTION pgtrickle._refuse_write()");
        session.query("CREATE TRIGGER pgtrickle_read_only BEFORE INSERT OR UPDATE OR DELETE ON " + view
                + " FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle._refuse_write()");
    }

    private static String visibleQuery(Definition definition, VisibleQuery visible) {
        return definition.filled()
                ? visible.filled()
                : visible.unfilled(definition.name().name());
    }

    private long fill(ObjectNames names, ViewMode mode) {
        long start = System.nanoTime();
        Row row = session.query(
                        "SELECT snapshot, inserted FROM " + names.rebuild().sql() + "()")
                .single();
        session.query(
                "SELECT pgtrickle._persist_own_frontier($1::bigint, $2::pg_snapshot, $3, $4::double precision)",
                String.valueOf(names.streamTable()),
                row.text(0),
                mode.name(),
                String.valueOf((System.nanoTime() - start) / 1e6));
        session.query("ANALYZE " + names.storage().sql());
        return row.number(1);
    }
}
