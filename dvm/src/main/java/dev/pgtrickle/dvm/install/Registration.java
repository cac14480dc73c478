package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.ViewMode;
import dev.pgtrickle.dvm.program.GroupLog;
import dev.pgtrickle.dvm.program.Storage.Overlay;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.understand.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the catalog says about a stream table. */
final class Registration {

    private final SqlSession session;
    private final ObjectNames names;
    private final String id;

    Registration(SqlSession session, ObjectNames names) {
        this.session = session;
        this.names = names;
        this.id = String.valueOf(names.streamTable());
    }

    /** A column of the catalog, the type that its value is cast to, and the value. */
    private record Entry(
            String column, String type, @Nullable String value) {}

    /** Registers a new one; a part with the id of the whole that it belongs to. */
    void insert(
            Definition definition,
            CompiledView view,
            InstallationPlan plan,
            VisibleQuery visible,
            Optional<ImmediateLayout> immediate,
            Optional<Long> root) {
        List<Entry> entries = new ArrayList<>(entries(definition, view, plan, visible, immediate));
        entries.add(new Entry("pgt_id", "bigint", id));
        entries.add(new Entry("view_relid", "regclass", definition.name().sql()));
        entries.add(
                new Entry("intermediate_of", "bigint", root.map(String::valueOf).orElse(null)));
        session.query(
                "INSERT INTO pgtrickle.stream_table (" + columns(entries) + ") VALUES (" + values(entries) + ")",
                parameters(entries));
        session.query("INSERT INTO pgtrickle.stream_table_state (pgt_id) VALUES ($1::bigint)", id);
        if (root.isEmpty()) {
            insertWriterLock(view);
        }
    }

    /** Registers the program that one has from now on. */
    void update(
            Definition definition,
            CompiledView view,
            InstallationPlan plan,
            VisibleQuery visible,
            Optional<ImmediateLayout> immediate) {
        List<Entry> entries = new ArrayList<>(entries(definition, view, plan, visible, immediate));
        String set = "UPDATE pgtrickle.stream_table SET (" + columns(entries) + ", updated_at) = (" + values(entries)
                + ", now()) WHERE pgt_id = $" + (entries.size() + 1) + "::bigint";
        entries.add(new Entry("pgt_id", "bigint", id));
        session.query(set, parameters(entries));
        session.query(
                "UPDATE pgtrickle.stream_table_state SET frontier = NULL, is_populated = false, visible_only = false, visible_ms = NULL, status = 'INITIALIZING' WHERE pgt_id = $1::bigint",
                id);
        session.query("DELETE FROM pgtrickle.writer_lock WHERE pgt_id = $1::bigint", id);
        insertWriterLock(view);
    }

    private void insertWriterLock(CompiledView view) {
        if (view.mode() == ViewMode.IMMEDIATE) {
            session.query("INSERT INTO pgtrickle.writer_lock (pgt_id) VALUES ($1::bigint)", id);
        }
    }

    private List<Entry> entries(
            Definition definition,
            CompiledView view,
            InstallationPlan plan,
            VisibleQuery visible,
            Optional<ImmediateLayout> immediate) {
        Optional<Overlay> overlay = plan.storage().overlay();
        return List.of(
                new Entry("program", "bigint", String.valueOf(names.program())),
                new Entry("storage_relid", "regclass", names.storage().sql()),
                new Entry("pin_relid", "regclass", names.pin().sql()),
                new Entry("original_query", "text", definition.query().strip()),
                new Entry("defining_query", "text", view.canonical().strip()),
                new Entry(
                        "search_path",
                        "text",
                        session.query("SHOW search_path").single().text(0)),
                new Entry("visible_query", "text", visible.filled()),
                new Entry("stored_query", "text", visible.stored().orElse(null)),
                new Entry(
                        "log_relid",
                        "regclass",
                        overlay.map(o -> o.table().sql()).orElse(null)),
                new Entry(
                        "layout",
                        "text",
                        immediate.map(ImmediateLayout::describe).orElse(null)),
                new Entry("requested_mode", "text", definition.mode().name()),
                new Entry("refresh_mode", "text", view.mode().name()),
                new Entry(
                        "mode_reason",
                        "text",
                        view.reason().map(Reason::sentence).orElse(null)),
                new Entry(
                        "schedule",
                        "text",
                        definition.schedule().map(Schedule::text).orElse(null)),
                new Entry("volatile_inputs", "boolean", String.valueOf(view.volatileInputs())),
                new Entry("operator_tree", "text", view.operatorTree()),
                new Entry("delta_query", "text", deltaQuery(view, plan)),
                new Entry("intermediates", "text", definition.intermediates().name()),
                new Entry("immediate", "text", definition.immediate().name()),
                new Entry("by_query", "boolean", String.valueOf(plan.byQuery().isPresent())),
                new Entry("reads_clock", "boolean", String.valueOf(view.readsClock())));
    }

    private @Nullable String deltaQuery(CompiledView view, InstallationPlan plan) {
        Optional<GroupLog> log = plan.log();
        return plan.sources()
                .flatMap(sources -> log.map(l -> DeltaText.of(names, sources, l))
                        .or(() -> plan.maintenance().map(m -> DeltaText.of(view.mode(), names, sources, m))))
                .orElse(null);
    }

    private static String columns(List<Entry> entries) {
        return entries.stream().map(Entry::column).collect(Collectors.joining(", "));
    }

    private static String values(List<Entry> entries) {
        return IntStream.range(0, entries.size())
                .mapToObj(i -> "$" + (i + 1) + "::" + entries.get(i).type())
                .collect(Collectors.joining(", "));
    }

    private static @Nullable String[] parameters(List<Entry> entries) {
        return entries.stream().map(Entry::value).toArray(String[]::new);
    }
}
