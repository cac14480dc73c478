/**
 * Refreshing a stream table: one REPEATABLE READ transaction that reads the changes between two snapshots, applies them and persists the newer
 * snapshot as the frontier.
 *
 * <p>In: a stream table's id and a connection. Out: a {@link dev.pgtrickle.dvm.refresh.RefreshResult}. Start reading at
 * {@link dev.pgtrickle.dvm.refresh.RefreshTransaction}.
 */
@NullMarked
package dev.pgtrickle.dvm.refresh;

import org.jspecify.annotations.NullMarked;
