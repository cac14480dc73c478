/**
 * Unnesting: a subquery that refers to columns of the query around it becomes a join.
 *
 * <p>In: a tree with free columns and the relation that has them. Out: a tree without free columns, and the conditions that join it. Two ways lead
 * there. {@link dev.pgtrickle.dvm.understand.unnest.Hoist} lifts the conditions with free columns out of the tree, where they become the
 * conditions of the join; equalities pass through grouping, whose keys they become. Where that does not work, {@link
 * dev.pgtrickle.dvm.understand.unnest.DomainPush} computes the tree for all values that the free columns have, once for each, and
 * joins on them (Neumann and Kemper, "Unnesting Arbitrary Queries", BTW 2015). Start reading at {@link
 * dev.pgtrickle.dvm.understand.unnest.DependentJoin}.
 */
@NullMarked
package dev.pgtrickle.dvm.understand.unnest;

import org.jspecify.annotations.NullMarked;
