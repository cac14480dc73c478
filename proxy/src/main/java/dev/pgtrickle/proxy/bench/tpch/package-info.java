/** The bench of TPC-H: its changes, and the suite of its 22 queries, in {@link dev.pgtrickle.proxy.bench.tpch.TpchSuite}. */
@NullMarked
package dev.pgtrickle.proxy.bench.tpch;

import org.jspecify.annotations.NullMarked;
