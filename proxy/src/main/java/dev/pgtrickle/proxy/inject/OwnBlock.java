package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.ReportField;
import dev.pgtrickle.wire.message.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * A transaction block around engine code, where the client has none.
 *
 * <p>The implicit transaction of extended messages is not a block: LOCK TABLE and DECLARE CURSOR are refused in it, before PostgreSQL 18
 * always and since then for the first statement, and CALL may commit in it. BEGIN turns it into a block without ending it: what ran since
 * the last Sync stays part of the transaction.
 */
final class OwnBlock {

    private final Exchange exchange;
    private boolean open;

    OwnBlock(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Begins the block, unless it has begun. */
    void open() {
        if (!open) {
            exchange.query("BEGIN");
            open = true;
        }
    }

    /**
     * Commits, if the block has begun.
     *
     * @return why it failed, or null; after a failure the server skips, and the transaction has ended
     */
    @Nullable
    Report commit() {
        if (!open) {
            return null;
        }
        open = false;
        exchange.committing();
        try {
            exchange.query("COMMIT");
            return null;
        } catch (StatementFailed e) {
            return e.report().with(ReportField.POSITION, null);
        }
    }

    /**
     * Ends a transaction that has failed, and the skipping with it.
     *
     * @return the status after that
     */
    TransactionStatus rollBack() {
        TransactionStatus status = exchange.sync().status();
        if (open && status != TransactionStatus.IDLE) {
            exchange.query("ROLLBACK");
            status = exchange.sync().status();
        }
        open = false;
        return status;
    }

    /** Whether the block has begun and has not ended. */
    boolean isOpen() {
        return open;
    }
}
