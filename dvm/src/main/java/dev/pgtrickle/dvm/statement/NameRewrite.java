package dev.pgtrickle.dvm.statement;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A command of the server that needs a look when it names a stream table. */
public sealed interface NameRewrite extends Interception.Rewrite {

    /**
     * The statement as it was written.
     *
     * @return its text
     */
    String sql();

    /**
     * {@code CREATE INDEX .. ON name ..}: on a stream table, the index belongs on its storage.
     *
     * @param sql the statement
     * @param name the relation
     * @param start where its name starts, in chars from 0
     * @param end where its name ends
     * @param unique for a unique index, the columns that it has as they are, and not in expressions; nothing for another one
     */
    record CreateIndex(String sql, QualifiedName name, int start, int end, Optional<Set<Identifier>> unique)
            implements NameRewrite {}

    /**
     * {@code COMMENT ON MATERIALIZED VIEW name ..}: a stream table is a view to the server.
     *
     * @param sql the statement
     * @param name the relation
     * @param start where the words for its kind start, in chars from 0
     * @param end where they end
     */
    record Comment(String sql, QualifiedName name, int start, int end) implements NameRewrite {}

    /**
     * {@code TRUNCATE name, ..} or {@code DROP VIEW name, ..}: not for stream tables.
     *
     * @param sql the statement
     * @param names the relations
     * @param refusal what it is that is refused
     */
    record Refused(String sql, List<QualifiedName> names, Refusal refusal) implements NameRewrite {}

    /** What is refused for a stream table. */
    enum Refusal {
        TRUNCATE,
        DROP_VIEW
    }
}
