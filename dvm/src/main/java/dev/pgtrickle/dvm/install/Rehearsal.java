package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.program.Maintenance;
import dev.pgtrickle.dvm.program.Maintenances;
import dev.pgtrickle.dvm.program.ViewShape;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.understand.ShapeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out how a query would be stored and maintained, without doing it: nothing is captured or computed, no writer is kept out, and what has to
 * exist for a moment, so that the server can analyse the query over its parts, is rolled back.
 */
public final class Rehearsal {

    private static final String BEFORE = "pgtrickle_before_rehearsal";

    private final SqlSession session;
    private final Installer installer;

    /**
     * A rehearsal in the author's session.
     *
     * @param session the session, in a transaction
     */
    public Rehearsal(SqlSession session) {
        this.session = session;
        this.installer = new Installer(session);
    }

    /**
     * What would be stored, and how it would be maintained.
     *
     * @param name the relation that a part is read by; nothing for the query itself
     * @param query its query
     * @param view how it is maintained, over its parts
     * @param storage the statements that create its storage
     * @param populate the query that computes its contents, hidden columns included; empty in mode FULL
     * @param deltas the statements that apply changes, one for each source that changes alone; none in mode FULL
     */
    public record Scene(
            Optional<QualifiedName> name,
            String query,
            CompiledView view,
            List<String> storage,
            String populate,
            List<String> deltas) {}

    /**
     * Rehearses the installation of a query.
     *
     * @param view the compiled query
     * @param mode the mode that it was compiled for
     * @return its parts in the order in which they read each other, and the query itself at the end
     * @throws SqlError what would make the installation fail
     */
    public List<Scene> run(CompiledView view, RequestedMode mode) {
        List<Scene> scenes = new ArrayList<>();
        session.query("SAVEPOINT " + BEFORE);
        try {
            ObjectNames names = installer.newNames();
            Definition definition = new Definition(
                    names.intermediate(),
                    List.of(),
                    view.query(),
                    mode,
                    Optional.empty(),
                    IntermediateUse.AUTO,
                    ImmediateUse.AUTO,
                    true);
            CompiledView over = new IntermediateInstaller(session, new OutlinedParts(scenes), definition).install(view);
            scenes.add(scene(Optional.empty(), view.query(), over, names));
        } finally {
            session.query("ROLLBACK TO SAVEPOINT " + BEFORE);
            session.query("RELEASE SAVEPOINT " + BEFORE);
        }
        return scenes;
    }

    /** Parts that can be read for as long as the rehearsal takes. */
    private final class OutlinedParts implements PartStore {

        private final List<Scene> scenes;

        OutlinedParts(List<Scene> scenes) {
            this.scenes = scenes;
        }

        @Override
        public void prepare(List<SourceTable> sources) {
            // Nothing is computed, so writers may go on.
        }

        @Override
        public QualifiedName store(String query, CompiledView part, RequestedMode mode) {
            ObjectNames names = installer.newNames();
            installer.outline(names, query, part, mode);
            scenes.add(scene(Optional.of(names.intermediate()), query, part, names));
            return names.intermediate();
        }
    }

    private Scene scene(Optional<QualifiedName> name, String query, CompiledView view, ObjectNames names) {
        return view.shape()
                .map(shape -> {
                    Maintenance maintenance = maintenance(shape, names);
                    SourceChanges sources = SourceChanges.of(maintenance.input(), maintenance.capturedColumns());
                    return new Scene(
                            name,
                            query,
                            view,
                            maintenance.storage().create(),
                            maintenance.populate(),
                            DeltaText.bySource(view.mode(), sources, maintenance).stream()
                                    .map(DeltaText.Delta::text)
                                    .toList());
                })
                .orElseGet(() -> new Scene(
                        name,
                        query,
                        view,
                        InstallationPlan.of(session, names, view, Optional.empty())
                                .storage()
                                .create(),
                        "",
                        List.of()));
    }

    /** For people: sources are read under their own names, not through views of ours, which would follow a renaming. */
    private static Maintenance maintenance(ViewShape shape, ObjectNames names) {
        return Maintenances.plan(
                shape,
                names.storage(),
                new CurrentRows(SourceTable::name, shape.types()),
                s -> ShapeReader.neverNull(shape.input(), s));
    }
}
