/** Tests of the fuzzer. */
@NullMarked
package dev.pgtrickle.conformance.fuzz;

import org.jspecify.annotations.NullMarked;
