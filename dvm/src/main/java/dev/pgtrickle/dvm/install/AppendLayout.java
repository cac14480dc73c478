package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.ChangeSources.Event;
import dev.pgtrickle.dvm.program.GroupLog;
import dev.pgtrickle.dvm.program.Maintenance;
import dev.pgtrickle.dvm.source.SourceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Appends what each statement contributes to the groups of an aggregation to a log, which readers merge with the storage.
 *
 * <p>A writer takes no lock and waits for nobody, at any isolation level; savepoints and rollbacks undo what was appended with the rest. Each
 * trigger stands for itself, in whatever order cascades fire them: contributions are sums.
 *
 * <p>The engine folds the log into the storage as soon as something was committed. Where there is none, a transaction in 1,024 does it if the log has grown,
 * under READ COMMITTED, where it can do so without failing. One folds at a time, and whoever finds another one folding goes on. A log that other stream
 * tables need to be empty, because they read the storage, is folded by whoever appends.
 */
public final class AppendLayout implements ImmediateLayout {

    /** So many changed rows are not worth being grouped. */
    private static final int FEW = 10;

    /** Of so many transactions one looks at the log, which may take a millisecond. */
    private static final int ONE_IN = 1024;

    /** A log of less than this is the engine's affair. */
    private static final int BYTES = 1 << 18;

    /** So many rows that readers notice them. */
    private static final int ROWS = 1000;

    private final ObjectNames names;
    private final FunctionText functions;
    private final SourceChanges sources;
    private final GroupLog log;

    /**
     * The layout for one stream table.
     *
     * @param names its objects
     * @param functions how functions are written
     * @param sources its source
     * @param log what is appended
     */
    AppendLayout(ObjectNames names, FunctionText functions, SourceChanges sources, GroupLog log) {
        this.names = names;
        this.functions = functions;
        this.sources = sources;
        this.log = log;
    }

    @Override
    public String describe() {
        return "writers append what they contribute and wait for nobody; readers merge it with the storage, into which it is folded";
    }

    @Override
    public List<String> objects(Maintenance maintenance) {
        List<String> statements = new ArrayList<>();
        statements.addAll(functions.create(names.fold(), "", "void", ApplyText.DECLARATIONS, fold()));
        statements.addAll(functions.createTrigger(names.foldAtOnce(), ApplyText.DECLARATIONS, foldAtOnce()));
        for (Event event : Event.values()) {
            // Its statements have no parameters, so that there is nothing to be said about plans.
            statements.addAll(functions
                    .without("plan_cache_mode")
                    .createTrigger(names.immediate(0, event), "    v_rows bigint;\n", append(event)));
        }
        statements.addAll(functions.createTrigger(names.immediateTruncate(), "", truncate()));
        return statements;
    }

    /** The old and the new row of an UPDATE are set off against each other; else, few rows are appended as they are. */
    private String append(Event event) {
        Set<Integer> leaf = sources.leavesOf(1);
        String appended = switch (event) {
            case UPDATE -> log.append(leaf, event, 0) + ";\n";
            case INSERT, DELETE ->
                """
                    %s;
                    GET DIAGNOSTICS v_rows = ROW_COUNT;
                    IF v_rows = %d THEN
                    %s;
                    END IF;
                    """.formatted(log.appendEach(leaf, event, FEW), FEW, Indent.by4(log.append(leaf, event, FEW)));
        };
        return Indent.by4(appended + foldNowAndThen() + "RETURN NULL;");
    }

    /** One condition within the other: each transaction has to set up the first one anew. */
    private String foldNowAndThen() {
        return """
                IF txid_current() & %d = 0 THEN
                    IF pg_relation_size('%s') > %d AND current_setting('transaction_isolation') = 'read committed'
                        AND EXISTS (SELECT FROM %s OFFSET %d LIMIT 1) THEN
                        PERFORM %s();
                    END IF;
                END IF;
                """.formatted(
                        ONE_IN - 1,
                        names.log().sql(),
                        BYTES,
                        names.log().sql(),
                        ROWS,
                        names.fold().sql());
    }

    private String fold() {
        return Indent.by4("""
                IF NOT EXISTS (SELECT FROM %1$s) THEN
                    RETURN;
                END IF;
                -- Before the turn, as everybody does.
                LOCK TABLE %1$s IN ROW EXCLUSIVE MODE;
                PERFORM FROM pgtrickle.writer_lock WHERE pgt_id = %2$d FOR UPDATE SKIP LOCKED;
                IF NOT FOUND THEN
                    RETURN;
                END IF;
                -- Whoever recomputes from an older snapshot would not see the groups that are new in the storage: he fails with 40001.
                UPDATE pgtrickle.writer_lock SET xid = pg_current_xact_id() WHERE pgt_id = %2$d;
                %3$s
                """.formatted(names.log().sql(), names.streamTable(), folded()));
    }

    private String foldAtOnce() {
        return Indent.by4(WriterTurns.take(names.streamTable()) + folded() + "RETURN NULL;");
    }

    private String folded() {
        String many = "(SELECT count(*) FROM (SELECT FROM " + names.log().sql() + " LIMIT " + (RefreshSets.MANY + 1)
                + ") x) > " + RefreshSets.MANY;
        return ApplyText.run(log.fold(), many, "", names.streamTable());
    }

    /** There are no rows to append; the contents are computed anew. An older snapshot does not show what is in the log and no longer in the source. */
    private String truncate() {
        return Indent.by4("""
                IF current_setting('transaction_isolation') <> 'read committed' THEN
                    RAISE EXCEPTION 'cannot truncate %%, which stream table %% is kept from, in a transaction with isolation level %%',
                        TG_RELID::regclass, (SELECT view_relid FROM pgtrickle.stream_table WHERE pgt_id = %d), current_setting('transaction_isolation')
                        USING ERRCODE = '0A000', HINT = 'Use READ COMMITTED, or DELETE, or ALTER MATERIALIZED VIEW .. SET (pgtrickle.immediate = statement).';
                END IF;
                %sPERFORM %s();
                RETURN NULL;
                """.formatted(
                        names.streamTable(),
                        WriterTurns.take(names.streamTable()),
                        names.rebuild().sql()));
    }

    @Override
    public List<String> triggers() {
        SourceTable source = sources.sources().getFirst();
        String table = source.name().sql();
        List<String> statements = new ArrayList<>();
        for (Event event : Event.values()) {
            String lower = event.name().toLowerCase(Locale.ROOT);
            statements.add("CREATE TRIGGER " + TriggerNames.after(names.program(), lower) + " AFTER " + event + " ON "
                    + table
                    + " REFERENCING " + TriggerNames.transitionTables(event) + " FOR EACH STATEMENT EXECUTE FUNCTION "
                    + names.immediate(0, event).sql() + "()");
        }
        statements.add("CREATE TRIGGER " + TriggerNames.after(names.program(), "truncate") + " AFTER TRUNCATE ON "
                + table + " FOR EACH STATEMENT EXECUTE FUNCTION "
                + names.immediateTruncate().sql() + "()");
        return statements;
    }
}
