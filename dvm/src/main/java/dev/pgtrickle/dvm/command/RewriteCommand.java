package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.statement.NameRewrite;
import java.util.Optional;

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
                found.ifPresent(StreamTable::requireOwner);
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
