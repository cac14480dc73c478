package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.ChangeSources;
import dev.pgtrickle.dvm.program.ChangeSources.Event;
import dev.pgtrickle.dvm.program.Maintenance;
import dev.pgtrickle.dvm.program.SharedGroups;
import dev.pgtrickle.dvm.source.Kinship.Level;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Applies changes at the end of each outermost statement, or once before COMMIT ({@link Coalescing}), one writer at a time per stream table.
 *
 * <p>A statement may change several sources at once, or one twice: data-modifying WITH, foreign key cascades, triggers that write. PostgreSQL
 * fires the AFTER triggers one by one when all tables are changed already, so changes must not be applied one by one. BEFORE and AFTER triggers
 * therefore count the statements that are open. The last one to end applies everything: straight from the transition tables when it was the
 * only one and changes are not kept for later, otherwise from pending logs. Should the count ever stay above zero, COMMIT fails instead of leaving
 * pending changes behind.
 *
 * <p>Writers take turns by a row lock held to commit: under READ COMMITTED the next one computes from the committed state; with an older snapshot
 * it fails with 40001. Whoever applies before COMMIT holds it for as long as that takes, and not while the client thinks; where {@link Rooms} allow it, others
 * may do so at the same time.
 */
public final class StatementEndLayout implements ImmediateLayout {

    private final ObjectNames names;
    private final FunctionText functions;
    private final SourceChanges sources;
    private final ImmediateUse use;
    private final Coalescing coalescing;
    private final String why;
    private final Optional<SharedGroups> shared;
    private final PendingFlush flush;

    /**
     * The layout for one stream table.
     *
     * @param names its objects
     * @param lock the id of the stream table by whose lock its writers take turns: a part's is that of the whole, so that two writers cannot each
     *     hold one and want the other
     * @param use what its author asked for
     * @param functions how functions are written
     * @param sources its sources
     * @param why why writers do not append instead, a clause that completes "because"
     * @param shared how writers of the same source may apply at the same time; nothing where they may not
     */
    public StatementEndLayout(
            ObjectNames names,
            long lock,
            ImmediateUse use,
            FunctionText functions,
            SourceChanges sources,
            String why,
            Optional<SharedGroups> shared) {
        this.names = names;
        this.use = use;
        this.coalescing = new Coalescing(names, lock, use);
        this.functions = functions;
        this.sources = sources;
        this.why = why;
        this.shared = shared;
        this.flush = new PendingFlush(names, lock, functions, sources, coalescing, shared);
    }

    @Override
    public String describe() {
        String when = switch (use) {
            case AUTO ->
                "changes are applied when a statement ends, and transactions that write its sources take turns until commit; through proxy or driver"
                        + " they are applied before COMMIT or before they are read, and take turns from then on";
            case STATEMENT ->
                "changes are applied when a statement ends, and transactions that write its sources take turns until commit";
            case COMMIT ->
                "changes are applied before COMMIT, and transactions that write its sources take turns from then on";
        };
        String together = shared.isPresent()
                ? ", at COMMIT only those that changed different sources, several of them or many rows"
                : "";
        return when + together + ", because " + why;
    }

    @Override
    public List<String> objects(Maintenance maintenance) {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < sources.sources().size(); i++) {
            statements.add(pendingTable(i));
            statements.add(pendingIndex(i));
        }
        statements.add(
                "CREATE UNLOGGED TABLE " + names.armed().sql() + " (xid xid8 PRIMARY KEY, rebuild boolean NOT NULL)");
        statements.addAll(flush.objects(maintenance));
        statements.add("CREATE CONSTRAINT TRIGGER flush_" + names.program() + " AFTER INSERT ON "
                + names.armed().sql() + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "
                + names.flushAtCommit().sql() + "()");
        statements.add(coalescing.begins());
        if (hasMembers()) {
            statements.addAll(members().endFunction(coalescing));
        }
        for (int i = 0; i < sources.sources().size(); i++) {
            if (level(i) == Level.ROW) {
                statements.addAll(members().logFunction(i, sources.columns().getOrDefault(oid(i), List.of())));
                continue;
            }
            for (Event event : Event.values()) {
                statements.addAll(statementEnd(maintenance, i, event));
            }
        }
        statements.addAll(functions.createTrigger(names.immediateTruncate(), Coalescing.DECLARATIONS, truncate()));
        return statements;
    }

    private MemberTriggers members() {
        return new MemberTriggers(names, functions);
    }

    private Level level(int source) {
        return sources.sources().get(source).kinship().level();
    }

    private boolean hasMembers() {
        return sources.sources().stream().anyMatch(s -> s.kinship().level() == Level.ROW);
    }

    private String pendingTable(int source) {
        String columns = sources.columns().getOrDefault(oid(source), List.of()).stream()
                .map(c -> ", c" + c.number() + " " + c.type().declaration())
                .collect(Collectors.joining());
        return "CREATE UNLOGGED TABLE " + names.pending(source).sql() + " (xid xid8 NOT NULL, w smallint NOT NULL"
                + (level(source) == Level.ROW ? ", member oid NOT NULL" : "") + columns + ")";
    }

    private String pendingIndex(int source) {
        return "CREATE INDEX ON " + names.pending(source).sql() + " (xid)";
    }

    private long oid(int source) {
        return sources.sources().get(source).oid();
    }

    /** The function that one event on one source fires. */
    private List<String> statementEnd(Maintenance maintenance, int source, Event event) {
        String declarations = Coalescing.DECLARATIONS + ApplyText.DECLARATIONS + ApplyText.STEP_DECLARATIONS;
        String log = log(source, event);
        return switch (use) {
            case COMMIT ->
                functions
                        .unpinned()
                        .createTrigger(
                                names.immediate(source, event),
                                Coalescing.DECLARATIONS,
                                Indent.by4(coalescing.ends() + keep(log) + "RETURN NULL;"));
            case STATEMENT ->
                functions.createTrigger(
                        names.immediate(source, event),
                        declarations,
                        Indent.by4(coalescing.ends() + applyNow(maintenance, source, event, log, "")));
            case AUTO -> {
                SettingsInBody settings = new SettingsInBody(functions);
                yield functions
                        .unpinned()
                        .createTrigger(
                                names.immediate(source, event),
                                declarations + settings.declarations(),
                                Indent.by4(coalescing.ends() + coalescing.decide() + "IF v_keep THEN\n"
                                        + Indent.by4(keep(log) + "RETURN NULL;") + "\nEND IF;\n" + settings.pin()
                                        + applyNow(maintenance, source, event, log, settings.restore())));
            }
        };
    }

    /** Keeps the changes for COMMIT. */
    private String keep(String log) {
        return log + ";\nGET DIAGNOSTICS v_rows = ROW_COUNT;\n" + coalescing.keep();
    }

    /**
     * Applies the changes, or logs them until the last open statement ends, and returns.
     *
     * @param log the statement that logs them
     * @param last what to do before it returns
     */
    private String applyNow(Maintenance maintenance, int source, Event event, String log, String last) {
        String rows = switch (event) {
            case INSERT -> "new_rows";
            // An UPDATE has as many new rows as old ones.
            case UPDATE, DELETE -> "old_rows";
        };
        return """
                IF v_open = 0 THEN
                    v_armed := %1$s;
                    IF NOT v_armed THEN
                        v_rows := (SELECT count(*) FROM (SELECT FROM %2$s LIMIT %3$d) x);
                        IF v_rows > 0 THEN
                %4$s
                %5$s
                        END IF;
                %6$s        RETURN NULL;
                    END IF;
                END IF;
                -- Several statements are open: keep the changes until the last one ends.
                %7$s;
                GET DIAGNOSTICS v_rows = ROW_COUNT;
                IF v_rows > 0 THEN
                %8$s
                END IF;
                %9$s%10$sRETURN NULL;
                """.formatted(
                        coalescing.isArmed(),
                        rows,
                        RefreshSets.MANY + 1,
                        Indent.by4(Indent.by4(Indent.by4(flush.takeAll().stripTrailing()))),
                        Indent.by4(Indent.by4(Indent.by4(ApplyText.changes(
                                        maintenance,
                                        sources.leavesOf(1 << source),
                                        ChangeSources.transitionTables(event),
                                        names.streamTable())
                                .stripTrailing()))),
                        Indent.by4(Indent.by4(last)),
                        log,
                        Indent.by4(coalescing.arm().stripTrailing()),
                        coalescing.applyWhenLast(),
                        last);
    }

    private String log(int source, Event event) {
        List<SourceColumn> columns = sources.columns().getOrDefault(oid(source), List.of());
        String into = columns.stream().map(c -> ", c" + c.number()).collect(Collectors.joining());
        String values = columns.stream().map(c -> ", r." + c.name().sql()).collect(Collectors.joining());
        SourceTable table = sources.sources().get(source);
        return "INSERT INTO " + names.pending(source).sql() + " (xid, w" + into
                + ")\nSELECT pg_catalog.pg_current_xact_id(), r."
                + ChangeSource.WEIGHT + values + "\nFROM (\n"
                + Indent.by4(ChangeSources.transitionTables(event).changes(table, columns)) + "\n) r";
    }

    /**
     * There are no rows to apply: the contents are computed anew, when the last open statement ends. TRUNCATE is one of them: it may also empty what
     * a stream table below reads, whose contents change before it is our turn.
     */
    private String truncate() {
        return Indent.by4(
                """
                %s%s%s%sRETURN NULL;
                """.formatted(coalescing.ends(), coalescing.decide(), coalescing.armForRebuild(), coalescing.settle()));
    }

    @Override
    public List<String> triggers() {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < sources.sources().size(); i++) {
            if (level(i) == Level.ROW) {
                statements.addAll(members().triggers(i, sources.sources().get(i)));
                continue;
            }
            String table = sources.sources().get(i).name().sql();
            for (Event event : Event.values()) {
                String lower = event.name().toLowerCase(Locale.ROOT);
                statements.add("CREATE TRIGGER " + TriggerNames.before(names.program(), lower) + " BEFORE " + event
                        + " ON " + table + " FOR EACH STATEMENT EXECUTE FUNCTION "
                        + names.immediateBegin().sql() + "()");
                statements.add("CREATE TRIGGER " + TriggerNames.after(names.program(), lower) + " AFTER " + event
                        + " ON " + table
                        + " REFERENCING " + TriggerNames.transitionTables(event)
                        + " FOR EACH STATEMENT EXECUTE FUNCTION "
                        + names.immediate(i, event).sql() + "()");
            }
            statements.add("CREATE TRIGGER " + TriggerNames.before(names.program(), "truncate") + " BEFORE TRUNCATE ON "
                    + table + " FOR EACH STATEMENT EXECUTE FUNCTION "
                    + names.immediateBegin().sql() + "()");
            statements.add("CREATE TRIGGER " + TriggerNames.after(names.program(), "truncate") + " AFTER TRUNCATE ON "
                    + table + " FOR EACH STATEMENT EXECUTE FUNCTION "
                    + names.immediateTruncate().sql() + "()");
        }
        sources.sources().stream()
                .filter(s -> s.kinship().level() == Level.ROW)
                .forEach(s -> statements.add(MemberTriggers.spread(s)));
        return statements;
    }
}
