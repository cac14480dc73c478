/**
 * Mutation testing of the delta rules: every systematic mistake in a delta, or in the SQL that is emitted for it, must show up as a difference between
 * the states before and after random changes. Start reading at {@link dev.pgtrickle.dvm.mutation.DeltaMutationTest}.
 */
@NullMarked
package dev.pgtrickle.dvm.mutation;

import org.jspecify.annotations.NullMarked;
