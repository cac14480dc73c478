package dev.pgtrickle.dvm.mutation;

import dev.pgtrickle.dvm.delta.Delta;

/**
 * A delta with one mistake in it.
 *
 * @param mistake what was done to which part
 * @param delta the wrong delta
 */
record Mutant(String mistake, Delta delta) {}
