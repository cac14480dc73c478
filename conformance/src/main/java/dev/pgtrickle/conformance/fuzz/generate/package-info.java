/** Random cases. Start reading at {@link dev.pgtrickle.conformance.fuzz.generate.CaseGenerator}. */
@NullMarked
package dev.pgtrickle.conformance.fuzz.generate;

import org.jspecify.annotations.NullMarked;
