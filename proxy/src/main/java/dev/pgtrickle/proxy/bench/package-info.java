/**
 * Measuring what the proxy costs.
 *
 * <p>In: two ways to the same database. Out: a report. Start reading at {@link dev.pgtrickle.proxy.bench.ProxyOverheadBench}.
 */
@NullMarked
package dev.pgtrickle.proxy.bench;

import org.jspecify.annotations.NullMarked;
