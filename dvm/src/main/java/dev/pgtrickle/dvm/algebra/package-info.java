/**
 * The relational tree of a defining query: what it computes, free of names, text layout and the state of any table.
 *
 * <p>In: the syntax tree and the catalogs' facts. Out: a {@link dev.pgtrickle.dvm.algebra.Relation}, whose columns have unique ids and whose
 * expressions are PostgreSQL text with the column references lifted out ({@link dev.pgtrickle.dvm.algebra.Scalar}). Start reading at
 * {@code Relation}.
 */
@NullMarked
package dev.pgtrickle.dvm.algebra;

import org.jspecify.annotations.NullMarked;
