/**
 * SQL text: the only place where relations and deltas become statements.
 *
 * <p>In: a {@link dev.pgtrickle.dvm.algebra.Relation} or {@link dev.pgtrickle.dvm.delta.Delta} and where the changes of tables are found
 * ({@link dev.pgtrickle.dvm.emit.ChangeSource}). Out: SELECT blocks ({@link dev.pgtrickle.dvm.emit.Block}), flat and readable, for
 * package {@code program} to put together. Start reading at {@link dev.pgtrickle.dvm.emit.DeltaEmitter}.
 */
@NullMarked
package dev.pgtrickle.dvm.emit;

import org.jspecify.annotations.NullMarked;
