package dev.pgtrickle.proxy.session;

import dev.pgtrickle.wire.message.TransactionStatus;

/**
 * Sees from command tags and ReadyForQuery when a transaction has been committed that may have written.
 *
 * <p>A transaction can end without ReadyForQuery saying so: COMMIT AND CHAIN, and COMMIT within a query string or a pipeline. So a COMMIT
 * tag reports, and so does the status "idle" after writes without a block. The tag ROLLBACK may be that of ROLLBACK TO SAVEPOINT, after
 * which earlier writes may still be committed.
 */
final class CommitWatch {

    private final Runnable committed;
    private final Runnable schemaChanged;
    private boolean written;
    private boolean defined;
    /** Written before a ROLLBACK that may have been a ROLLBACK TO. */
    private boolean perhapsUndone;

    private boolean savepoints;
    private boolean failed;
    private boolean copyOut;

    /**
     * A watch over one session.
     *
     * @param committed is run once per committed transaction that may have written
     * @param schemaChanged is run before that, if it may have created or changed objects; perhaps also if it was rolled back
     */
    CommitWatch(Runnable committed, Runnable schemaChanged) {
        this.committed = committed;
        this.schemaChanged = schemaChanged;
    }

    /** A command is complete. */
    void completed(CommandTag tag) {
        switch (tag) {
            case READ, BEGIN, DISCARD_ALL, DEALLOCATE_ALL -> {}
            case WRITE -> written = true;
            case DEFINITION -> {
                written = true;
                defined = true;
            }
            case COPY -> {
                written |= !copyOut;
                copyOut = false;
            }
            case SAVEPOINT -> savepoints = true;
            case COMMIT -> transactionCommitted();
            case ROLLBACK -> {
                perhapsUndone |= written && savepoints;
                written = false;
            }
            case PREPARE_TRANSACTION -> transactionLost();
        }
    }

    /** The server begins to send copy data. */
    void copyingOut() {
        copyOut = true;
    }

    /** A statement has failed: without a block, all since the last end of a transaction is lost. */
    void failed() {
        failed = true;
        copyOut = false;
    }

    /** The server waits for the next request. */
    void ready(TransactionStatus status) {
        if (status == TransactionStatus.IDLE) {
            if (written && !failed) {
                tell();
            }
            transactionLost();
        } else {
            written |= perhapsUndone;
            perhapsUndone = false;
        }
        failed = false;
    }

    private void transactionCommitted() {
        if (written || perhapsUndone) {
            tell();
        }
        transactionLost();
    }

    private void tell() {
        if (defined) {
            schemaChanged.run();
        }
        committed.run();
    }

    private void transactionLost() {
        written = false;
        perhapsUndone = false;
        savepoints = false;
        defined = false;
    }
}
