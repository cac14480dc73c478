/**
 * Message borders in a byte stream.
 *
 * <p>In: buffers as the socket gives them, cut anywhere. Out: as few slices as possible of bytes that pass through, and whole messages
 * for a listener that asks for them. A message body is buffered only when the listener wants to see it. Start reading at {@link
 * dev.pgtrickle.wire.frame.FrameWalker}.
 */
@NullMarked
package dev.pgtrickle.wire.frame;

import org.jspecify.annotations.NullMarked;
