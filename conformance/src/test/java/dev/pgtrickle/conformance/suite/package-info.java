/** The queries of the benches, small: every one maintained incrementally in both modes, and equal to its query after every batch. */
@NullMarked
package dev.pgtrickle.conformance.suite;

import org.jspecify.annotations.NullMarked;
