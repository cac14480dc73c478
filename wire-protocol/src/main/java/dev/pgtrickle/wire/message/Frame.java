package dev.pgtrickle.wire.message;

import io.netty.buffer.ByteBuf;

/** Writes the header of a message whose length is known only after its body. */
final class Frame {

    private Frame() {}

    /**
     * Begins a message.
     *
     * @param out where to
     * @param type its type byte
     * @return the position to give to {@link #end}
     */
    static int begin(ByteBuf out, byte type) {
        out.writeByte(type);
        int lengthWord = out.writerIndex();
        out.writeInt(0);
        return lengthWord;
    }

    /**
     * Ends a message.
     *
     * @param out where to
     * @param lengthWord what {@link #begin} returned
     */
    static void end(ByteBuf out, int lengthWord) {
        out.setInt(lengthWord, out.writerIndex() - lengthWord);
    }

    /**
     * Writes a message without a body.
     *
     * @param out where to
     * @param type its type byte
     */
    static void empty(ByteBuf out, byte type) {
        out.writeByte(type);
        out.writeInt(4);
    }
}
