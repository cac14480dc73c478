/**
 * Measuring what keeping a set of queries up to date costs, against computing them anew.
 *
 * <p>In: a {@link dev.pgtrickle.proxy.bench.suite.Suite} of data, queries and changes. Out: a report, as text, JSON and HTML. Start reading at {@link
 * dev.pgtrickle.proxy.bench.suite.SuiteBench}.
 */
@NullMarked
package dev.pgtrickle.proxy.bench.suite;

import org.jspecify.annotations.NullMarked;
