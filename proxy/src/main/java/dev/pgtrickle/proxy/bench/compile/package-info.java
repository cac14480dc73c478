/**
 * Measuring what it takes to compile a definition.
 *
 * <p>In: queries over empty tables. Out: a report. Start reading at {@link dev.pgtrickle.proxy.bench.compile.CompileBench}.
 */
@NullMarked
package dev.pgtrickle.proxy.bench.compile;

import org.jspecify.annotations.NullMarked;
