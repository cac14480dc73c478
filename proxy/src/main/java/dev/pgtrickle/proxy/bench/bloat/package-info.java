/**
 * Measuring what an IMMEDIATE stream table that writers append to becomes over time. In: a database and how long to write. Out: a line per interval. Start
 * reading at {@link dev.pgtrickle.proxy.bench.bloat.BloatBench}.
 */
@NullMarked
package dev.pgtrickle.proxy.bench.bloat;

import org.jspecify.annotations.NullMarked;
