package dev.pgtrickle.wire.response;

/** A request that has not been answered; whoever uses the {@link ResponseQueue} attaches what it needs to know when it is. */
public interface Expected {

    /**
     * What the request is.
     *
     * @return its kind
     */
    Kind kind();

    /**
     * On whose behalf it is.
     *
     * @return its owner
     */
    Owner owner();
}
