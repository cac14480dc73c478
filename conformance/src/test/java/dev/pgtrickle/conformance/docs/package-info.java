/** The user documentation, run: every block of SQL works as it stands, and shows what the page says it shows. */
@NullMarked
package dev.pgtrickle.conformance.docs;

import org.jspecify.annotations.NullMarked;
