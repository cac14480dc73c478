/** Fixtures for tests of the engine: a client session that is intercepted, and the equality oracle. */
@NullMarked
package dev.pgtrickle.dvm.testkit;

import org.jspecify.annotations.NullMarked;
