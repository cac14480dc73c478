/** Stream tables over columns of every kind of type, and over names of every kind. */
@NullMarked
package dev.pgtrickle.conformance.types;

import org.jspecify.annotations.NullMarked;
