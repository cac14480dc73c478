package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.Scalar;

/**
 * A column of a SELECT list.
 *
 * @param name its name, already quoted if need be
 * @param expression what it shows
 */
public record Item(String name, Scalar expression) {}
