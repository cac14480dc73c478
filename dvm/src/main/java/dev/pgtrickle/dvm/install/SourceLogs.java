package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.source.SourceTable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The logs of stream tables that another one reads. Readers capture changes of the storage, so as long as there is one, whoever appends to the log folds
 * it into the storage at once, and takes turns with others for that.
 *
 * <p>Everybody locks the log before the turn, and that before the storage.
 */
final class SourceLogs {

    private static final String TRIGGER = "pgtrickle_fold";

    private static final String LOGS = """
            SELECT t.program, t.pgt_id FROM pgtrickle.stream_table t
            WHERE t.log_relid IS NOT NULL AND t.storage_relid::oid IN (%s) ORDER BY t.pgt_id
            """;

    private final SqlSession session;

    SourceLogs(SqlSession session) {
        this.session = session;
    }

    /**
     * A log.
     *
     * @param names the objects of its stream table
     */
    record Log(ObjectNames names) {}

    /** Has the logs of those sources that are stream tables folded from now on whenever something is appended. */
    void foldAtOnce(List<SourceTable> sources) {
        String oids = sources.stream().map(s -> String.valueOf(s.oid())).collect(Collectors.joining(",", "{", "}"));
        for (Log log : logs("SELECT unnest($1::oid[])", oids)) {
            String table = log.names().log().sql();
            session.query("LOCK TABLE " + table + " IN SHARE ROW EXCLUSIVE MODE");
            session.query(
                    "UPDATE pgtrickle.writer_lock SET xid = pg_catalog.pg_current_xact_id() WHERE pgt_id = $1::bigint",
                    String.valueOf(log.names().streamTable()));
            session.query("CREATE OR REPLACE TRIGGER " + TRIGGER + " AFTER INSERT ON " + table
                    + " FOR EACH STATEMENT EXECUTE FUNCTION "
                    + log.names().foldAtOnce().sql() + "()");
            session.query("SELECT " + log.names().fold().sql() + "()");
        }
    }

    /** Locks the logs that a stream table is the only one to read, before anything else is locked. */
    List<Log> lockForRelease(ObjectNames reader) {
        List<Log> logs = logs("""
                SELECT d.source_relid::oid FROM pgtrickle.dependency d WHERE d.pgt_id = $1::bigint
                AND NOT EXISTS (SELECT FROM pgtrickle.dependency o WHERE o.source_relid = d.source_relid AND o.pgt_id <> d.pgt_id)
                """, String.valueOf(reader.streamTable()));
        logs.forEach(log -> session.query("LOCK TABLE " + log.names().log().sql() + " IN ACCESS EXCLUSIVE MODE"));
        return logs;
    }

    /** Lets writers append again without folding, where nobody reads the storage any more. */
    void release(List<Log> logs) {
        for (Log log : logs) {
            boolean read = session.query(
                            "SELECT EXISTS (SELECT FROM pgtrickle.dependency WHERE source_relid = $1::regclass)",
                            log.names().storage().sql())
                    .single()
                    .truth(0);
            if (!read) {
                session.query("DROP TRIGGER IF EXISTS " + TRIGGER + " ON "
                        + log.names().log().sql());
            }
        }
    }

    private List<Log> logs(String storages, String parameter) {
        return session.query(LOGS.formatted(storages), parameter).stream()
                .map(r -> new Log(new ObjectNames(r.number(0), r.number(1))))
                .toList();
    }
}
