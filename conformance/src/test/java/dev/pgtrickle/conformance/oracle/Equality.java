package dev.pgtrickle.conformance.oracle;

/** What it means for contents to be equal. */
public enum Equality {
    /** By text, digit by digit, and by SQL equality. */
    EXACT,
    /** By SQL equality only: for queries whose result may show any of several equal values. */
    SQL
}
