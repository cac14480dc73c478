package dev.pgtrickle.dvm.install;

/** Writes what makes the writers of a stream table take turns until they commit. */
final class WriterTurns {

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
}
