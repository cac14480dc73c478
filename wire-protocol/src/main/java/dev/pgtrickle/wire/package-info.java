/**
 * The PostgreSQL frontend/backend protocol, versions 3.0 and 3.2, as far as a relay needs it: no sockets, no threads, no business
 * rule.
 *
 * <p>In: bytes of either direction. Out, per package: {@link dev.pgtrickle.wire.frame} finds message borders and passes what nobody
 * looks into through untouched; {@link dev.pgtrickle.wire.message} reads and writes single messages; {@link
 * dev.pgtrickle.wire.response} knows which answer belongs to which request; {@link dev.pgtrickle.wire.sql} finds statements and those
 * that may concern stream tables. Start reading at {@link dev.pgtrickle.wire.frame.FrameWalker}.
 */
@NullMarked
package dev.pgtrickle.wire;

import org.jspecify.annotations.NullMarked;
