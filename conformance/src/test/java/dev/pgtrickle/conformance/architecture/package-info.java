/** The shape of the code: which module may know which. */
@NullMarked
package dev.pgtrickle.conformance.architecture;

import org.jspecify.annotations.NullMarked;
