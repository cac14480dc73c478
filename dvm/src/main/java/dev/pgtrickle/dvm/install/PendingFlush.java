package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.ChangeSources;
import dev.pgtrickle.dvm.program.GroupMaintenance;
import dev.pgtrickle.dvm.program.GroupSteps;
import dev.pgtrickle.dvm.program.Maintenance;
import dev.pgtrickle.dvm.program.SharedGroups;
import dev.pgtrickle.dvm.program.SteadyGroups;
import dev.pgtrickle.dvm.source.Kinship.Level;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the functions that apply what is pending of one program: {@code flush} does, {@code turn} takes what that needs before others are asked for theirs,
 * and {@code commit} is what COMMIT calls.
 *
 * <p>Who changed one source only, and not much, applies it beside others of his kind where {@link Rooms} and {@link SharedGroups} allow that; everybody else has the stream
 * table for himself.
 */
final class PendingFlush {

    private final ObjectNames names;
    private final long lock;
    private final FunctionText functions;
    private final SourceChanges sources;
    private final Coalescing coalescing;
    private final Optional<SharedGroups> shared;
    private final Rooms rooms;

    PendingFlush(
            ObjectNames names,
            long lock,
            FunctionText functions,
            SourceChanges sources,
            Coalescing coalescing,
            Optional<SharedGroups> shared) {
        this.names = names;
        this.lock = lock;
        this.functions = functions;
        this.sources = sources;
        this.coalescing = coalescing;
        this.shared = shared;
        this.rooms = new Rooms(names, sources.sources().size());
    }

    /** Creates the functions and what they lock. */
    List<String> objects(Maintenance maintenance) {
        List<String> statements = new ArrayList<>();
        if (shared.isPresent()) {
            statements.addAll(rooms.objects());
        }
        String entering = shared.isPresent() ? rooms.declarations() : "";
        String together = shared.isPresent() ? SharedText.DECLARATIONS : "";
        statements.addAll(functions.createPublic(
                names.flush(),
                "void",
                Coalescing.DECLARATIONS + ApplyText.DECLARATIONS + ApplyText.STEP_DECLARATIONS + entering + together,
                flush(maintenance)));
        statements.addAll(functions.createPublic(names.turn(), "void", "    v_rebuild boolean;\n" + entering, turn()));
        statements.addAll(functions
                .unpinned()
                .createTrigger(names.flushAtCommit(), "    v_context pg_catalog.text;\n", flushAtCommit()));
        return statements;
    }

    private long oid(int source) {
        return sources.sources().get(source).oid();
    }

    private boolean hasMembers() {
        return sources.sources().stream().anyMatch(s -> s.kinship().level() == Level.ROW);
    }

    /** Statements after which this transaction has the stream table for itself. */
    String takeAll() {
        return (shared.isPresent() ? rooms.takeAll() : "") + WriterTurns.take(lock);
    }

    /** Statements that take what applying needs, given {@code v_rebuild}. */
    private String enter() {
        return shared.isPresent() ? rooms.enter("v_rebuild", RefreshSets.MANY, takeAll()) : takeAll();
    }

    /** What has to be known of pending changes, from the row that says that there are any. */
    private List<String> facts() {
        List<String> facts = new ArrayList<>(List.of("rebuild"));
        shared.ifPresent(s -> facts.addAll(rooms.facts(RefreshSets.MANY)));
        return facts;
    }

    private String variables() {
        List<String> variables = new ArrayList<>(List.of("v_rebuild"));
        shared.ifPresent(s -> variables.addAll(rooms.variables()));
        return String.join(", ", variables);
    }

    private String flush(Maintenance maintenance) {
        Map<Long, QualifiedName> logs = new HashMap<>();
        IntStream.range(0, sources.sources().size()).forEach(i -> logs.put(oid(i), names.pending(i)));
        ChangeSource pending = ChangeSources.logged(logs, "b.xid = pg_current_xact_id()");
        int all = (1 << sources.sources().size()) - 1;
        String changes = IntStream.range(0, sources.sources().size())
                .mapToObj(i -> "SELECT FROM " + names.pending(i).sql() + " WHERE xid = pg_current_xact_id()")
                .collect(Collectors.joining(" UNION ALL ", "(", ") p"));
        return Indent.by4("""
                %sDELETE FROM %s WHERE xid = pg_current_xact_id_if_assigned()
                    RETURNING %s
                    INTO %s;
                IF NOT FOUND THEN
                    RETURN;
                END IF;
                %s%sIF v_rebuild%s THEN
                    PERFORM %s();%s
                ELSE
                    v_rows := (SELECT count(*) FROM (SELECT FROM %s LIMIT %d) x);
                %s
                END IF;
                %s""".formatted(
                        coalescing.forget(),
                        names.armed().sql(),
                        String.join(",\n        ", facts()),
                        variables(),
                        enter(),
                        together(maintenance, pending),
                        membersMoved(),
                        names.rebuild().sql(),
                        hasMembers() ? "\n    PERFORM pgtrickle._remember_sources(" + names.streamTable() + ");" : "",
                        changes,
                        RefreshSets.MANY + 1,
                        Indent.by4(ApplyText.changes(maintenance, sources.leavesOf(all), pending, names.streamTable())),
                        IntStream.range(0, sources.sources().size())
                                .mapToObj(this::clear)
                                .collect(Collectors.joining("\n", "", "\n"))));
    }

    private String clear(int source) {
        return "DELETE FROM " + names.pending(source).sql() + " WHERE xid = pg_current_xact_id();";
    }

    /** Applies the changes of the only source that changed beside others who do so, if this transaction is one of them, and returns. */
    private String together(Maintenance maintenance, ChangeSource pending) {
        if (shared.isEmpty() || !(maintenance instanceof GroupMaintenance groups)) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sources.sources().size(); i++) {
            Set<Integer> leaves = sources.leavesOf(1 << i);
            SteadyGroups steady = SteadyGroups.of(groups, leaves, pending);
            GroupSteps steps = GroupSteps.of(groups, leaves, pending).orElseThrow();
            text.append(i == 0 ? "IF" : "ELSIF").append(" v_only = ").append(i).append(" THEN\n");
            text.append(Indent.by4(SharedText.apply(steady, steps, shared.get(), "v_of_" + i, names.streamTable())));
            text.append('\n').append(Indent.by4(clear(i) + "\nRETURN;")).append('\n');
        }
        return text.append("END IF;\n").toString();
    }

    /** Takes what applying needs without applying anything, for who needs it of several and takes it in one order. */
    private String turn() {
        return Indent.by4("""
                SELECT %s
                INTO %s
                FROM %s WHERE xid = pg_current_xact_id_if_assigned();
                IF FOUND THEN
                %s
                END IF;
                """.formatted(
                        String.join(",\n    ", facts()),
                        variables(),
                        names.armed().sql(),
                        Indent.by4(enter().stripTrailing())));
    }

    private String flushAtCommit() {
        return Indent.by4("""
                IF ('0' OPERATOR(pg_catalog.||) coalesce(pg_catalog.current_setting('pgtrickle.open_%1$d', true), ''))::pg_catalog.int4 OPERATOR(pg_catalog.>) 0 THEN
                    PERFORM pgtrickle._refuse_open(%2$d, '%3$s');
                END IF;
                v_context := pg_catalog.set_config('pgtrickle.committing', 'yes', true);
                %4$s
                v_context := pg_catalog.set_config('pgtrickle.committing', '', true);
                RETURN NULL;
                """.formatted(
                        names.program(), names.streamTable(), names.armed().sql(), coalescing.applyAll()));
    }

    /** Partitions or children that came or went since the program was made, or in this transaction: there is more to apply than what was logged. */
    private String membersMoved() {
        if (!hasMembers()) {
            return "";
        }
        MemberTriggers members = new MemberTriggers(names, functions);
        return IntStream.range(0, sources.sources().size())
                .filter(i -> sources.sources().get(i).kinship().level() == Level.ROW)
                .mapToObj(i -> "\n    OR " + members.isGone(i, sources.sources().get(i)))
                .collect(
                        Collectors.joining("", "\n    OR pgtrickle._members_changed(" + names.streamTable() + ")", ""));
    }
}
