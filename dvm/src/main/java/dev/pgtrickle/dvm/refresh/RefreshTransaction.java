package dev.pgtrickle.dvm.refresh;

import dev.pgtrickle.dvm.install.ObjectNames;
import dev.pgtrickle.dvm.install.RefreshSets;
import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to refresh one stream table, in a REPEATABLE READ transaction that the caller begins and ends.
 *
 * <p>Law: with S_old the persisted frontier and S_new this transaction's snapshot, exactly the changes visible in S_new and not in S_old are
 * applied, other tables are read at S_new, and S_new is persisted, all in this transaction. So no change is lost or applied twice, whatever
 * transactions are open and whenever a process dies. What the transaction itself wrote before, by refreshing stream tables that this one reads,
 * belongs to S_new.
 *
 * <p>A frontier from another cluster, database or timeline means nothing here, and neither do changes of a source whose triggers were off or
 * that became something else: then the contents are recomputed, and it is said why.
 */
public final class RefreshTransaction {

    private static final String BEGIN = """
            SELECT t.program, t.refresh_mode, t.volatile_inputs, s.frontier, s.own_xid, s.own_command, s.is_populated, s.needs_reinit,
                   s.reinit_reason,
                   (s.system_identifier, s.database, s.timeline) IS NOT DISTINCT FROM (i.system_identifier, i.database, i.timeline),
                   pg_catalog.pg_current_snapshot(),
                   (SELECT pg_catalog.string_agg(d.source_relid::text, ', ') FROM pgtrickle.dependency d
                    WHERE d.pgt_id = t.pgt_id AND d.columns IS NOT NULL
                      AND d.fingerprint IS DISTINCT FROM pgtrickle._source_fingerprint(t.program, d.source_relid, d.columns)),
                   (SELECT pg_catalog.count(*) FROM pgtrickle.dependency d WHERE d.pgt_id = t.pgt_id AND d.ordinal IS NOT NULL),
                   t.requested_mode, s.last_full_ms, s.delta_ms, s.delta_row_ms, s.full_in_a_row, s.delta_samples,
                   (SELECT coalesce(pg_catalog.sum(greatest(c.reltuples, 0)), 0) FROM pgtrickle.dependency d
                    JOIN pg_catalog.pg_class c ON c.oid = d.source_relid WHERE d.pgt_id = t.pgt_id),
                   (SELECT pg_catalog.string_agg(below.pgt_id::text, ',' ORDER BY below.pgt_id) FROM pgtrickle.dependency d
                    JOIN pgtrickle.stream_table below ON below.storage_relid = d.source_relid
                    WHERE d.pgt_id = t.pgt_id AND d.source_type = 'STREAM_TABLE'
                      AND below.schedule IS NULL AND (below.refresh_mode <> 'IMMEDIATE' OR below.intermediate_of IS NOT NULL)),
                   t.reads_clock, s.clock
            FROM pgtrickle.stream_table t
            JOIN pgtrickle.stream_table_state s USING (pgt_id)
            CROSS JOIN pgtrickle._cluster_identity() i
            WHERE t.pgt_id = $1::bigint
            """;

    /**
     * Calls a maintenance function only if it still runs with its owner's rights: a function of another making must not run with the engine's.
     */
    private static final String GUARDED = """
             FROM pg_catalog.pg_proc p
            JOIN pgtrickle.stream_table t ON t.pgt_id = $1::bigint
            JOIN pg_catalog.pg_class c ON c.oid = t.storage_relid
            CROSS JOIN LATERAL %s r
            WHERE p.oid = '%s'::pg_catalog.regprocedure AND p.prosecdef AND p.proowner = c.relowner
            """;

    private static final String PERSIST = """
            WITH this AS (SELECT $1::bigint AS id),
            took AS (
                SELECT $13::double precision AS ms
            ),
            state AS (
                UPDATE pgtrickle.stream_table_state s
                SET frontier = $2::pg_snapshot, clock = pg_catalog.transaction_timestamp(), own_xid = pg_catalog.pg_current_xact_id(), own_command = 9223372036854775807,
                    system_identifier = i.system_identifier, database = i.database, timeline = i.timeline,
                    status = 'ACTIVE', data_timestamp = pg_catalog.transaction_timestamp(), last_refresh_at = pg_catalog.clock_timestamp(),
                    last_refresh_mode = $3,
                    last_full_ms = CASE WHEN $4::boolean THEN took.ms
                                        ELSE last_full_ms END,
                    delta_ms = CASE WHEN $5 = 'DIFFERENTIAL' AND $11::bigint <= 10 THEN coalesce(0.7 * s.delta_ms, 0.7 * took.ms) + 0.3 * took.ms
                                    ELSE s.delta_ms END,
                    delta_row_ms = CASE WHEN $5 = 'DIFFERENTIAL' AND $11::bigint > 100
                                        THEN coalesce(0.5 * s.delta_row_ms, 0.5 * took.ms / $11::bigint) + 0.5 * took.ms / $11::bigint
                                        ELSE s.delta_row_ms END,
                    delta_samples = s.delta_samples + CASE WHEN $5 = 'DIFFERENTIAL' THEN 1 ELSE 0 END,
                    full_in_a_row = CASE WHEN $5 = 'FULL' THEN s.full_in_a_row + 1 ELSE 0 END,
                    auto_decision = coalesce($12, s.auto_decision),
                    needs_reinit = false, reinit_reason = NULL, consecutive_errors = 0, last_error_message = NULL, last_error_at = NULL
                FROM this CROSS JOIN took CROSS JOIN pgtrickle._cluster_identity() i WHERE s.pgt_id = this.id
            ),
            history AS (
                INSERT INTO pgtrickle.pgt_refresh_history
                    (refresh_id, pgt_id, data_timestamp, start_time, end_time, action, rows_inserted, rows_deleted, was_full_fallback, reason,
                     status, initiated_by)
                SELECT pgtrickle._next_number('pgtrickle.refresh_id_seq'), this.id, pg_catalog.transaction_timestamp(),
                       pg_catalog.transaction_timestamp(), pg_catalog.clock_timestamp(), $5, $6::bigint, $7::bigint, $8::boolean, $9,
                       'COMPLETED', $10
                FROM this
            )
            SELECT pgtrickle._sources_moved(this.id) FROM this
            """;

    private final SqlSession session;
    private final long id;
    private final Initiator initiator;
    private final long started = System.nanoTime();
    private boolean wrote;

    /**
     * An attempt.
     *
     * @param session a session in a REPEATABLE READ transaction that has not run anything yet
     * @param id the stream table's {@code pgt_id}
     * @param initiator who wants it
     */
    public RefreshTransaction(SqlSession session, long id, Initiator initiator) {
        this.session = session;
        this.id = id;
        this.initiator = initiator;
    }

    /** The stream table as this transaction finds it. */
    private record Found(
            ObjectNames names,
            String mode,
            boolean unseenChanges,
            @Nullable String frontier,
            @Nullable String ownXid,
            @Nullable String ownCommand,
            boolean populated,
            Optional<String> rebuildReason,
            String snapshot,
            int sources,
            List<Long> below,
            Optional<String> clock,
            Optional<RefreshChoice> choice) {}

    /** What was done, with what helps to decide the next time. */
    private record Outcome(
            RefreshResult result, long changes, @Nullable String decision) {
        static Outcome of(RefreshResult result) {
            return new Outcome(result, 0, null);
        }
    }

    /**
     * Refreshes the stream table.
     *
     * @return what was done
     * @throws SqlError when it fails; 40001 and 40P01 are worth another attempt
     */
    public RefreshResult run() {
        if (initiator == Initiator.SCHEDULER && !hasWork()) {
            return RefreshResult.nothing(Action.NO_DATA, "");
        }
        List<Row> rows =
                session.query(BEGIN + initiator.lock(), String.valueOf(id)).rows();
        if (rows.isEmpty()) {
            return RefreshResult.nothing(Action.SKIP, "another refresh is running, or it was dropped");
        }
        Found found = read(rows.getFirst());
        if (!found.populated()) {
            return RefreshResult.nothing(Action.SKIP, "it was never filled");
        }
        if (found.mode().equals("IMMEDIATE") && found.rebuildReason().isEmpty()) {
            return RefreshResult.nothing(Action.NO_DATA, "");
        }
        found.below().forEach(this::refreshBelow);
        Outcome outcome = refresh(found);
        if (outcome.result().action() != Action.NO_DATA) {
            persist(found, outcome);
            wrote = true;
        }
        return outcome.result();
    }

    /**
     * Whether there is anything to do, as far as this snapshot shows. Looking takes no lock, and so no transaction number, which would look like a
     * write of somebody's to the scheduler.
     */
    private boolean hasWork() {
        List<Row> rows = session.query(BEGIN, String.valueOf(id)).rows();
        if (rows.isEmpty()) {
            return false;
        }
        Found found = read(rows.getFirst());
        if (!found.populated()) {
            return false;
        }
        if (found.rebuildReason().isPresent()) {
            return true;
        }
        if (found.mode().equals("IMMEDIATE")) {
            return false;
        }
        return found.unseenChanges()
                || found.clock().isPresent()
                || found.sources() > 0 && probe(found).stream().anyMatch(row -> row.number(1) > 0 || row.truth(2))
                || found.below().stream().anyMatch(b -> new RefreshTransaction(session, b, initiator).hasWork());
    }

    private List<Row> probe(Found found) {
        return window(found, found.names().probe().sql(), "source, r.changes, r.truncated");
    }

    /**
     * Stream tables that this one reads are brought to the same snapshot first, unless they have a schedule of their own: then what they show is
     * meant to be older.
     */
    private void refreshBelow(long below) {
        RefreshTransaction refresh = new RefreshTransaction(session, below, initiator);
        try {
            refresh.run();
        } catch (SqlError e) {
            throw e.within("refresh of stream table " + below + ", which stream table " + id + " reads");
        }
        wrote |= refresh.wrote;
    }

    /**
     * Whether there is something to commit.
     *
     * @return true when this stream table, or one that it reads, was changed
     */
    public boolean wrote() {
        return wrote;
    }

    private Found read(Row row) {
        String changed = row.nullable(11);
        Optional<String> reason;
        if (row.truth(7)) {
            reason = Optional.ofNullable(row.nullable(8)).or(() -> Optional.of("it was marked to be rebuilt"));
        } else if (!row.truth(9)) {
            reason = Optional.of("its frontier comes from another server, database or timeline");
        } else {
            reason = Optional.ofNullable(changed)
                    .map(c -> "capture of " + c + " was interrupted, or it or its partitions became something else");
        }
        return new Found(
                new ObjectNames(row.number(0), id),
                row.text(1),
                row.truth(2),
                row.nullable(3),
                row.nullable(4),
                row.nullable(5),
                row.truth(6),
                reason,
                row.text(10),
                (int) row.number(12),
                below(row.nullable(20)),
                row.truth(21) ? Optional.of(row.text(22)) : Optional.empty(),
                row.text(13).equals("AUTO") ? Optional.of(choice(row)) : Optional.empty());
    }

    private static List<Long> below(@Nullable String ids) {
        return ids == null
                ? List.of()
                : Arrays.stream(ids.split(",")).map(Long::valueOf).toList();
    }

    private static RefreshChoice choice(Row row) {
        return new RefreshChoice(
                milliseconds(row.nullable(14)),
                milliseconds(row.nullable(15)),
                milliseconds(row.nullable(16)),
                (int) row.number(17),
                (int) row.number(18),
                Double.parseDouble(row.text(19)));
    }

    private static @Nullable Double milliseconds(@Nullable String text) {
        return text == null ? null : Double.valueOf(text);
    }

    private Outcome refresh(Found found) {
        if (found.rebuildReason().isPresent()) {
            return Outcome.of(
                    rebuild(found, Action.REINITIALIZE, found.rebuildReason().get()));
        }
        if (found.unseenChanges()) {
            return Outcome.of(rebuild(found, Action.FULL, ""));
        }
        if (found.sources() == 0) {
            return Outcome.of(RefreshResult.nothing(Action.NO_DATA, ""));
        }
        int changed = 0;
        long changes = 0;
        boolean many = false;
        for (Row row : probe(found)) {
            if (row.truth(2)) {
                return Outcome.of(rebuild(
                        found,
                        found.mode().equals("FULL") ? Action.FULL : Action.REINITIALIZE,
                        "a source was truncated"));
            }
            if (row.number(1) > 0) {
                changed |= 1 << row.number(0);
                changes += row.number(1);
                many |= row.number(1) > RefreshSets.MANY;
            }
        }
        if (changed == 0) {
            return found.clock().isPresent()
                    ? followClock(found)
                    : Outcome.of(RefreshResult.nothing(Action.NO_DATA, ""));
        }
        if (found.mode().equals("FULL")) {
            return Outcome.of(rebuild(found, Action.FULL, ""));
        }
        if (found.choice().isEmpty()) {
            return new Outcome(apply(found, changed, many), changes, null);
        }
        RefreshChoice.Decision decision = found.choice().get().of(changes);
        return new Outcome(
                decision.recompute() ? rebuild(found, Action.FULL, decision.why()) : apply(found, changed, many),
                changes,
                decision.why());
    }

    /** Only time passed. When it moved no row, the contents are those of both times, and the next refresh starts from the older one. */
    private Outcome followClock(Found found) {
        RefreshResult result = call(found, RefreshSets.TIME_ONLY, false);
        return Outcome.of(
                result.inserted() + result.deleted() == 0 ? RefreshResult.nothing(Action.NO_DATA, "") : result);
    }

    private RefreshResult apply(Found found, int changed, boolean many) {
        return call(found, RefreshSets.smallestContaining(found.sources(), changed), many);
    }

    private RefreshResult call(Found found, int set, boolean many) {
        String function = found.names().refresh(set).sql();
        Row done = guarded(
                        function
                                + "($2::pg_snapshot, $3::xid8, $4::bigint, NULL::bigint, $5::boolean, $6::timestamptz)",
                        function + "(pg_snapshot, xid8, bigint, bigint, boolean, timestamptz)",
                        "inserted, r.deleted",
                        found.frontier(),
                        found.ownXid(),
                        found.ownCommand(),
                        String.valueOf(many),
                        found.clock().orElse(null))
                .getFirst();
        return new RefreshResult(Action.DIFFERENTIAL, done.number(0), done.number(1), "");
    }

    private List<Row> window(Found found, String function, String columns) {
        return guarded(
                function + "($2::pg_snapshot, $3::xid8, $4::bigint)",
                function + "(pg_snapshot, xid8, bigint)",
                columns,
                found.frontier(),
                found.ownXid(),
                found.ownCommand());
    }

    private RefreshResult rebuild(Found found, Action action, String reason) {
        String function = found.names().rebuild().sql() + "()";
        if (found.mode().equals("IMMEDIATE")) {
            session.query(
                    "UPDATE pgtrickle.writer_lock SET xid = pg_catalog.pg_current_xact_id() WHERE pgt_id ="
                            + " (SELECT coalesce(intermediate_of, pgt_id) FROM pgtrickle.stream_table WHERE pgt_id = $1::bigint)",
                    String.valueOf(id));
        }
        Row done = guarded(function, function, "inserted, r.deleted").getFirst();
        return new RefreshResult(action, done.number(0), done.number(1), reason);
    }

    private List<Row> guarded(String call, String signature, String columns, @Nullable String... parameters) {
        @Nullable String[] all = new @Nullable String[parameters.length + 1];
        all[0] = String.valueOf(id);
        System.arraycopy(parameters, 0, all, 1, parameters.length);
        List<Row> rows = session.query("SELECT r." + columns + GUARDED.formatted(call, signature), all)
                .rows();
        if (rows.isEmpty()) {
            throw SqlError.of(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            "pgtrickle: maintenance function " + signature + " was tampered with")
                    .withHint("Drop the stream table and create it again.");
        }
        return rows;
    }

    /**
     * Persists the new frontier and the history, and looks whether what we read was there to be read: a table that was truncated or rewritten after
     * our snapshot was taken and before we read it looks empty to us. From our reading on, our locks keep that from happening.
     */
    private void persist(Found found, Outcome outcome) {
        RefreshResult result = outcome.result();
        boolean moved = session.query(
                        PERSIST,
                        String.valueOf(id),
                        found.snapshot(),
                        result.action() == Action.DIFFERENTIAL
                                ? "DIFFERENTIAL"
                                : found.mode().equals("IMMEDIATE") ? "IMMEDIATE" : "FULL",
                        String.valueOf(result.action() != Action.DIFFERENTIAL),
                        result.action().name(),
                        String.valueOf(result.inserted()),
                        String.valueOf(result.deleted()),
                        String.valueOf(result.action() == Action.REINITIALIZE),
                        result.reason().isEmpty() ? null : result.reason(),
                        initiator.name(),
                        String.valueOf(outcome.changes()),
                        outcome.decision(),
                        String.valueOf((System.nanoTime() - started) / 1e6))
                .single()
                .truth(0);
        if (moved) {
            throw SqlError.of(SqlState.SERIALIZATION_FAILURE, "a source was truncated or rewritten during the refresh");
        }
        if (result.action() == Action.REINITIALIZE) {
            // What the sources look like now is what the contents were computed from.
            session.query("SELECT pgtrickle._remember_sources($1::bigint)", String.valueOf(id));
        }
    }
}
