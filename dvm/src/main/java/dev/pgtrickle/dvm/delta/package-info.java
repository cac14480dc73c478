/**
 * Differentiation: from a relational tree and the set of scans whose tables changed to the Z-set of changed result rows.
 *
 * <p>In: a {@link dev.pgtrickle.dvm.algebra.Relation} without aggregates. Out: a {@link dev.pgtrickle.dvm.delta.Delta}, an expression over current
 * states of relations and changes of scans, that never needs an old state. The laws stand at the rules: {@link dev.pgtrickle.dvm.delta.LinearRule},
 * {@link dev.pgtrickle.dvm.delta.InclusionExclusion} and {@link dev.pgtrickle.dvm.delta.NestedPrefix}. Start reading at
 * {@link dev.pgtrickle.dvm.delta.Differentiator}.
 */
@NullMarked
package dev.pgtrickle.dvm.delta;

import org.jspecify.annotations.NullMarked;
