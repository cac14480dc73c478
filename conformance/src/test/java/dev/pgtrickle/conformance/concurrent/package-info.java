/** Stream tables under writers that overlap with each other, with refreshes and with creation. */
@NullMarked
package dev.pgtrickle.conformance.concurrent;

import org.jspecify.annotations.NullMarked;
