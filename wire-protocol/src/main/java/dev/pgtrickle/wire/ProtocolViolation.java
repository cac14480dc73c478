package dev.pgtrickle.wire;

/** Bytes that are not what the protocol allows at this point; the connection cannot go on. */
public final class ProtocolViolation extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * A violation.
     *
     * @param message what was found and what would have been right
     */
    public ProtocolViolation(String message) {
        super(message);
    }
}
