package dev.pgtrickle.wire.frame;

import io.netty.buffer.ByteBuf;

/** Decides what becomes of each message that a {@link FrameWalker} meets. */
public interface FrameListener {

    /**
     * A message begins.
     *
     * @param type its type byte
     * @param bodyLength the length of its body in bytes, without type byte and length word
     * @return what to do with it; {@link Verdict#INSPECT} buffers the body until it is complete
     */
    Verdict begin(byte type, int bodyLength);

    /**
     * The body that {@link #begin} asked for is complete.
     *
     * @param type the type byte of the message
     * @param body a buffer whose readable bytes are exactly the body; it belongs to the walker, and its indexes may be moved
     * @return {@link Verdict#RELAY} or {@link Verdict#DROP}
     */
    Verdict inspect(byte type, ByteBuf body);

    /**
     * Bytes that pass through: whole messages or parts of them, in the order of the stream.
     *
     * @param bytes the bytes; the listener owns the reference
     */
    void relay(ByteBuf bytes);
}
