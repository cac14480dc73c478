package dev.pgtrickle.dvm.refresh;

import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.install.ObjectNames;
import dev.pgtrickle.dvm.install.WriterTurns;
import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.ArrayText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a refresh says to the server about one stream table after it has looked at it.
 *
 * <p>Applying changes, the usual case, is one statement together with the lock before it and the record after it: a round trip costs about as much
 * as applying a row.
 */
final class RefreshStatements {

    private static final String LOCKED =
            "SELECT s.pgt_id FROM pgtrickle.stream_table_state s WHERE s.pgt_id = $1::bigint ";

    private static final String CHANGES =
            "SELECT pgtrickle._changes($1::bigint, $2::pg_snapshot, $3::xid8, $4::bigint)";

    /**
     * Calls a maintenance function only if it still runs with its owner's rights: a function of another making must not run with the engine's. In a
     * SELECT list it is called after all that was joined and filtered, which a place in FROM would leave to the planner.
     */
    private static final String GUARDED = """
            SELECT %s FROM (
                SELECT %s AS r
                FROM %s t
                JOIN pg_catalog.pg_class c ON c.oid = t.storage_relid
                JOIN pg_catalog.pg_proc p ON p.proowner = c.relowner
                WHERE t.pgt_id = $1::bigint AND p.oid = '%s'::pg_catalog.regprocedure AND p.prosecdef
                OFFSET 0
            ) d
            """;

    private static final String STREAM_TABLE = "pgtrickle.stream_table";
    private static final String WRITTEN = "(d.r).inserted, (d.r).deleted";

    /**
     * Persists the new frontier and the history of what a first statement did, and looks whether what that read was there to be read: a table that
     * was truncated or rewritten after our snapshot was taken and before we read it looks empty to us. From our reading on, our locks keep that
     * from happening.
     */
    private static final String RECORDED = """
            WITH done AS MATERIALIZED (
            %s
            ),
            state AS (
                UPDATE pgtrickle.stream_table_state s
                SET frontier = $2::pg_snapshot, clock = pg_catalog.transaction_timestamp(), own_xid = pg_catalog.pg_current_xact_id(), own_command = 9223372036854775807,
                    system_identifier = $3::bigint, database = $4::oid, timeline = $5::integer,
                    status = 'ACTIVE', data_timestamp = pg_catalog.transaction_timestamp(), last_refresh_at = pg_catalog.clock_timestamp(),
                    last_refresh_mode = $6,
                    last_full_ms = CASE WHEN $7 <> 'DIFFERENTIAL' AND NOT $15::boolean THEN took.ms ELSE last_full_ms END,
                    visible_only = $15::boolean,
                    visible_ms = CASE WHEN $15::boolean THEN took.ms ELSE visible_ms END,
                    delta_ms = CASE WHEN $7 = 'DIFFERENTIAL' AND $8::bigint <= 10 THEN coalesce(0.7 * s.delta_ms, 0.7 * took.ms) + 0.3 * took.ms
                                    ELSE s.delta_ms END,
                    delta_row_ms = CASE WHEN $13::double precision IS NOT NULL
                                        THEN greatest(coalesce(s.delta_row_ms, 0), 2 * $13::double precision / $8::bigint)
                                        WHEN $7 = 'DIFFERENTIAL' AND $8::bigint > 100
                                        THEN coalesce(0.5 * s.delta_row_ms, 0.5 * took.ms / $8::bigint) + 0.5 * took.ms / $8::bigint
                                        ELSE s.delta_row_ms END,
                    delta_samples = CASE WHEN $13::double precision IS NOT NULL THEN greatest(s.delta_samples, $14::integer)
                                         WHEN $7 = 'DIFFERENTIAL' THEN s.delta_samples + 1 ELSE s.delta_samples END,
                    full_in_a_row = CASE WHEN $7 = 'FULL' THEN s.full_in_a_row + 1 ELSE 0 END,
                    auto_decision = coalesce($9, s.auto_decision),
                    needs_reinit = false, reinit_reason = NULL, consecutive_errors = 0, last_error_message = NULL, last_error_at = NULL
                FROM done CROSS JOIN LATERAL (
                    SELECT $10::double precision + 1000 * extract(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.statement_timestamp())
                ) took(ms)
                WHERE s.pgt_id = $1::bigint
            ),
            history AS (
                INSERT INTO pgtrickle.pgt_refresh_history
                    (refresh_id, pgt_id, data_timestamp, start_time, end_time, action, rows_inserted, rows_deleted, was_full_fallback, reason,
                     status, initiated_by)
                SELECT pg_catalog.nextval('pgtrickle.refresh_id_seq'), $1::bigint, pg_catalog.transaction_timestamp(),
                       pg_catalog.transaction_timestamp(), pg_catalog.clock_timestamp(), $7, done.inserted, done.deleted,
                       $7 = 'REINITIALIZE', $11, 'COMPLETED', $12
                FROM done
            )
            SELECT done.inserted, done.deleted, pgtrickle._sources_moved($1::bigint) FROM done
            """;

    /** The first parameter of {@link #RECORDED} that is the inner statement's. */
    private static final int FIRST_FREE = 16;

    /** What is known of a part that was left as it was: nothing can be applied to it any more. */
    private static final String LEFT_OUT = """
            UPDATE pgtrickle.stream_table_state s
            SET frontier = $2::pg_snapshot, clock = pg_catalog.transaction_timestamp(), own_xid = pg_catalog.pg_current_xact_id(), own_command = 9223372036854775807,
                system_identifier = $3::bigint, database = $4::oid, timeline = $5::integer, visible_only = true
            WHERE s.pgt_id = ANY ($1::bigint[])
            RETURNING pgtrickle._sources_moved(s.pgt_id)
            """;

    private static final String BEFORE = "pgtrickle_before_applying";

    private final SqlSession session;
    private final long id;
    private final Initiator initiator;
    private final Initiator lock;

    /**
     * The statements about one stream table.
     *
     * @param session the transaction's session
     * @param id the stream table's {@code pgt_id}
     * @param initiator who is recorded
     * @param lock as whose the lock is taken when changes are applied
     */
    RefreshStatements(SqlSession session, long id, Initiator initiator, Initiator lock) {
        this.session = session;
        this.id = id;
        this.initiator = initiator;
        this.lock = lock;
    }

    /**
     * What is recorded of a refresh besides what it did to rows.
     *
     * @param action what was done
     * @param changes how many changes were applied
     * @param decision the sentence of mode AUTO, if it decided
     * @param reason why contents were recomputed; empty when that is their mode
     * @param milliseconds what it took until now
     * @param visibleOnly whether only what users see was computed
     * @param givenUp after how many milliseconds applying the changes was given up; null when it was not
     */
    record Account(
            Action action,
            long changes,
            @Nullable String decision,
            String reason,
            double milliseconds,
            boolean visibleOnly,
            @Nullable Double givenUp) {}

    /**
     * Rows written.
     *
     * @param inserted rows inserted, an update counting as one
     * @param deleted rows deleted, an update counting as one
     */
    record Written(long inserted, long deleted) {}

    /** Takes the stream table's lock, or finds that another refresh has it. */
    boolean lock(Initiator who) {
        return !session.query(LOCKED + who.lock(), String.valueOf(id)).rows().isEmpty();
    }

    /** The captured changes that a look found. */
    static Changes changesSeen(StreamTableState found) {
        return read(found.changes(), found);
    }

    /** The captured changes, after some may have been added in this transaction. */
    Changes changes(StreamTableState found) {
        return read(
                session.query(CHANGES, String.valueOf(id), found.frontier(), found.ownXid(), found.ownCommand())
                        .single()
                        .nullable(0),
                found);
    }

    private static Changes read(@Nullable String listing, StreamTableState found) {
        if (listing == null) {
            throw tampered(found.names().probe().sql() + "(pg_snapshot, xid8, bigint)");
        }
        return Changes.read(listing);
    }

    /** Applies what changed by time alone, without a lock. */
    Written followClock(StreamTableState found, int set) {
        return written(guarded(
                        refresh(found.names(), set, 2),
                        refreshSignature(found.names(), set),
                        WRITTEN,
                        window(found, Changes.NONE))
                .getFirst());
    }

    /** Computes the contents anew. */
    Written rebuild(StreamTableState found) {
        String function = found.names().rebuild().sql() + "()";
        if (found.isImmediate()) {
            WriterTurns.takeNow(session, id);
        }
        return written(guarded(function, function, WRITTEN).getFirst());
    }

    /** Puts the rows of the query itself in the place of the contents. */
    Written replace(StreamTableState found) {
        String function = found.names().replacement().sql() + "()";
        return written(guarded(function, function, WRITTEN).getFirst());
    }

    /**
     * Records that parts are not what they should be from now on. They need none of the changes until now any more.
     *
     * @param found the stream table that they belong to
     * @param parts their ids; at least one
     */
    void leaveOut(StreamTableState found, List<Long> parts) {
        List<@Nullable String> all = new ArrayList<>();
        all.add(ArrayText.format(parts.stream().map(String::valueOf).toList()));
        all.add(found.snapshot());
        all.addAll(found.cluster().values());
        if (session.query(LEFT_OUT, all.toArray(new @Nullable String[0])).stream()
                .anyMatch(r -> r.truth(0))) {
            throw moved();
        }
    }

    private static SqlError moved() {
        return SqlError.of(SqlState.SERIALIZATION_FAILURE, "a source was truncated or rewritten during the refresh");
    }

    /**
     * Applies the changes of a set of sources and records it.
     *
     * @return what was written; nothing when another refresh has the lock
     */
    Optional<Written> apply(StreamTableState found, int set, Changes seen, Account account) {
        String locked = "(SELECT t.pgt_id, t.storage_relid FROM (" + LOCKED + lock.lock() + ") l JOIN " + STREAM_TABLE
                + " t USING (pgt_id) OFFSET 0)";
        String call = GUARDED.formatted(
                WRITTEN, refresh(found.names(), set, FIRST_FREE), locked, refreshSignature(found.names(), set));
        Optional<Written> written = record(found, account, Indent.by4(call), window(found, seen));
        if (written.isEmpty() && lock(lock)) {
            throw tampered(refreshSignature(found.names(), set));
        }
        return written;
    }

    /**
     * Runs statements that must not take longer than they are worth; if one does, all of them are as if they had not been.
     *
     * @param milliseconds how long the server may work on a statement
     * @param statements what to run
     * @return their result; nothing when they were given up
     * @throws SqlError as they do; 57014 when somebody cancelled them
     */
    <T> Optional<T> within(double milliseconds, Supplier<T> statements) {
        long longest = Math.round(Math.ceil(milliseconds));
        String before = session.query("SELECT setting FROM pg_catalog.pg_settings WHERE name = 'statement_timeout'")
                .single()
                .text(0);
        boolean stricter = !before.equals("0") && Long.parseLong(before) <= longest;
        if (stricter) {
            return Optional.of(statements.get());
        }
        session.query("SAVEPOINT " + BEFORE);
        setTimeout(String.valueOf(longest));
        long start = System.nanoTime();
        T result;
        try {
            result = statements.get();
        } catch (SqlError e) {
            // Somebody's cancel has the same code; ours comes when the time is over.
            if (!e.sqlState().equals(SqlState.QUERY_CANCELED) || System.nanoTime() - start < longest * 1_000_000) {
                throw e;
            }
            session.query("ROLLBACK TO SAVEPOINT " + BEFORE);
            return Optional.empty();
        }
        setTimeout(before);
        return Optional.of(result);
    }

    private void setTimeout(String milliseconds) {
        session.query("SELECT pg_catalog.set_config('statement_timeout', $1, true)", milliseconds);
    }

    /** Records what was done. */
    void record(StreamTableState found, Account account, Written written) {
        var unused = record(
                found,
                account,
                "    SELECT $%d::bigint AS inserted, $%d::bigint AS deleted".formatted(FIRST_FREE, FIRST_FREE + 1),
                String.valueOf(written.inserted()),
                String.valueOf(written.deleted()));
        if (account.action() == Action.REINITIALIZE) {
            // What the sources look like now is what the contents were computed from.
            session.query("SELECT pgtrickle._remember_sources($1::bigint)", String.valueOf(id));
        }
    }

    private Optional<Written> record(
            StreamTableState found, Account account, String done, @Nullable String... parameters) {
        List<@Nullable String> all = new ArrayList<>();
        all.add(String.valueOf(id));
        all.add(found.snapshot());
        all.addAll(found.cluster().values());
        all.add(account.action() == Action.DIFFERENTIAL ? "DIFFERENTIAL" : found.isImmediate() ? "IMMEDIATE" : "FULL");
        all.add(account.action().name());
        all.add(String.valueOf(account.changes()));
        all.add(account.decision());
        all.add(String.valueOf(account.milliseconds()));
        all.add(account.reason().isEmpty() ? null : account.reason());
        all.add(initiator.name());
        all.add(account.givenUp() == null ? null : String.valueOf(account.givenUp()));
        all.add(String.valueOf(RefreshChoice.ENOUGH_SAMPLES));
        all.add(String.valueOf(account.visibleOnly()));
        Stream.of(parameters).forEach(all::add);
        Optional<Row> row = session.query(RECORDED.formatted(done), all.toArray(new @Nullable String[0])).stream()
                .findFirst();
        if (row.isPresent() && row.get().truth(2)) {
            throw moved();
        }
        return row.map(RefreshStatements::written);
    }

    private static Written written(Row row) {
        return new Written(row.number(0), row.number(1));
    }

    private static @Nullable String[] window(StreamTableState found, Changes seen) {
        return new @Nullable String[] {
            found.frontier(),
            found.ownXid(),
            found.ownCommand(),
            seen.bound().isPresent() ? String.valueOf(seen.bound().getAsLong()) : null,
            String.valueOf(seen.many()),
            found.clock().orElse(null)
        };
    }

    private static String refresh(ObjectNames names, int set, int first) {
        return names.refresh(set).sql()
                + "($%d::pg_snapshot, $%d::xid8, $%d::bigint, $%d::bigint, $%d::boolean, $%d::timestamptz)"
                        .formatted(first, first + 1, first + 2, first + 3, first + 4, first + 5);
    }

    private static String refreshSignature(ObjectNames names, int set) {
        return names.refresh(set).sql() + "(pg_snapshot, xid8, bigint, bigint, boolean, timestamptz)";
    }

    private List<Row> guarded(String call, String signature, String columns, @Nullable String... parameters) {
        List<@Nullable String> all = new ArrayList<>();
        all.add(String.valueOf(id));
        Stream.of(parameters).forEach(all::add);
        List<Row> rows = session.query(
                        GUARDED.formatted(columns, call, STREAM_TABLE, signature), all.toArray(new @Nullable String[0]))
                .rows();
        if (rows.isEmpty()) {
            throw tampered(signature);
        }
        return rows;
    }

    private static SqlError tampered(String signature) {
        return SqlError.of(
                        SqlState.INSUFFICIENT_PRIVILEGE,
                        "pgtrickle: maintenance function " + signature + " was tampered with")
                .withHint("Drop the stream table and create it again.");
    }
}
