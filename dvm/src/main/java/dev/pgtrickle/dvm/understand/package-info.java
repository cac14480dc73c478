/**
 * From syntax to algebra: what a proven query computes, as a relational tree, or the exact reason why we do not maintain it.
 *
 * <p>In: a {@link dev.pgtrickle.dvm.analyse.CanonicalQuery} and the catalogs' facts. Out: an
 * {@link dev.pgtrickle.dvm.understand.Understanding}. Start reading at {@link dev.pgtrickle.dvm.understand.TreeBuilder}.
 */
@NullMarked
package dev.pgtrickle.dvm.understand;

import org.jspecify.annotations.NullMarked;
