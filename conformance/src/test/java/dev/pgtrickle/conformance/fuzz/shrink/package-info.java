/** Tests of the fuzzer. */
@NullMarked
package dev.pgtrickle.conformance.fuzz.shrink;

import org.jspecify.annotations.NullMarked;
