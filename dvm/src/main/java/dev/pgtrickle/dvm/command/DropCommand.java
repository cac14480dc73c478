package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.install.Uninstaller;
import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.statement.Dialect;
import dev.pgtrickle.dvm.statement.StreamCommand.Dependents;
import dev.pgtrickle.dvm.statement.StreamCommand.Drop;
import dev.pgtrickle.dvm.statement.StreamCommand.IfAbsent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Drops stream tables, and leaves ordinary materialized views of the same statement to the server. */
final class DropCommand {

    private final SqlSession session;

    DropCommand(SqlSession session) {
        this.session = session;
    }

    Outcome run(Drop command) {
        List<StreamTable> ours = new ArrayList<>();
        List<QualifiedName> others = new ArrayList<>();
        for (QualifiedName name : command.names()) {
            Optional<StreamTable> found = StreamTable.find(session, name);
            found.ifPresentOrElse(ours::add, () -> others.add(name));
        }
        if (command.dialect() == Dialect.STREAM_TABLE) {
            others.forEach(name -> absent(command, name));
        } else if (ours.isEmpty()) {
            return new Outcome.Relay(command.sql());
        }
        Set<Long> dropped = new LinkedHashSet<>();
        for (StreamTable table : ours) {
            drop(table, command.dependents(), dropped);
        }
        if (command.dialect() == Dialect.MATERIALIZED_VIEW && !others.isEmpty()) {
            session.query("DROP MATERIALIZED VIEW " + (command.ifAbsent() == IfAbsent.SKIP ? "IF EXISTS " : "")
                    + others.stream().map(QualifiedName::sql).collect(Collectors.joining(", ")) + " "
                    + command.dependents());
        }
        return new Outcome.Done("DROP " + command.dialect().words());
    }

    private void absent(Drop command, QualifiedName name) {
        boolean exists = session.query("SELECT pg_catalog.to_regclass($1) IS NOT NULL", name.sql())
                .single()
                .truth(0);
        if (command.ifAbsent() == IfAbsent.FAIL || exists) {
            StreamTable.get(session, name);
        }
        session.raise(Notice.notice("stream table \"" + name.name().name() + "\" does not exist, skipping"));
    }

    /** Drops a stream table; with CASCADE, first the stream tables over it, which the server only knows as views. */
    private void drop(StreamTable table, Dependents dependents, Set<Long> dropped) {
        if (!dropped.add(table.id())) {
            return;
        }
        table.requireOwner();
        if (dependents == Dependents.CASCADE) {
            for (long dependent : Uninstaller.dependents(session, table.names())) {
                StreamTable.find(session, dependent).ifPresent(d -> drop(d, dependents, dropped));
            }
        }
        new Uninstaller(session).uninstall(table.names(), table.visible(), dependents.name());
    }
}
