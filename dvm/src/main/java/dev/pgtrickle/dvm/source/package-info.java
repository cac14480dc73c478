/**
 * What the compiler knows about the tables and types a query reads, as PostgreSQL's catalogs state it.
 *
 * <p>In: relation and type OIDs of an analysed query. Out: {@link dev.pgtrickle.dvm.source.SourceTable}s with columns, keys and
 * whether their changes can be captured, and {@link dev.pgtrickle.dvm.source.SqlType}s. Nothing here is derived from SQL text.
 */
@NullMarked
package dev.pgtrickle.dvm.source;

import org.jspecify.annotations.NullMarked;
