package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.Compiler;
import dev.pgtrickle.dvm.install.AppendedUniqueness;
import dev.pgtrickle.dvm.install.Installer;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.statement.NameRewrite;
import java.util.Optional;
import java.util.Set;

/** Finds what the server gets for statements that may name a stream table. */
final class RewriteCommand {

    private final SqlSession session;

    RewriteCommand(SqlSession session) {
        this.session = session;
    }

    String rewrite(NameRewrite rewrite) {
        return switch (rewrite) {
            case NameRewrite.CreateIndex index -> {
                Optional<StreamTable> found = StreamTable.find(session, index.name());
                found.ifPresent(table -> {
                    table.requireOwner();
                    index.unique().ifPresent(columns -> requireKept(table, columns));
                });
                yield found.map(t -> replace(index.sql(), index.start(), index.end(), t.storage()))
                        .orElse(index.sql());
            }
            case NameRewrite.Comment comment ->
                StreamTable.find(session, comment.name()).isPresent()
                        ? replace(comment.sql(), comment.start(), comment.end(), "VIEW")
                        : comment.sql();
            case NameRewrite.Refused refused -> {
                refused.names().forEach(name -> refuse(refused.refusal(), name));
                yield refused.sql();
            }
        };
    }

    private void requireKept(StreamTable table, Set<Identifier> unique) {
        boolean appends = session.query(
                        "SELECT log_relid IS NOT NULL FROM pgtrickle.stream_table WHERE pgt_id = $1::bigint",
                        String.valueOf(table.id()))
                .single()
                .truth(0);
        if (!appends) {
            return;
        }
        String path = session.query("SHOW search_path").single().text(0);
        setPath(table.searchPath());
        CompiledView view = new Compiler(session)
                .compile(
                        table.currentQuery(session),
                        table.requestedMode(),
                        Installer.columnNames(session, table.visible()));
        setPath(path);
        view.shape().ifPresent(shape -> AppendedUniqueness.require(table.visible(), shape, unique));
    }

    private void setPath(String path) {
        session.query("SELECT pg_catalog.set_config('search_path', $1, true)", path);
    }

    private static String replace(String sql, int start, int end, String with) {
        return sql.substring(0, start) + with + sql.substring(end);
    }

    private void refuse(NameRewrite.Refusal refusal, QualifiedName name) {
        if (StreamTable.find(session, name).isEmpty()) {
            return;
        }
        String shown = name.name().name();
        throw switch (refusal) {
            case TRUNCATE ->
                SqlError.of(SqlState.WRONG_OBJECT_TYPE, "cannot change stream table \"" + shown + "\"")
                        .withDetail("A stream table is defined by a query and keeps itself up to date.")
                        .withHint("Change the tables that its query reads.");
            case DROP_VIEW ->
                SqlError.of(SqlState.WRONG_OBJECT_TYPE, "\"" + shown + "\" is not a view")
                        .withHint("Use DROP MATERIALIZED VIEW to remove a stream table.");
        };
    }
}
