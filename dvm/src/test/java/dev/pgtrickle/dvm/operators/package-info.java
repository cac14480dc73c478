/**
 * Every operator that is maintained, once: what it compiles to, as a golden file, and that its stored state does not depend on how changes are cut
 * into batches. The list is {@link dev.pgtrickle.dvm.operators.OperatorCase}.
 */
@NullMarked
package dev.pgtrickle.dvm.operators;

import org.jspecify.annotations.NullMarked;
