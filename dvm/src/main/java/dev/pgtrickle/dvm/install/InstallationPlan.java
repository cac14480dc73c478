package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.ViewMode;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.program.Appending;
import dev.pgtrickle.dvm.program.GroupLog;
import dev.pgtrickle.dvm.program.GroupMaintenance;
import dev.pgtrickle.dvm.program.Maintenance;
import dev.pgtrickle.dvm.program.Maintenances;
import dev.pgtrickle.dvm.program.SharedGroups;
import dev.pgtrickle.dvm.program.Storage;
import dev.pgtrickle.dvm.program.Storage.Column;
import dev.pgtrickle.dvm.program.ViewShape;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.source.Kinship.Level;
import dev.pgtrickle.dvm.sql.Literal;
import dev.pgtrickle.dvm.understand.ShapeReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How a view is stored and maintained under given names.
 *
 * @param storage the layout of its table
 * @param populate the query that computes its contents
 * @param maintenance how changes are applied; nothing in mode FULL
 * @param appending whether writers append, in mode IMMEDIATE
 * @param shared how writers that do not may apply at the same time; nothing where they may not
 * @param sources its sources with ordinals; nothing where changes are not captured
 * @param functions how maintenance functions are written
 * @param rebuildFunctions how the function that recomputes is written
 * @param byQuery the query itself, where recomputing may leave it at its rows
 */
record InstallationPlan(
        Storage storage,
        String populate,
        Optional<Maintenance> maintenance,
        Appending appending,
        Optional<SharedGroups> shared,
        Optional<SourceChanges> sources,
        FunctionText functions,
        FunctionText rebuildFunctions,
        Optional<String> byQuery) {

    /** A statement with parameters is planned once per session, not anew for its first executions. */
    private static final String KEEP_PLANS = "force_generic_plan";

    private static final List<String> SETTINGS = List.of(
            "TimeZone",
            "DateStyle",
            "IntervalStyle",
            "extra_float_digits",
            "bytea_output",
            "lc_time",
            "lc_numeric",
            "lc_monetary",
            "timezone_abbreviations");

    /** Plans in the author's session, whose settings are the ones that maintenance pins; with a reason why writers are not to append, if there is one. */
    static InstallationPlan of(SqlSession session, ObjectNames names, CompiledView view, Optional<String> turns) {
        FunctionText bare =
                new FunctionText(Map.of("search_path", view.path().setting(), "plan_cache_mode", KEEP_PLANS));
        return view.shape()
                .map(shape -> maintained(
                        names,
                        shape,
                        view.readsSettings() ? withPinnedSettings(session, bare) : bare,
                        view.mode(),
                        turns))
                .orElseGet(() -> recomputed(names, view, bare, withPinnedSettings(session, bare)));
    }

    private static InstallationPlan recomputed(
            ObjectNames names, CompiledView view, FunctionText functions, FunctionText rebuildFunctions) {
        List<Column> columns = view.outputs().stream()
                .map(o -> Column.stored(o.name(), o.type()))
                .toList();
        Storage storage = new Storage(names.storage(), columns, List.of(), Storage.Reading.ROWS);
        String populate = query(names, columns);
        Optional<SourceChanges> sources =
                view.volatileInputs() ? Optional.empty() : Optional.of(SourceChanges.ofTables(view.sources()));
        return new InstallationPlan(
                storage,
                populate,
                Optional.empty(),
                new Appending.Impossible("contents are recomputed"),
                Optional.empty(),
                sources,
                functions,
                rebuildFunctions,
                Optional.empty());
    }

    private static InstallationPlan maintained(
            ObjectNames names, ViewShape shape, FunctionText functions, ViewMode mode, Optional<String> turns) {
        CurrentRows currentRows = new CurrentRows(SourceViews.names(names, shape.input()), shape.types());
        Predicate<Scalar> neverNull = s -> ShapeReader.neverNull(shape.input(), s);
        Appending appending = impossible(shape, mode, turns)
                .<Appending>map(Appending.Impossible::new)
                .orElseGet(() -> GroupLog.of(shape, names.storage(), names.log(), currentRows, neverNull));
        Optional<GroupLog> log = log(appending);
        Maintenance maintenance = log.map(GroupLog::maintenance)
                .or(() -> mode == ViewMode.IMMEDIATE
                        ? GroupMaintenance.ofSums(shape, names.storage(), currentRows, neverNull)
                        : Optional.empty())
                .orElseGet(() -> Maintenances.plan(shape, names.storage(), currentRows, neverNull));
        SourceChanges sources = SourceChanges.of(maintenance.input(), maintenance.capturedColumns());
        return new InstallationPlan(
                log.map(GroupLog::storage).orElseGet(maintenance::storage),
                maintenance.populate(),
                Optional.of(maintenance),
                appending,
                Optional.empty(),
                Optional.of(sources),
                functions,
                functions,
                Optional.empty());
    }

    private static String query(ObjectNames names, List<Column> columns) {
        return "SELECT " + columns.stream().map(c -> "p." + c.sql()).collect(Collectors.joining(", ")) + "\nFROM "
                + names.pin().sql() + " p";
    }

    /** The same for a stream table whose writers may apply at COMMIT, beside others if the query allows that. */
    InstallationPlan atCommit(CompiledView view) {
        Optional<SharedGroups> possible = view.mode() == ViewMode.IMMEDIATE
                        && log().isEmpty()
                        && view.shape().filter(InstallationPlan::areTables).isPresent()
                ? maintenance.flatMap(SharedGroups::of)
                : Optional.empty();
        return possible.map(groups -> new InstallationPlan(
                        storage.uniqueWith(groups.secondHash()),
                        populate,
                        maintenance,
                        appending,
                        possible,
                        sources,
                        functions,
                        rebuildFunctions,
                        byQuery))
                .orElse(this);
    }

    /** The same for a stream table that may be recomputed by its query, where that shows what maintenance would. */
    InstallationPlan byQuery(ObjectNames names, CompiledView view) {
        boolean possible = view.definite()
                && view.mode() == ViewMode.DIFFERENTIAL
                && storage.selection().isEmpty()
                && storage.overlay().isEmpty();
        return new InstallationPlan(
                storage,
                populate,
                maintenance,
                appending,
                shared,
                sources,
                functions,
                rebuildFunctions,
                possible ? Optional.of(query(names, storage.visible())) : Optional.empty());
    }

    private static Optional<String> impossible(ViewShape shape, ViewMode mode, Optional<String> turns) {
        if (mode != ViewMode.IMMEDIATE) {
            return Optional.of("changes are applied by refreshes");
        }
        if (turns.isPresent()) {
            return turns;
        }
        if (readsOurs(shape)) {
            return Optional.of("the writers of stream tables that others read take turns");
        }
        return shape.input().scans().stream().anyMatch(InstallationPlan::hasRelatives)
                ? Optional.of("partitions and children come and go")
                : Optional.empty();
    }

    private static boolean readsOurs(ViewShape shape) {
        return shape.input().scans().stream()
                .anyMatch(s -> ObjectNames.isOurs(s.table().name()));
    }

    /** Whether all sources are tables that statement triggers see all changes of. */
    private static boolean areTables(ViewShape shape) {
        return !readsOurs(shape) && shape.input().scans().stream().noneMatch(InstallationPlan::hasRelatives);
    }

    /** Where contributions are appended, if they are. */
    Optional<GroupLog> log() {
        return log(appending);
    }

    private static Optional<GroupLog> log(Appending appending) {
        return switch (appending) {
            case Appending.Possible possible -> Optional.of(possible.log());
            case Appending.Impossible impossible -> Optional.empty();
        };
    }

    /** Partitions and children come and go without a statement that could append what they contribute. */
    private static boolean hasRelatives(Relation.Scan scan) {
        return scan.table().kinship().level() == Level.ROW;
    }

    /** Settings that a stable function may read are those of the author, whoever runs the refresh. */
    private static FunctionText withPinnedSettings(SqlSession session, FunctionText functions) {
        Map<String, String> settings = new LinkedHashMap<>(functions.settings());
        for (String name : SETTINGS) {
            String value = session.query("SHOW " + name).single().text(0);
            settings.put(name, new Literal(value).sql());
        }
        return new FunctionText(settings);
    }
}
