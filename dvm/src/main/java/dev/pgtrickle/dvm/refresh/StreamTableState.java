package dev.pgtrickle.dvm.refresh;

import dev.pgtrickle.dvm.install.ObjectNames;
import dev.pgtrickle.dvm.session.Rows;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlSession;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream table as a refresh finds it, in one look that takes no lock.
 *
 * @param names its objects
 * @param mode the mode in effect
 * @param unseenChanges whether contents can change without a captured change
 * @param frontier the snapshot that its contents were computed from; null before it was filled
 * @param ownXid the transaction that wrote the frontier
 * @param ownCommand the first command of that transaction whose changes are not in the contents
 * @param populated whether it was filled
 * @param rebuildReason why changes cannot be trusted, if they cannot
 * @param snapshot the snapshot of the look
 * @param cluster what the snapshot belongs to
 * @param sources how many of its sources are captured
 * @param changes what {@code pgtrickle._changes()} tells of these; null when it was not asked, or is not to be trusted
 * @param tables the stream tables that it reads and that are refreshed with it: those without a schedule of their own
 * @param parts its intermediate results, as far as it reads them itself
 * @param clock the time that its contents are of, when they depend on it
 * @param byQuery whether what users see may be computed by the query itself: nobody else reads the storage
 * @param visibleOnly whether that was done last, so that nothing can be applied to the storage, or to the parts, as they are
 * @param outdated whether its program computes a generated column in a way that is not that of the table any more
 * @param choice what helps to decide between applying changes and recomputing, in mode AUTO
 */
record StreamTableState(
        ObjectNames names,
        String mode,
        boolean unseenChanges,
        @Nullable String frontier,
        @Nullable String ownXid,
        @Nullable String ownCommand,
        boolean populated,
        Optional<String> rebuildReason,
        String snapshot,
        Cluster cluster,
        int sources,
        @Nullable String changes,
        List<Long> tables,
        List<Long> parts,
        Optional<String> clock,
        boolean byQuery,
        boolean visibleOnly,
        boolean outdated,
        Optional<RefreshChoice> choice) {

    /**
     * Where snapshots mean what they say.
     *
     * @param system the system identifier of the cluster
     * @param database the OID of the database
     * @param timeline the timeline
     */
    record Cluster(String system, String database, String timeline) {
        List<String> values() {
            return List.of(system, database, timeline);
        }
    }

    private static final String LOOK = """
            SELECT t.program, t.refresh_mode, t.volatile_inputs, s.frontier, s.own_xid, s.own_command, s.is_populated, s.needs_reinit,
                   s.reinit_reason,
                   (s.system_identifier, s.database, s.timeline) IS NOT DISTINCT FROM (i.system_identifier, i.database, i.timeline),
                   pg_catalog.pg_current_snapshot(),
                   source.changed, source.captured,
                   t.requested_mode, s.last_full_ms, s.delta_ms, s.delta_row_ms, s.full_in_a_row, s.delta_samples, source.rows,
                   below.tables, below.parts, t.reads_clock, s.clock, i.system_identifier, i.database, i.timeline,
                   CASE WHEN s.is_populated AND NOT s.needs_reinit AND source.changed IS NULL AND source.captured > 0
                             AND t.refresh_mode <> 'IMMEDIATE' AND NOT t.volatile_inputs
                        THEN pgtrickle._changes(t.pgt_id, s.frontier, s.own_xid, s.own_command) END,
                   t.by_query AND NOT EXISTS (SELECT FROM pgtrickle.dependency d WHERE d.source_relid = t.storage_relid), s.visible_only, s.visible_ms, source.outdated
            FROM pgtrickle.stream_table t
            JOIN pgtrickle.stream_table_state s USING (pgt_id)
            CROSS JOIN pgtrickle._cluster_identity() i
            CROSS JOIN LATERAL (
                SELECT pgtrickle._changed_sources(t.pgt_id) AS changed,
                       pg_catalog.count(d.ordinal) AS captured,
                       coalesce(pg_catalog.bool_or(d.generated IS NOT NULL AND d.generated IS DISTINCT FROM pgtrickle._generation(d.source_relid)), false) AS outdated,
                       coalesce(pg_catalog.sum(greatest(c.reltuples, 0)), 0) AS rows
                FROM pgtrickle.dependency d LEFT JOIN pg_catalog.pg_class c ON c.oid = d.source_relid
                WHERE d.pgt_id = t.pgt_id
            ) source
            CROSS JOIN LATERAL (
                SELECT pg_catalog.string_agg(b.pgt_id::text, ',' ORDER BY b.pgt_id)
                           FILTER (WHERE b.intermediate_of IS NULL AND b.refresh_mode <> 'IMMEDIATE' AND t.refresh_mode <> 'IMMEDIATE') AS tables,
                       pg_catalog.string_agg(b.pgt_id::text, ',' ORDER BY b.pgt_id) FILTER (WHERE b.intermediate_of IS NOT NULL) AS parts
                FROM pgtrickle.dependency d JOIN pgtrickle.stream_table b ON b.storage_relid = d.source_relid
                WHERE d.pgt_id = t.pgt_id AND d.source_type = 'STREAM_TABLE' AND b.schedule IS NULL
            ) below
            WHERE t.pgt_id = $1::bigint
            """;

    /** Begins a transaction with a look at a stream table, in one round trip; nothing when there is none of that id. */
    static Optional<StreamTableState> begin(SqlSession session, long id) {
        return read(session.query("BEGIN ISOLATION LEVEL REPEATABLE READ;\n" + LOOK, String.valueOf(id)), id);
    }

    /** Looks at a stream table; nothing when there is none of that id. */
    static Optional<StreamTableState> of(SqlSession session, long id) {
        return read(session.query(LOOK, String.valueOf(id)), id);
    }

    private static Optional<StreamTableState> read(Rows rows, long id) {
        return rows.stream()
                .findFirst()
                .map(row -> new StreamTableState(
                        new ObjectNames(row.number(0), id),
                        row.text(1),
                        row.truth(2),
                        row.nullable(3),
                        row.nullable(4),
                        row.nullable(5),
                        row.truth(6),
                        rebuildReason(row),
                        row.text(10),
                        new Cluster(row.text(24), row.text(25), row.text(26)),
                        (int) row.number(12),
                        row.nullable(27),
                        ids(row.nullable(20)),
                        ids(row.nullable(21)),
                        row.truth(22) ? Optional.of(row.text(23)) : Optional.empty(),
                        row.truth(28),
                        row.truth(29),
                        row.truth(31),
                        row.text(13).equals("AUTO") ? Optional.of(choice(row)) : Optional.empty()));
    }

    private static Optional<String> rebuildReason(Row row) {
        if (row.truth(7)) {
            return Optional.ofNullable(row.nullable(8)).or(() -> Optional.of("it was marked to be rebuilt"));
        }
        if (!row.truth(9)) {
            return Optional.of("its frontier comes from another server, database or timeline");
        }
        return Optional.ofNullable(row.nullable(11))
                .map(changed ->
                        "capture of " + changed + " was interrupted, or it or its partitions became something else");
    }

    private static List<Long> ids(@Nullable String list) {
        return list == null
                ? List.of()
                : Arrays.stream(list.split(",")).map(Long::valueOf).toList();
    }

    private static RefreshChoice choice(Row row) {
        return new RefreshChoice(
                milliseconds(row.nullable(14)),
                row.truth(28) ? milliseconds(row.nullable(30)) : null,
                milliseconds(row.nullable(15)),
                milliseconds(row.nullable(16)),
                (int) row.number(17),
                (int) row.number(18),
                Double.parseDouble(row.text(19)));
    }

    private static @Nullable Double milliseconds(@Nullable String text) {
        return text == null ? null : Double.valueOf(text);
    }

    /** Whether refreshes apply captured changes to it. */
    boolean isCaptured() {
        return !isImmediate() && sources > 0;
    }

    boolean isImmediate() {
        return mode.equals("IMMEDIATE");
    }
}
