/** Cuts a case that has found something down to what is needed for that. Start reading at {@link dev.pgtrickle.conformance.fuzz.shrink.Shrinker}. */
@NullMarked
package dev.pgtrickle.conformance.fuzz.shrink;

import org.jspecify.annotations.NullMarked;
