package dev.pgtrickle.wire.response;

/** On whose behalf a request is, and so what becomes of its answer. */
public enum Owner {
    /** The client sent it and gets the answer. */
    CLIENT,
    /** We sent it; the client does not see the answer as it stands. */
    INJECTED,
    /** The client sent it, the server never sees it, and we answer when its turn comes. */
    SYNTHETIC
}
