/**
 * Whether a stream table holds what its query returns, for the demo and the benches.
 *
 * <p>In: a stream table and a query. Out: how many rows differ. Start reading at {@link dev.pgtrickle.proxy.check.EqualityCheck}.
 */
@NullMarked
package dev.pgtrickle.proxy.check;

import org.jspecify.annotations.NullMarked;
