/** Servers and proxies that die without warning, as real processes, under load. */
@NullMarked
package dev.pgtrickle.conformance.crash;

import org.jspecify.annotations.NullMarked;
