package dev.pgtrickle.dvm.command;

/** Refreshes stream tables in sessions of the engine's own. */
@FunctionalInterface
public interface Refresher {

    /**
     * Brings a stream table up to date with everything that was committed before the call, and waits for it.
     *
     * @param streamTable its {@code pgt_id}
     * @throws dev.pgtrickle.dvm.session.SqlError when the refresh fails
     */
    void refresh(long streamTable);
}
