package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.Compiler;
import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.install.Definition;
import dev.pgtrickle.dvm.install.ImmediateUse;
import dev.pgtrickle.dvm.install.Installer;
import dev.pgtrickle.dvm.install.IntermediateUse;
import dev.pgtrickle.dvm.install.Schedule;
import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.statement.Dialect;
import dev.pgtrickle.dvm.statement.StreamCommand.Create;
import dev.pgtrickle.dvm.statement.StreamCommand.IfPresent;
import java.util.Optional;

/** Creates a stream table, or replaces one by another definition. */
final class CreateCommand {

    private final SqlSession session;

    CreateCommand(SqlSession session) {
        this.session = session;
    }

    Outcome run(Create command) {
        Definition definition = new Definition(
                command.name(),
                command.columns(),
                command.query(),
                command.options().mode().orElse(RequestedMode.AUTO),
                command.options().schedule(),
                command.options().intermediates().orElse(IntermediateUse.AUTO),
                command.options().immediate().orElse(ImmediateUse.AUTO),
                command.filled());
        try {
            return run(command, definition);
        } catch (SqlError e) {
            // Positions were those in the query's text.
            throw e.position() > 0 ? e.at(e.position() + command.queryStart()) : e;
        }
    }

    private Outcome run(Create command, Definition definition) {
        if (command.ifPresent() == IfPresent.SKIP && exists(definition)) {
            session.raise(
                    Notice.notice("relation \"" + definition.name().name().name() + "\" already exists, skipping"));
            return done(command, 0);
        }
        if (command.ifPresent() == IfPresent.REPLACE) {
            Optional<StreamTable> present = StreamTable.find(session, definition.name());
            if (present.isPresent()) {
                replace(command, present.get(), definition);
                return new Outcome.Done("CREATE STREAM TABLE");
            }
        }
        CompiledView view = new Compiler(session).compile(definition.query(), definition.mode(), definition.columns());
        Installer.Installed installed = new Installer(session).install(definition, view);
        new InstallationNotices(session, definition.name()).raise(view, installed.view());
        return done(command, installed.rows());
    }

    private boolean exists(Definition definition) {
        return session.query(
                        "SELECT pg_catalog.to_regclass($1) IS NOT NULL",
                        definition.name().sql())
                .single()
                .truth(0);
    }

    /** As the server does: SELECT and a number of rows for a filled materialized view. */
    private static Outcome done(Create command, long rows) {
        boolean counted = command.dialect() == Dialect.MATERIALIZED_VIEW && command.filled();
        return new Outcome.Done(
                counted ? "SELECT " + rows : "CREATE " + command.dialect().words());
    }

    private void replace(Create command, StreamTable present, Definition definition) {
        present.requireOwner();
        CompiledView view = new Compiler(session).compile(definition.query(), definition.mode(), definition.columns());
        boolean sameQuery = view.canonical().strip().equals(present.definingQuery())
                && definition.columns().isEmpty();
        boolean sameMode = definition.mode() == present.requestedMode()
                && view.mode() == present.mode()
                && definition.immediate() == present.immediate();
        if (sameQuery && sameMode) {
            if (command.options().hasSchedule()) {
                AlterCommand.setSchedule(session, present, definition.schedule().map(Schedule::text));
            }
            return;
        }
        CompiledView installed = new Installer(session).replace(present.names(), present.visible(), definition, view);
        new InstallationNotices(session, definition.name()).raise(view, installed);
    }
}
