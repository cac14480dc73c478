/**
 * The bench of Nexmark, an auction house: its tables, generated events, and its queries as far as SQL over tables can say them.
 *
 * <p>In: a number of events. Out: a suite. Start reading at {@link dev.pgtrickle.proxy.bench.nexmark.NexmarkSuite}.
 */
@NullMarked
package dev.pgtrickle.proxy.bench.nexmark;

import org.jspecify.annotations.NullMarked;
