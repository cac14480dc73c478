package dev.pgtrickle.dvm.nodetree;

/**
 * A function that a query calls.
 *
 * @param oid its OID in {@code pg_proc}
 * @param role what it is called as
 */
public record FunctionUse(long oid, Role role) {

    /** What a function is called as. */
    public enum Role {
        /** By its name, or as a cast. */
        FUNCTION,
        /** As the implementation of an operator. */
        OPERATOR,
        /** As an aggregate, for groups. */
        AGGREGATE,
        /** With OVER: a window function, or an aggregate. */
        WINDOW_FUNCTION,
        /** As the handler of a sampling method. */
        SAMPLING_METHOD
    }
}
