/**
 * The engine of one database: it learns that something changed, finds the stream tables that are due, refreshes them, and keeps house.
 *
 * <p>In: signals from {@code ring}. Out: refreshed stream tables. Start reading at {@link dev.pgtrickle.dvm.engine.DatabaseEngine}.
 */
@NullMarked
package dev.pgtrickle.dvm.engine;

import org.jspecify.annotations.NullMarked;
