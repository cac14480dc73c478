/**
 * TPC-H for the demo, the benches and the tests: its tables, generated data, orders to add, and its queries.
 *
 * <p>In: a connection and a scale. Out: filled tables, and texts of queries. Start reading at {@link dev.pgtrickle.proxy.tpch.TpchLoad}.
 */
@NullMarked
package dev.pgtrickle.proxy.tpch;

import org.jspecify.annotations.NullMarked;
