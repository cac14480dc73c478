/** Frameworks that applications use, over {@code jdbc:pgtrickle:} and with neither proxy nor engine. Each test is what an application would do. */
@NullMarked
package dev.pgtrickle.conformance.framework;

import org.jspecify.annotations.NullMarked;
