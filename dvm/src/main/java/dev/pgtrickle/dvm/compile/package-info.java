/**
 * The compiler's front door: from the text of a defining query to everything that is needed to install it.
 *
 * <p>In: a query text and the mode its author wants. Out: a {@link dev.pgtrickle.dvm.compile.CompiledView}: what it computes, how it is
 * maintained, in which mode and why. Start reading at {@link dev.pgtrickle.dvm.compile.Compiler}.
 */
@NullMarked
package dev.pgtrickle.dvm.compile;

import org.jspecify.annotations.NullMarked;
