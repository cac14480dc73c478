package dev.pgtrickle.dvm.program;

/** Whether writers may append what they contribute instead of applying it. */
public sealed interface Appending {

    /**
     * They may.
     *
     * @param log where to
     */
    record Possible(GroupLog log) implements Appending {}

    /**
     * They may not.
     *
     * @param why a clause that completes "because"
     */
    record Impossible(String why) implements Appending {}
}
