/**
 * How each aggregate function is kept up to date within a group: which hidden state it needs, how signed rows change that state, and when
 * the group has to be read again.
 *
 * <p>In: the {@link dev.pgtrickle.dvm.algebra.AggregateCall}s of a query. Out: a {@link dev.pgtrickle.dvm.aggregate.GroupState}, from which package
 * {@code program} writes statements. One rule per class, each with its law. Start reading at {@link dev.pgtrickle.dvm.aggregate.AggregateRule}.
 */
@NullMarked
package dev.pgtrickle.dvm.aggregate;

import org.jspecify.annotations.NullMarked;
