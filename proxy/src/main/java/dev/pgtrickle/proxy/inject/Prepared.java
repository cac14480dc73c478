package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.coalesce.Need;
import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.wire.message.Parse;

/** A prepared statement of the client that concerns us. */
public sealed interface Prepared {

    /** One that is intercepted when it is executed. */
    sealed interface Intercepted extends Prepared {

        /**
         * Who deals with it.
         *
         * @return the interceptor that read it
         */
        Interceptor interceptor();
    }

    /** BEGIN: behind it, the server is asked to keep changes of stream tables for COMMIT. */
    record Begin() implements Prepared {}

    /**
     * A statement that may read what the changes that are kept change.
     *
     * @param need what the server has to do before it is bound
     */
    record Reader(Need need) implements Prepared {}

    /**
     * A command that we run; the server has a {@linkplain Placeholder placeholder} under its name.
     *
     * @param interceptor who read it
     * @param command what it read
     */
    record Command(Interceptor interceptor, Interception.Command command) implements Intercepted {}

    /**
     * A statement that the server runs and we complete.
     *
     * @param interceptor who read it
     * @param observe what it read
     * @param parse what the server was sent, to run it again
     */
    record Observed(Interceptor interceptor, Interception.Observe observe, Parse parse) implements Intercepted {

        /** Whether the client gets a command tag and no rows, whatever the server returns. */
        public boolean hidesRows() {
            return !observe.commandTag().isEmpty();
        }
    }
}
