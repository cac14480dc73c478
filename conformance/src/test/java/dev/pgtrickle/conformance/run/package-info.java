/**
 * Runs every scenario in every variant and compares what happens with {@code coverage.txt}. Start reading at
 * {@link dev.pgtrickle.conformance.run.Scenarios}.
 */
@NullMarked
package dev.pgtrickle.conformance.run;

import org.jspecify.annotations.NullMarked;
