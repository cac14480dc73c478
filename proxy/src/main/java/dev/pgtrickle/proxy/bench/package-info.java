/**
 * Measurements that {@code pgtrickle bench} makes: always of both sides in one run, in several rounds, with medians.
 *
 * <p>In: a session and sizes. Out: a table. {@link dev.pgtrickle.proxy.bench.RefreshBench} measures refreshes and writes.
 */
@NullMarked
package dev.pgtrickle.proxy.bench;

import org.jspecify.annotations.NullMarked;
