/**
 * PostgreSQL's analysed query trees, read from the text of {@code pg_node_tree} values such as {@code pg_rewrite.ev_action}.
 *
 * <p>In: that text, of PostgreSQL 15 to 18. Out: a generic tree ({@link dev.pgtrickle.dvm.nodetree.NodeTree}), a judgement whether two trees
 * are the same query ({@link dev.pgtrickle.dvm.nodetree.TreeComparison}), and what the compiler wants to know about a query
 * ({@link dev.pgtrickle.dvm.nodetree.QueryTree}, where to start reading). Field names are those of the server's node structures in
 * {@code nodes/parsenodes.h} and {@code nodes/primnodes.h}; only this package knows them.
 */
@NullMarked
package dev.pgtrickle.dvm.nodetree;

import org.jspecify.annotations.NullMarked;
