package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.source.SourceTable;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Locks all sources of a stream table before any statement locks one of them, so that neither writers of several sources nor others who install
 * or drop stream tables over them deadlock with the session.
 */
final class SourceLocks {

    private final SqlSession session;

    SourceLocks(SqlSession session) {
        this.session = session;
    }

    /** Keeps writers out, as CREATE TRIGGER does. */
    void againstWriters(Collection<SourceTable> sources) {
        lock(sources.stream().map(s -> String.valueOf(s.oid())).toList(), "SHARE ROW EXCLUSIVE");
    }

    /** Keeps writers out of everything that a stream table and its intermediate results read. */
    void againstWriters(ObjectNames names) {
        List<Row> sources =
                session.query("""
                        SELECT DISTINCT d.source_relid::oid FROM pgtrickle.dependency d JOIN pgtrickle.stream_table t USING (pgt_id)
                        WHERE (t.pgt_id = $1::bigint OR t.intermediate_of = $1::bigint) AND d.columns IS NOT NULL
                        """, String.valueOf(names.streamTable())).rows();
        lock(sources.stream().map(r -> r.text(0)).toList(), "SHARE ROW EXCLUSIVE");
    }

    /**
     * Keeps everybody out, as dropping a trigger does: locks those sources whose triggers go with a stream table. Before them, as refreshes do,
     * its state: a refresh that waits for the state holds nothing yet.
     */
    void againstAll(ObjectNames names) {
        session.query(
                "SELECT FROM pgtrickle.stream_table_state WHERE pgt_id = $1::bigint FOR UPDATE",
                String.valueOf(names.streamTable()));
        List<Row> sources =
                session.query("""
                        SELECT d.source_relid::oid FROM pgtrickle.dependency d JOIN pgtrickle.stream_table t USING (pgt_id)
                        WHERE d.pgt_id = $1::bigint AND d.columns IS NOT NULL
                          AND EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = d.source_relid)
                          AND (t.refresh_mode = 'IMMEDIATE' OR NOT EXISTS (
                               SELECT FROM pgtrickle.dependency o
                               WHERE o.source_relid = d.source_relid AND o.columns IS NOT NULL AND o.pgt_id <> d.pgt_id))
                        """, String.valueOf(names.streamTable())).rows();
        lock(sources.stream().map(r -> r.text(0)).toList(), "ACCESS EXCLUSIVE");
    }

    private void lock(List<String> oids, String mode) {
        if (!oids.isEmpty()) {
            session.query(
                    "SELECT pgtrickle._lock_sources($1::oid[]::regclass[], $2)",
                    oids.stream().collect(Collectors.joining(",", "{", "}")),
                    mode);
        }
    }
}
