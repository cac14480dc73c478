package dev.pgtrickle.dvm.refresh;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import java.util.HashMap;
import java.util.Map;

/**
 * One attempt to refresh one stream table, in a REPEATABLE READ transaction that begins with it and that the caller ends.
 *
 * <p>Law: with S_old the persisted frontier and S_new this transaction's snapshot, exactly the changes visible in S_new and not in S_old are
 * applied, other tables are read at S_new, and S_new is persisted, all in this transaction. So no change is lost or applied twice, whatever
 * transactions are open and whenever a process dies. What the transaction itself wrote before, by refreshing stream tables that this one reads,
 * belongs to S_new.
 *
 * <p>A frontier from another cluster, database or timeline means nothing here, and neither do changes of a source whose triggers were off or
 * that became something else: then the contents are recomputed, and it is said why.
 *
 * <p>First it only looks, which takes no lock, and so no transaction number, which would look like a write of somebody's to the scheduler. Locks are
 * taken from above: the stream table's before those of the ones it reads. Intermediate results have none: whoever changes one has the lock of the
 * stream table that they belong to.
 */
public final class RefreshTransaction {

    private final StreamTableRefresh wanted;

    /** One that two others read is refreshed once. */
    private final Map<Long, StreamTableRefresh> all = new HashMap<>();

    /**
     * An attempt.
     *
     * @param session a session that is in no transaction and takes several statements at once
     * @param id the stream table's {@code pgt_id}
     * @param initiator who wants it
     */
    public RefreshTransaction(SqlSession session, long id, Initiator initiator) {
        this.wanted = new StreamTableRefresh(session, id, initiator, all);
        all.put(id, wanted);
    }

    /**
     * Refreshes the stream table.
     *
     * @return what was done
     * @throws SqlError when it fails; 40001 and 40P01 are worth another attempt
     */
    public RefreshResult run() {
        wanted.begin();
        return wanted.run();
    }

    /**
     * Whether there is something to commit.
     *
     * @return true when this stream table, or one that it reads, was changed
     */
    public boolean wrote() {
        return all.values().stream().anyMatch(StreamTableRefresh::wrote);
    }
}
