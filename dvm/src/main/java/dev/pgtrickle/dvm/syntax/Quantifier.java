package dev.pgtrickle.dvm.syntax;

/** Whether duplicates stay: the word after a set operator, or before the arguments of an aggregate. */
public enum Quantifier {
    ALL,
    DISTINCT
}
