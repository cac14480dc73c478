package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.message.BackendMessage;
import dev.pgtrickle.wire.message.BackendSignal;
import dev.pgtrickle.wire.message.CommandComplete;
import dev.pgtrickle.wire.message.Report;

/** How the run of a statement has ended. */
sealed interface Reply {

    /**
     * What tells the client that it has come to its end.
     *
     * @return the end
     * @throws StatementFailed when it has failed
     */
    default Ended ended() {
        return switch (this) {
            case Ended ended -> ended;
            case Failed failed -> throw new StatementFailed(failed.report());
        };
    }

    /**
     * It has come to an end, or to its row limit.
     *
     * @param message CommandComplete, EmptyQueryResponse or PortalSuspended
     */
    record Ended(BackendMessage message) implements Reply {

        static final Ended EMPTY = new Ended(BackendSignal.EMPTY_QUERY_RESPONSE);
        static final Ended SUSPENDED = new Ended(BackendSignal.PORTAL_SUSPENDED);

        /** The same with another command tag, unless that is empty. */
        Ended tagged(String tag) {
            return tag.isEmpty() ? this : new Ended(new CommandComplete(tag));
        }
    }

    /**
     * It has failed; the server skips until the next Sync.
     *
     * @param report the server's error
     */
    record Failed(Report report) implements Reply {}
}
