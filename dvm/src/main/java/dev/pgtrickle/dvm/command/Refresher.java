package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.session.SqlError;
import java.time.Duration;

/** Refreshes stream tables in sessions of the engine's own. */
@FunctionalInterface
public interface Refresher {

    /**
     * Begins to bring a stream table up to date with everything that was committed before the call.
     *
     * @param streamTable its {@code pgt_id}
     * @return the refresh that goes on
     */
    Ongoing start(long streamTable);

    /** A refresh that somebody waits for. */
    interface Ongoing {

        /**
         * Waits for the end.
         *
         * @param longest how long to wait
         * @return true when the refresh is done, false when it still goes on
         * @throws SqlError when it has failed
         */
        boolean await(Duration longest);

        /** Stops it and waits until it has stopped; the stream table stays as it was, or is refreshed if it was too late. */
        void cancel();
    }
}
