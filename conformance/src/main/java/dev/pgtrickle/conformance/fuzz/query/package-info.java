/** The syntax trees of random queries: made by a generator, printed as SQL, cut down when they have found something. */
@NullMarked
package dev.pgtrickle.conformance.fuzz.query;

import org.jspecify.annotations.NullMarked;
