package dev.pgtrickle.dvm.install;

/** Whether parts of a query may be stored as intermediate results. */
public enum IntermediateUse {
    /** Where the planner finds that it saves work. */
    AUTO,
    /** Only where there is no other way: for recursions below other operators. */
    OFF
}
