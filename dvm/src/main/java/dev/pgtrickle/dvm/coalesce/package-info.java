/**
 * What a session has to do in which changes of IMMEDIATE stream tables are kept for COMMIT: ask for that in each transaction block, and have them
 * applied before a statement that may read one. Proxy and driver do the same.
 *
 * <p>In: what {@code pgtrickle._readers()} says of the database. Start reading at {@link dev.pgtrickle.dvm.coalesce.Readers}.
 */
@NullMarked
package dev.pgtrickle.dvm.coalesce;

import org.jspecify.annotations.NullMarked;
