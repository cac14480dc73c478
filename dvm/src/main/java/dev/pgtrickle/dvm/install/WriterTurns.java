package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.session.SqlSession;
import java.util.List;

/** What makes the writers of a stream table, and of its parts, take turns until they commit. */
public final class WriterTurns {

    private WriterTurns() {}

    /**
     * Takes the turn, once per transaction: later calls find their own number and write nothing. Under READ COMMITTED the next one computes from the
     * committed state; with an older snapshot it fails with 40001. A transaction whose snapshot is older than the stream table sees no row to lock,
     * and no storage either.
     *
     * @param streamTable the id of the stream table
     * @return PL/pgSQL statements
     */
    static String take(long streamTable) {
        String id = String.valueOf(streamTable);
        return """
               UPDATE pgtrickle.writer_lock SET xid = pg_current_xact_id() WHERE pgt_id = %s AND xid IS DISTINCT FROM pg_current_xact_id();
               IF NOT FOUND AND NOT EXISTS (SELECT FROM pgtrickle.writer_lock WHERE pgt_id = %s) THEN
                   RAISE EXCEPTION 'could not serialize access: a stream table was created or rebuilt after the snapshot of this transaction'
                       USING ERRCODE = '40001';
               END IF;
               """.formatted(id, id);
    }

    /**
     * Takes the turn in a session, in place of a writer; with a snapshot that is older than the turn of another one, the server refuses that with 40001.
     *
     * @param session whose transaction takes it
     * @param streamTable the id of the stream table, or of a part of it, which has the turns of the whole
     */
    public static void takeNow(SqlSession session, long streamTable) {
        takeRooms(session, streamTable);
        session.query("""
                UPDATE pgtrickle.writer_lock SET xid = pg_catalog.pg_current_xact_id()
                WHERE pgt_id = (SELECT coalesce(intermediate_of, pgt_id) FROM pgtrickle.stream_table WHERE pgt_id = $1::bigint)
                """, String.valueOf(streamTable));
    }

    private static void takeRooms(SqlSession session, long streamTable) {
        List<String> tables = session.query("""
                        SELECT c.oid::regclass FROM pgtrickle.stream_table t
                        JOIN pg_catalog.pg_class c ON c.relnamespace = 'pgtrickle_store'::regnamespace
                            AND c.relname ~ ('^(room|marks)_' || t.program || '(_|$)') AND c.relkind = 'r'
                        WHERE t.pgt_id = $1::bigint ORDER BY c.relname DESC
                        """, String.valueOf(streamTable)).stream()
                .map(r -> r.text(0))
                .toList();
        if (!tables.isEmpty()) {
            List<String> rooms = tables.subList(0, tables.size() - 1).reversed();
            rooms.forEach(room -> session.query("LOCK TABLE " + room + " IN SHARE ROW EXCLUSIVE MODE"));
            session.query("UPDATE " + tables.getLast() + " SET xid = pg_catalog.pg_current_xact_id()");
        }
    }
}
