package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.Compiler;
import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.install.Definition;
import dev.pgtrickle.dvm.install.ImmediateUse;
import dev.pgtrickle.dvm.install.Installer;
import dev.pgtrickle.dvm.install.IntermediateUse;
import dev.pgtrickle.dvm.install.OwnerChange;
import dev.pgtrickle.dvm.install.Schedule;
import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.statement.Dialect;
import dev.pgtrickle.dvm.statement.Options;
import dev.pgtrickle.dvm.statement.Options.Option;
import dev.pgtrickle.dvm.statement.StreamCommand.Action;
import dev.pgtrickle.dvm.statement.StreamCommand.Alter;
import dev.pgtrickle.dvm.statement.StreamCommand.IfAbsent;
import java.util.List;
import java.util.Optional;

/** Alters a stream table: its options, its query, its owner, or what the server knows of the visible relation. */
final class AlterCommand {

    private final SqlSession session;

    AlterCommand(SqlSession session) {
        this.session = session;
    }

    Outcome run(Alter command) {
        Optional<StreamTable> found = StreamTable.find(session, command.name());
        if (found.isEmpty()) {
            return absent(command);
        }
        StreamTable table = found.get();
        table.requireOwner();
        switch (command.action()) {
            case Action.SetOptions set -> setOptions(table, set.options());
            case Action.SetQuery set -> setQuery(table, set);
            case Action.Native clause -> session.query("ALTER VIEW " + table.visible() + " " + clause.clause());
            case Action.Owner owner -> new OwnerChange(session).apply(table.names(), table.visible(), owner.role());
        }
        return new Outcome.Done("ALTER " + command.dialect().words());
    }

    private Outcome absent(Alter command) {
        boolean ours = command.dialect() == Dialect.STREAM_TABLE || command.action() instanceof Action.SetOptions;
        if (!ours) {
            return new Outcome.Relay(command.sql());
        }
        if (command.ifAbsent() == IfAbsent.FAIL) {
            StreamTable.get(session, command.name());
        }
        session.raise(Notice.notice("stream table \"" + command.name().name().name() + "\" does not exist, skipping"));
        return new Outcome.Done("ALTER " + command.dialect().words());
    }

    void setOptions(StreamTable table, Options options) {
        for (Option option : options.values().keySet()) {
            if (option == Option.STREAM || option == Option.INITIALIZE) {
                throw SqlError.of(
                        SqlState.INVALID_PARAMETER_VALUE,
                        "option \"" + option.spelling() + "\" cannot be changed after a stream table was created");
            }
        }
        if (options.hasSchedule()) {
            setSchedule(session, table, options.schedule().map(Schedule::text));
        }
        RequestedMode mode = options.mode().orElse(table.requestedMode());
        IntermediateUse intermediates = options.intermediates().orElse(table.intermediates());
        ImmediateUse immediate = options.immediate().orElse(table.immediate());
        if (mode != table.requestedMode() || intermediates != table.intermediates() || immediate != table.immediate()) {
            replace(table, table.originalQuery(), mode, intermediates, immediate);
        }
    }

    static void setSchedule(SqlSession session, StreamTable table, Optional<String> schedule) {
        session.query(
                "UPDATE pgtrickle.stream_table SET schedule = $2, updated_at = now() WHERE pgt_id = $1::bigint",
                String.valueOf(table.id()),
                schedule.orElse(null));
    }

    void setQuery(StreamTable table, Action.SetQuery set) {
        try {
            replace(table, set.query(), table.requestedMode(), table.intermediates(), table.immediate());
        } catch (SqlError e) {
            throw e.position() > 0 ? e.at(e.position() + set.queryStart()) : e;
        }
    }

    /** Builds the stream table anew from the query that the server keeps, in which renamed relations and columns have their new names. */
    void rebuildFromPin(StreamTable table) {
        setPath(table.searchPath());
        String query = table.currentQuery(session);
        Definition definition = new Definition(
                QualifiedName.parse(table.visible()),
                List.of(),
                query,
                table.requestedMode(),
                table.schedule().flatMap(Schedule::parse),
                table.intermediates(),
                table.immediate(),
                table.populated());
        CompiledView view = new Compiler(session)
                .compile(query, table.requestedMode(), Installer.columnNames(session, table.visible()));
        new Installer(session).replace(table.names(), table.visible(), definition, view);
    }

    /** Builds the stream table anew behind its visible relation. An old query is read under the search_path of its author. */
    private void replace(
            StreamTable table,
            String query,
            RequestedMode mode,
            IntermediateUse intermediates,
            ImmediateUse immediate) {
        boolean sameQuery = query.equals(table.originalQuery());
        String path = session.query("SHOW search_path").single().text(0);
        if (sameQuery) {
            setPath(table.searchPath());
        }
        Definition definition = new Definition(
                QualifiedName.parse(table.visible()),
                List.of(),
                query,
                mode,
                table.schedule().flatMap(Schedule::parse),
                intermediates,
                immediate,
                table.populated());
        CompiledView view = new Compiler(session).compile(query, mode, visibleColumns(table, sameQuery));
        CompiledView installed = new Installer(session).replace(table.names(), table.visible(), definition, view);
        if (sameQuery) {
            setPath(path);
        }
        new InstallationNotices(session, definition.name()).raise(view, installed);
    }

    private void setPath(String path) {
        session.query("SELECT pg_catalog.set_config('search_path', $1, true)", path);
    }

    /** With the query unchanged, the columns keep the names that they were given when the stream table was created. */
    private List<dev.pgtrickle.dvm.sql.Identifier> visibleColumns(StreamTable table, boolean sameQuery) {
        return sameQuery ? Installer.columnNames(session, table.visible()) : List.of();
    }
}
