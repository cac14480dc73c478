/**
 * Maintenance programs: the storage layout of a stream table, and the statements that fill it and apply changes to it.
 *
 * <p>In: a {@link dev.pgtrickle.dvm.program.ViewShape}. Out: a {@link dev.pgtrickle.dvm.program.Maintenance} with the layout, the query that fills the
 * storage, and for each set of changed scans the statement that applies their changes. Start reading at {@code Maintenance}.
 */
@NullMarked
package dev.pgtrickle.dvm.program;

import org.jspecify.annotations.NullMarked;
