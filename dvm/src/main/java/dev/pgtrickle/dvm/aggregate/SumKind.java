package dev.pgtrickle.dvm.aggregate;

/** What is made of a sum. */
enum SumKind {
    SUM,
    AVERAGE
}
