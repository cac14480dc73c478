package dev.pgtrickle.proxy.inject;

/** A change of the prepared statements and portals that we know of; it holds once the server has confirmed it. */
public sealed interface NameChange {

    /**
     * A statement that concerns us is prepared.
     *
     * @param name its name
     * @param prepared what it is
     */
    record StatementDefined(String name, Prepared prepared) implements NameChange {}

    /**
     * A statement is closed, or another one takes its name.
     *
     * @param name its name
     */
    record StatementGone(String name) implements NameChange {}

    /**
     * A portal of a statement that concerns us is made.
     *
     * @param name its name
     * @param portal what it is
     */
    record PortalDefined(String name, Portal portal) implements NameChange {}

    /**
     * A portal is closed, or another one takes its name.
     *
     * @param name its name
     */
    record PortalGone(String name) implements NameChange {}
}
