/**
 * Single protocol messages: one small record per message that anyone looks into, with what reads its body and what writes the whole
 * message.
 *
 * <p>In: the body of a message. Out: a record; and back. Messages that are only relayed have a type byte in {@link
 * dev.pgtrickle.wire.message.FrontendType} or {@link dev.pgtrickle.wire.message.BackendType} and nothing else. Start reading at {@link
 * dev.pgtrickle.wire.message.FrontendMessage}. The layouts are those of the PostgreSQL manual, chapter "Frontend/Backend Protocol",
 * section "Message Formats".
 */
@NullMarked
package dev.pgtrickle.wire.message;

import org.jspecify.annotations.NullMarked;
