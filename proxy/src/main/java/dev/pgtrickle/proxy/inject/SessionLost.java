package dev.pgtrickle.proxy.inject;

/** The client or the server is gone while an interception runs. */
final class SessionLost extends RuntimeException {

    private static final long serialVersionUID = 1;

    SessionLost() {
        super("the session has ended");
    }
}
