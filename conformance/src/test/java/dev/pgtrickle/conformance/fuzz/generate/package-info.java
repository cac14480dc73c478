/** Tests of the fuzzer. */
@NullMarked
package dev.pgtrickle.conformance.fuzz.generate;

import org.jspecify.annotations.NullMarked;
