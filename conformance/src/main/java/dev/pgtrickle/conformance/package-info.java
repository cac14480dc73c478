/**
 * What proves that stream tables are exact, in a form that other modules and other projects may reuse: so far the scenarios and their reader, in
 * {@link dev.pgtrickle.conformance.scenario}. The suites that run them are tests of this module.
 */
@NullMarked
package dev.pgtrickle.conformance;

import org.jspecify.annotations.NullMarked;
