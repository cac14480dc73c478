package dev.pgtrickle.proxy.inject;

/** The interception of one message of the client, from the first look to the last answer. Runs on a virtual thread. */
interface InterceptionRun {

    /**
     * Runs it.
     *
     * @param exchange the conversation with server and client
     * @throws SessionLost when one of them has gone
     */
    void run(Exchange exchange);
}
