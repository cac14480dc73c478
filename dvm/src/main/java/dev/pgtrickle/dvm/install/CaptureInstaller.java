package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.ViewMode;
import dev.pgtrickle.dvm.program.ChangeSources.Event;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.source.Kinship;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Installs the capture of changes: for each source a buffer, a capture function and the triggers that call it, shared by all stream tables over
 * the source.
 *
 * <p>For each source in the order of OIDs, so that two installers never wait for each other: buffer and function first; then the triggers, which
 * wait for writers and keep new ones out; then, with nobody writing, columns that the buffer lacks.
 */
final class CaptureInstaller {

    private final SqlSession session;

    CaptureInstaller(SqlSession session) {
        this.session = session;
    }

    /** Installs captures for all sources; returns the buffers by source OID. */
    Map<Long, QualifiedName> install(SourceChanges sources) {
        Map<Long, QualifiedName> buffers = new HashMap<>();
        for (SourceTable source : inOrder(sources)) {
            String oid = String.valueOf(source.oid());
            session.query(
                    "INSERT INTO pgtrickle.capture_reader (source_relid, reader)"
                            + " VALUES ($1::oid::regclass, pg_catalog.quote_ident(current_user)::regrole) ON CONFLICT DO NOTHING",
                    oid);
            long number = session.query("SELECT pgtrickle._prepare_capture($1::oid::regclass)", oid)
                    .single()
                    .number(0);
            buffers.put(source.oid(), QualifiedName.of("pgtrickle_changes", "changes_" + number));
            QualifiedName function = QualifiedName.of("pgtrickle_changes", "capture_" + number);
            switch (source.kinship().level()) {
                case STATEMENT -> createTriggers(source, function);
                case ROW -> createRowTriggers(source, number, function);
            }
            session.query(
                    "SELECT pgtrickle._widen_capture($1::oid::regclass, $2::smallint[])",
                    oid,
                    array(sources.columnNumbers(source)));
        }
        return buffers;
    }

    private void createTriggers(SourceTable source, QualifiedName function) {
        String table = source.name().sql();
        for (Event event : Event.values()) {
            session.query("CREATE OR REPLACE TRIGGER "
                    + TriggerNames.capture(event.name().toLowerCase(Locale.ROOT)) + " AFTER " + event
                    + " ON " + table + " REFERENCING " + TriggerNames.transitionTables(event)
                    + " FOR EACH STATEMENT EXECUTE FUNCTION "
                    + function.sql() + "()");
        }
        session.query("CREATE OR REPLACE TRIGGER " + TriggerNames.capture("truncate") + " AFTER TRUNCATE ON " + table
                + " FOR EACH STATEMENT EXECUTE FUNCTION " + function.sql() + "()");
        fireAlways(source);
    }

    /**
     * The server gives row triggers of a partitioned table to its partitions, also to later ones; the rest is ours. The names carry the number
     * because a partition may be captured for itself as well.
     */
    private void createRowTriggers(SourceTable source, long number, QualifiedName function) {
        String call = " EXECUTE FUNCTION " + function.sql() + "()";
        createMissing(
                source,
                TriggerNames.captureRows(number),
                " AFTER INSERT OR UPDATE OR DELETE ON ",
                " FOR EACH ROW" + call);
        createMissing(
                source, TriggerNames.captureTruncate(number), " AFTER TRUNCATE ON ", " FOR EACH STATEMENT" + call);
        session.query("SELECT pgtrickle._spread_triggers($1::oid::regclass)", String.valueOf(source.oid()));
        fireAlways(source);
    }

    private void createMissing(SourceTable source, String trigger, String event, String action) {
        boolean present = session.query(
                        "SELECT EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = $1::oid AND tgname = $2)",
                        String.valueOf(source.oid()),
                        trigger)
                .single()
                .truth(0);
        if (!present) {
            session.query("CREATE TRIGGER " + trigger + event + source.name().sql() + action);
        }
    }

    /** Triggers that fire also under session_replication_role = replica; only the table's owner can ask for that. */
    void fireAlways(SourceTable source) {
        session.query("SELECT pgtrickle._fire_always($1::oid::regclass)", String.valueOf(source.oid()));
    }

    /** Records what the stream table depends on, with what its sources look like now. */
    void recordDependencies(ObjectNames names, CompiledView view, Optional<SourceChanges> captured) {
        if (view.mode() == ViewMode.IMMEDIATE) {
            captured.ifPresent(s -> inOrder(s).forEach(this::fireAlways));
        }
        for (SourceTable source : view.sources()) {
            String columns = captured.filter(c -> c.sources().contains(source))
                    .map(c -> array(c.columnNumbers(source)))
                    .orElse(null);
            session.query(
                    """
                    INSERT INTO pgtrickle.dependency (pgt_id, source_relid, source_type, columns, names, ordinal, captured_by, fingerprint, members, generated)
                    SELECT $1::bigint, c.oid::regclass,
                           CASE WHEN EXISTS (SELECT FROM pgtrickle.stream_table t WHERE t.storage_relid = c.oid) THEN 'STREAM_TABLE'
                                WHEN c.relkind = 'm' THEN 'MATVIEW' WHEN c.relkind = 'f' THEN 'FOREIGN_TABLE' ELSE 'TABLE' END,
                           $3::smallint[], pgtrickle._column_names(c.oid::regclass, $3::smallint[]), $4::integer, $6,
                           pgtrickle._source_fingerprint($5::bigint, c.oid::regclass, $3::smallint[]),
                           CASE WHEN $7::boolean THEN pgtrickle._settled_members($5::bigint, c.oid::regclass) END,
                           CASE WHEN cardinality($3::smallint[]) > 0 THEN pgtrickle._generation(c.oid::regclass) END
                    FROM pg_catalog.pg_class c WHERE c.oid = $2::oid
                    """,
                    String.valueOf(names.streamTable()),
                    String.valueOf(source.oid()),
                    columns,
                    captured.map(c -> c.sources().indexOf(source))
                            .filter(i -> i >= 0)
                            .map(String::valueOf)
                            .orElse(null),
                    String.valueOf(names.program()),
                    source.kinship().level().name(),
                    String.valueOf(view.mode() == ViewMode.IMMEDIATE
                            && source.kinship().level() == Kinship.Level.ROW));
        }
    }

    private static List<SourceTable> inOrder(SourceChanges sources) {
        return sources.sources().stream()
                .sorted(Comparator.comparingLong(SourceTable::oid))
                .toList();
    }

    private static String array(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }
}
