package dev.pgtrickle.dvm.refresh;

import dev.pgtrickle.dvm.install.RefreshSets;
import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link RefreshTransaction} that is about one stream table: the one that is wanted, or one that it reads.
 *
 * <p>What was seen is kept, so that looking twice costs nothing; only after something below was refreshed are changes counted again.
 */
final class StreamTableRefresh {

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
    private final Map<Long, StreamTableRefresh> all;

    /** Whose lock stands for the right to change this one. */
    private final StreamTableRefresh guard;

    private long started;
    private @Nullable Optional<StreamTableState> state;
    private @Nullable List<StreamTableRefresh> below;
    private @Nullable Changes changes;
    private @Nullable RefreshResult result;
    private boolean locked;
    private boolean wrote;

    StreamTableRefresh(SqlSession session, long id, Initiator initiator, Map<Long, StreamTableRefresh> all) {
        this.session = session;
        this.id = id;
        this.initiator = initiator;
        this.all = all;
        this.guard = this;
    }

    /** An intermediate result. */
    private StreamTableRefresh(StreamTableRefresh whole, long id) {
        this.session = whole.session;
        this.id = id;
        this.initiator = whole.initiator;
        this.all = whole.all;
        this.guard = whole.guard;
    }

    /**
     * The captured changes that are not in the contents yet.
     *
     * @param sources which sources have any, a bit for each
     * @param count how many rows
     * @param many whether one source has too many for lookups row by row
     * @param truncated whether a source was truncated
     */
    private record Changes(int sources, long count, boolean many, boolean truncated) {}

    /** What was done, with what helps to decide the next time. */
    private record Outcome(
            RefreshResult result, long changes, @Nullable String decision) {
        static Outcome of(RefreshResult result) {
            return new Outcome(result, 0, null);
        }
    }

    boolean wrote() {
        return wrote;
    }

    /** Refreshes it, unless that was done in this transaction already. */
    RefreshResult run() {
        if (result == null) {
            result = state().map(this::attempt).orElseGet(() -> RefreshResult.nothing(Action.SKIP, "it was dropped"));
        }
        return result;
    }

    private RefreshResult attempt(StreamTableState found) {
        started = System.nanoTime();
        if (!found.populated()) {
            return RefreshResult.nothing(Action.SKIP, "it was never filled");
        }
        if (!hasWork()) {
            return RefreshResult.nothing(Action.NO_DATA, "");
        }
        // Most often no row crosses the boundary: that is found out without a lock.
        if (!onlyTimePassed() && !guard.lock(initiator)) {
            return RefreshResult.nothing(Action.SKIP, "another refresh is running");
        }
        below().forEach(this::refreshBelow);
        if (below().stream().anyMatch(StreamTableRefresh::wrote)) {
            changes = null;
        }
        Outcome outcome = refresh(found);
        if (outcome.result().action() != Action.NO_DATA) {
            persist(found, outcome);
            wrote = true;
        }
        return outcome.result();
    }

    /**
     * Stream tables that this one reads are brought to the same snapshot first, unless they have a schedule of their own: then what they show is
     * meant to be older.
     */
    private void refreshBelow(StreamTableRefresh one) {
        try {
            one.run();
        } catch (SqlError e) {
            throw e.within("refresh of stream table " + one.id + ", which stream table " + id + " reads");
        }
    }

    /** Takes the lock, unless this transaction has it; returns whether it has it now. */
    private boolean lock(Initiator who) {
        locked = locked
                || !session.query(
                                "SELECT FROM pgtrickle.stream_table_state s WHERE pgt_id = $1::bigint " + who.lock(),
                                String.valueOf(id))
                        .rows()
                        .isEmpty();
        return locked;
    }

    private Optional<StreamTableState> state() {
        if (state == null) {
            state = StreamTableState.of(session, id);
        }
        return state;
    }

    /** Whether there is anything to do, as far as this snapshot shows. */
    private boolean hasWork() {
        StreamTableState found = state().orElse(null);
        if (found == null || !found.populated()) {
            return false;
        }
        return found.rebuildReason().isPresent()
                || below().stream().anyMatch(StreamTableRefresh::hasWork)
                || !found.isImmediate()
                        && (found.unseenChanges() || found.clock().isPresent() || hasChanges(found));
    }

    private boolean onlyTimePassed() {
        StreamTableState found = state().orElseThrow();
        return found.rebuildReason().isEmpty()
                && !found.unseenChanges()
                && !hasChanges(found)
                && below().stream().filter(StreamTableRefresh::hasWork).allMatch(StreamTableRefresh::onlyTimePassed);
    }

    private boolean hasChanges(StreamTableState found) {
        Changes seen = changes(found);
        return seen.truncated() || seen.sources() != 0;
    }

    private List<StreamTableRefresh> below() {
        if (below == null) {
            StreamTableState found = state().orElseThrow();
            below = Stream.concat(
                            found.parts().stream()
                                    .map(part -> all.computeIfAbsent(part, p -> new StreamTableRefresh(this, p))),
                            found.tables().stream()
                                    .map(table -> all.computeIfAbsent(
                                            table, t -> new StreamTableRefresh(session, t, initiator, all))))
                    .toList();
        }
        return below;
    }

    private Changes changes(StreamTableState found) {
        if (changes == null) {
            changes = found.isImmediate() || found.sources() == 0
                    ? new Changes(0, 0, false, false)
                    : count(window(found, found.names().probe().sql(), "source, r.changes, r.truncated"));
        }
        return changes;
    }

    private static Changes count(List<Row> rows) {
        int sources = 0;
        long count = 0;
        boolean many = false;
        boolean truncated = false;
        for (Row row : rows) {
            truncated |= row.truth(2);
            if (row.number(1) > 0) {
                sources |= 1 << row.number(0);
                count += row.number(1);
                many |= row.number(1) > RefreshSets.MANY;
            }
        }
        return new Changes(sources, count, many, truncated);
    }

    private Outcome refresh(StreamTableState found) {
        if (found.rebuildReason().isPresent()) {
            return Outcome.of(
                    rebuild(found, Action.REINITIALIZE, found.rebuildReason().get()));
        }
        if (found.unseenChanges()) {
            return Outcome.of(rebuild(found, Action.FULL, ""));
        }
        Changes seen = changes(found);
        if (seen.truncated()) {
            return Outcome.of(rebuild(
                    found, found.mode().equals("FULL") ? Action.FULL : Action.REINITIALIZE, "a source was truncated"));
        }
        if (seen.sources() == 0) {
            return found.clock().isPresent()
                    ? followClock(found)
                    : Outcome.of(RefreshResult.nothing(Action.NO_DATA, ""));
        }
        if (found.mode().equals("FULL")) {
            return Outcome.of(rebuild(found, Action.FULL, ""));
        }
        if (found.choice().isEmpty()) {
            return new Outcome(apply(found, seen), seen.count(), null);
        }
        RefreshChoice.Decision decision = found.choice().get().of(seen.count());
        return new Outcome(
                decision.recompute() ? rebuild(found, Action.FULL, decision.why()) : apply(found, seen),
                seen.count(),
                decision.why());
    }

    /**
     * Only time passed. When it moved no row, the contents are those of both times, and the next refresh starts from the older one. When it did, the
     * lock is taken late and must not be waited for, because its owner may wait for the rows.
     */
    private Outcome followClock(StreamTableState found) {
        RefreshResult moved = call(found, RefreshSets.TIME_ONLY, false);
        if (moved.inserted() + moved.deleted() == 0) {
            return Outcome.of(RefreshResult.nothing(Action.NO_DATA, ""));
        }
        if (!guard.lock(Initiator.SCHEDULER)) {
            throw SqlError.of(SqlState.SERIALIZATION_FAILURE, "another refresh is running");
        }
        return Outcome.of(moved);
    }

    private RefreshResult apply(StreamTableState found, Changes seen) {
        return call(found, RefreshSets.smallestContaining(found.sources(), seen.sources()), seen.many());
    }

    private RefreshResult call(StreamTableState found, int set, boolean many) {
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

    private List<Row> window(StreamTableState found, String function, String columns) {
        return guarded(
                function + "($2::pg_snapshot, $3::xid8, $4::bigint)",
                function + "(pg_snapshot, xid8, bigint)",
                columns,
                found.frontier(),
                found.ownXid(),
                found.ownCommand());
    }

    private RefreshResult rebuild(StreamTableState found, Action action, String reason) {
        String function = found.names().rebuild().sql() + "()";
        if (found.isImmediate()) {
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
    private void persist(StreamTableState found, Outcome outcome) {
        RefreshResult did = outcome.result();
        boolean moved = session.query(
                        PERSIST,
                        String.valueOf(id),
                        found.snapshot(),
                        did.action() == Action.DIFFERENTIAL
                                ? "DIFFERENTIAL"
                                : found.isImmediate() ? "IMMEDIATE" : "FULL",
                        String.valueOf(did.action() != Action.DIFFERENTIAL),
                        did.action().name(),
                        String.valueOf(did.inserted()),
                        String.valueOf(did.deleted()),
                        String.valueOf(did.action() == Action.REINITIALIZE),
                        did.reason().isEmpty() ? null : did.reason(),
                        initiator.name(),
                        String.valueOf(outcome.changes()),
                        outcome.decision(),
                        String.valueOf((System.nanoTime() - started) / 1e6))
                .single()
                .truth(0);
        if (moved) {
            throw SqlError.of(SqlState.SERIALIZATION_FAILURE, "a source was truncated or rewritten during the refresh");
        }
        if (did.action() == Action.REINITIALIZE) {
            // What the sources look like now is what the contents were computed from.
            session.query("SELECT pgtrickle._remember_sources($1::bigint)", String.valueOf(id));
        }
    }
}
