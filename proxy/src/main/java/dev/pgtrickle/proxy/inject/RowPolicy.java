package dev.pgtrickle.proxy.inject;

/** What becomes of the rows of a statement. */
enum RowPolicy {
    /** The client gets them as they come. */
    FORWARD,
    /** Nobody gets them. */
    DROP,
    /** They are held back until it is known whether the client gets them; beyond a limit the client does get them as they come. */
    HOLD;

    /** The same, but nothing leaves before it is known whether it should. */
    RowPolicy held() {
        return this == FORWARD ? HOLD : this;
    }
}
