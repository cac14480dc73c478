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

    /** Has the logs of those sources that are stream tables folded from now on whenever something is appended. */
    void foldAtOnce(List<SourceTable> sources) {
        String oids = sources.stream().map(s -> String.valueOf(s.oid())).collect(Collectors.joining(",", "{", "}"));
        for (ObjectNames table : logs("SELECT unnest($1::oid[])", oids)) {
            String log = table.log().sql();
            session.query("LOCK TABLE " + log + " IN SHARE ROW EXCLUSIVE MODE");
            WriterTurns.takeNow(session, table.streamTable());
            session.query("CREATE OR REPLACE TRIGGER " + TRIGGER + " AFTER INSERT ON " + log
                    + " FOR EACH STATEMENT EXECUTE FUNCTION "
                    + table.foldAtOnce().sql() + "()");
            session.query("SELECT " + table.fold().sql() + "()");
        }
    }

    /**
     * Locks the logs that a stream table is the only one to read, before anything else is locked.
     *
     * @return the stream tables that the logs belong to
     */
    List<ObjectNames> lockForRelease(ObjectNames reader) {
        List<ObjectNames> read = logs("""
                SELECT d.source_relid::oid FROM pgtrickle.dependency d WHERE d.pgt_id = $1::bigint
                AND NOT EXISTS (SELECT FROM pgtrickle.dependency o WHERE o.source_relid = d.source_relid AND o.pgt_id <> d.pgt_id)
                """, String.valueOf(reader.streamTable()));
        read.forEach(table -> session.query("LOCK TABLE " + table.log().sql() + " IN ACCESS EXCLUSIVE MODE"));
        return read;
    }

    /** Lets writers append again without folding, where nobody reads the storage any more. */
    void release(List<ObjectNames> tables) {
        for (ObjectNames table : tables) {
            boolean read = session.query(
                            "SELECT EXISTS (SELECT FROM pgtrickle.dependency WHERE source_relid = $1::regclass)",
                            table.storage().sql())
                    .single()
                    .truth(0);
            if (!read) {
                session.query("DROP TRIGGER IF EXISTS " + TRIGGER + " ON "
                        + table.log().sql());
            }
        }
    }

    /** The stream tables with a log that are stored in some relations. */
    private List<ObjectNames> logs(String storages, String parameter) {
        return session.query(LOGS.formatted(storages), parameter).stream()
                .map(r -> new ObjectNames(r.number(0), r.number(1)))
                .toList();
    }
}
