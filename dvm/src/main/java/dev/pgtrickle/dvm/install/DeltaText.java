package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.compile.ViewMode;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.program.ChangeSources;
import dev.pgtrickle.dvm.program.ChangeSources.Event;
import dev.pgtrickle.dvm.program.GroupLog;
import dev.pgtrickle.dvm.program.Maintenance;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements that apply changes, as {@code explain_st} shows them: one for each source that changes alone. */
final class DeltaText {

    private DeltaText() {}

    /**
     * The statement for one source.
     *
     * @param source the source that changes
     * @param sql the statement
     */
    record Delta(QualifiedName source, String sql) {

        String text() {
            return "-- when " + source.sql() + " changes\n" + sql + ";";
        }
    }

    static String of(ViewMode mode, ObjectNames names, SourceChanges sources, Maintenance maintenance) {
        return bySource(mode, sources, maintenance).stream()
                .map(Delta::text)
                .collect(Collectors.joining(
                        "\n\n", "", "\n-- stored in " + names.storage().sql()));
    }

    /** What is appended, how it is merged by readers, and how it is folded. */
    static String of(ObjectNames names, SourceChanges sources, GroupLog log) {
        String append =
                new Delta(sources.sources().getFirst().name(), log.append(sources.leavesOf(1), Event.UPDATE, 0)).text();
        return append + "\n\n-- to fold the log\n" + log.fold().sql() + ";\n-- stored in "
                + names.storage().sql();
    }

    static List<Delta> bySource(ViewMode mode, SourceChanges sources, Maintenance maintenance) {
        ChangeSource source = mode == ViewMode.IMMEDIATE
                ? ChangeSources.transitionTables(Event.UPDATE)
                : (table, columns) -> ChangeSources.buffers(
                                Map.of(
                                        table.oid(),
                                        QualifiedName.of(
                                                "pgtrickle_changes",
                                                "changes_of_"
                                                        + table.name().name().name())),
                                RefreshProgram.WINDOW,
                                new ChangeSources.Amount.Few())
                        .changes(table, columns);
        return IntStream.range(0, sources.sources().size())
                .mapToObj(i -> new Delta(
                        sources.sources().get(i).name(),
                        maintenance.apply(sources.leavesOf(1 << i), source).sql()))
                .toList();
    }
}
