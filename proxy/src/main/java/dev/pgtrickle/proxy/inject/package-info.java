/**
 * Running statements of our own in a client's session, so that the client sees what it would see if PostgreSQL knew stream tables.
 *
 * <p>In: a Query, Parse or Execute message that may concern stream tables, and an {@link dev.pgtrickle.proxy.inject.Relay} to the two
 * ends of the session. Out: messages to either end. Each interception is straight-line code on a virtual thread ({@link
 * dev.pgtrickle.proxy.inject.QueryRun}, {@link dev.pgtrickle.proxy.inject.ParseRun}, {@link dev.pgtrickle.proxy.inject.ExecuteRun}) that
 * talks through a blocking {@link dev.pgtrickle.proxy.inject.Exchange}; the {@link dev.pgtrickle.proxy.inject.Responder}s that it
 * leaves with the relay run on the event loop.
 */
@NullMarked
package dev.pgtrickle.proxy.inject;

import org.jspecify.annotations.NullMarked;
