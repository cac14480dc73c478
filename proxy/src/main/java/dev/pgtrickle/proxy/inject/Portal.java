package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.message.Bind;

/** A portal of a {@link Prepared} statement. */
public final class Portal {

    /** How far it is. */
    public enum State {
        NEW,
        EXECUTED
    }

    private final Prepared prepared;
    private final Bind bind;
    private State state = State.NEW;

    /**
     * A portal that has not been executed.
     *
     * @param prepared its statement
     * @param bind how it was made, to make it again
     */
    public Portal(Prepared prepared, Bind bind) {
        this.prepared = prepared;
        this.bind = bind;
    }

    /**
     * Its statement.
     *
     * @return the statement
     */
    public Prepared prepared() {
        return prepared;
    }

    /**
     * How it was made.
     *
     * @return the client's message
     */
    public Bind bind() {
        return bind;
    }

    /**
     * How far it is.
     *
     * @return the state
     */
    public State state() {
        return state;
    }

    /** Its statement has been run once; what is left of a limited result is the server's business. */
    public void executed() {
        state = State.EXECUTED;
    }
}
