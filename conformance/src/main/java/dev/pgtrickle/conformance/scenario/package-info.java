/**
 * Scenarios: cases in which a stream table is likely to go wrong, as SQL in a markdown file that people read.
 *
 * <p>In: the text of {@code scenarios.md} or of a file of the same form. Out: {@link dev.pgtrickle.conformance.scenario.Scenario}s whose statements
 * are split and placed. Start reading at {@link dev.pgtrickle.conformance.scenario.ScenarioReader}, whose documentation has the form.
 */
@NullMarked
package dev.pgtrickle.conformance.scenario;

import org.jspecify.annotations.NullMarked;
