/**
 * The ring between those who know that something changed and the engine: an LMAX Disruptor that many threads publish to and one reads.
 *
 * <p>In: commits, ticks and requests. Out: one call per batch, so that a burst of commits is one look at the database. Start reading at
 * {@link dev.pgtrickle.dvm.ring.EngineRing}.
 */
@NullMarked
package dev.pgtrickle.dvm.ring;

import org.jspecify.annotations.NullMarked;
