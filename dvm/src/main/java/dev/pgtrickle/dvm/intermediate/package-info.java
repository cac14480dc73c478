/**
 * Intermediate results: parts of a query that are stored and maintained like stream tables of their own, because computing them again for each change
 * would read too much.
 */
@NullMarked
package dev.pgtrickle.dvm.intermediate;

import org.jspecify.annotations.NullMarked;
