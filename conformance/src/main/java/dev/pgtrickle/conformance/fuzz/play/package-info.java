/** One random case on a real server: its tables, query and changes, and what came of it. */
@NullMarked
package dev.pgtrickle.conformance.fuzz.play;

import org.jspecify.annotations.NullMarked;
