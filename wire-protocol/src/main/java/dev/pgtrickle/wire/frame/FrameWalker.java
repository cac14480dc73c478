package dev.pgtrickle.wire.frame;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the messages of one direction by their headers alone.
 *
 * <p>A message is a type byte, a length word that counts itself, and a body (PostgreSQL manual, "Message Formats"). Runs of relayed
 * messages leave as one slice of the incoming buffer, without copying; parts of a large body pass through as they arrive. Only three
 * things are ever stored: a header that is cut by the end of a buffer, a body that the listener wants to inspect and that is not complete
 * yet, and what came in while the walker was paused.
 *
 * <p>Not thread-safe; the listener is called on the thread that feeds or resumes.
 */
public final class FrameWalker {

    private static final int HEADER = 5;

    /** Where the walker is within the current message. */
    private enum Part {
        HEADER,
        BODY_RELAYED,
        BODY_DROPPED,
        BODY_COLLECTED
    }

    private final FrameListener listener;
    private final ByteBufAllocator allocator;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
    private final byte[] header = new byte[HEADER];

    private Part part = Part.HEADER;
    /** Bytes of {@link #header} that came with earlier buffers. */
    private int headerBytes;

    private byte type;
    /** Bytes of the current body that have not arrived. */
    private int remaining;
    /** Header and body of a message to inspect that is cut by the end of a buffer. */
    private @Nullable ByteBuf collected;

    private @Nullable ByteBuf input;
    /** Where in {@link #input} the bytes begin that pass through and have not been handed over. */
    private int runStart;
    /** Where in {@link #input} the current message begins, which a run that ends before it must not include. */
    private int frameStart;

    private boolean paused;
    private boolean walking;
    private boolean closed;

    /**
     * A walker at the border of a message.
     *
     * @param listener who decides
     * @param allocator for cut headers and bodies
     */
    public FrameWalker(FrameListener listener, ByteBufAllocator allocator) {
        this.listener = listener;
        this.allocator = allocator;
    }

    /**
     * Takes the next bytes of the stream and walks over them unless the walker is paused.
     *
     * @param bytes the bytes; the walker owns the reference from here on
     * @throws ProtocolViolation when a length word is impossible, or by the listener
     */
    public void feed(ByteBuf bytes) {
        if (closed) {
            bytes.release();
            return;
        }
        waiting.add(bytes);
        walk();
    }

    /** Stops at the end of the current message, of which the rest still passes through; may be called by the listener. */
    public void pause() {
        paused = true;
    }

    /**
     * Goes on where {@link #pause} stopped.
     *
     * @throws ProtocolViolation as {@link #feed}
     */
    public void resume() {
        paused = false;
        walk();
    }

    /**
     * Whether the walker is stopped.
     *
     * @return true between {@link #pause} and {@link #resume}
     */
    public boolean isPaused() {
        return paused;
    }

    /**
     * How much came in while the walker was paused.
     *
     * @return bytes that no verdict has been given about
     */
    public int bufferedBytes() {
        int bytes = headerBytes;
        for (ByteBuf buffer : waiting) {
            bytes += buffer.readableBytes();
        }
        return bytes;
    }

    /**
     * Whether all bytes so far made whole messages and have been dealt with.
     *
     * @return true at the border of a message with nothing left over
     */
    public boolean isAtBorder() {
        return part == Part.HEADER && headerBytes == 0 && waiting.isEmpty();
    }

    /**
     * Whether the beginning of a message has passed through and its end has not, so that nothing else may be written in between.
     *
     * @return true within a relayed message
     */
    public boolean isWithinRelayed() {
        return part == Part.BODY_RELAYED;
    }

    /**
     * Hands over the run of relayed bytes before the current message. A listener calls this before it writes something of its own to
     * where the relayed bytes go, so that the order of the stream is kept.
     */
    public void handOver() {
        ByteBuf in = input;
        if (in != null) {
            emitRun(in, frameStart);
        }
    }

    /** Releases everything; later bytes are released at once. */
    public void close() {
        closed = true;
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        if (collected != null) {
            collected.release();
            collected = null;
        }
    }

    private void walk() {
        if (walking) {
            return;
        }
        walking = true;
        try {
            ByteBuf in;
            while (mayWalk() && (in = waiting.poll()) != null) {
                walk(in);
            }
        } finally {
            walking = false;
        }
    }

    private void walk(ByteBuf in) {
        input = in;
        runStart = in.readerIndex();
        frameStart = runStart;
        boolean owned = true;
        try {
            while (mayWalk() && in.isReadable()) {
                switch (part) {
                    case HEADER -> header(in);
                    case BODY_RELAYED -> remaining -= skip(in);
                    case BODY_DROPPED -> {
                        remaining -= skip(in);
                        runStart = in.readerIndex();
                    }
                    case BODY_COLLECTED -> collect(in);
                }
                if (remaining == 0 && (part == Part.BODY_RELAYED || part == Part.BODY_DROPPED)) {
                    part = Part.HEADER;
                }
                if (part == Part.HEADER) {
                    frameStart = in.readerIndex();
                }
            }
            if (closed) {
                return;
            }
            if (in.isReadable()) {
                emitRun(in, in.readerIndex());
                waiting.addFirst(in);
                owned = false;
            } else if (runStart < in.writerIndex()) {
                // The usual case: the rest of the buffer passes through, so its reference does too.
                in.readerIndex(runStart);
                owned = false;
                listener.relay(in);
            }
        } finally {
            input = null;
            if (owned) {
                in.release();
            }
        }
    }

    private boolean mayWalk() {
        return !closed && (!paused || part == Part.BODY_RELAYED || part == Part.BODY_DROPPED);
    }

    private int skip(ByteBuf in) {
        int bytes = Math.min(remaining, in.readableBytes());
        in.skipBytes(bytes);
        return bytes;
    }

    private void header(ByteBuf in) {
        if (headerBytes > 0 || in.readableBytes() < HEADER) {
            joinHeader(in);
            return;
        }
        int start = in.readerIndex();
        byte newType = in.getByte(start);
        int length = bodyLength(in.getInt(start + 1));
        Verdict verdict = listener.begin(newType, length);
        if (closed) {
            return;
        }
        switch (verdict) {
            case RELAY -> enterBody(in, Part.BODY_RELAYED, length);
            case DROP -> {
                emitRun(in, start);
                enterBody(in, Part.BODY_DROPPED, length);
                runStart = in.readerIndex();
            }
            case INSPECT -> {
                if (in.readableBytes() - HEADER >= length) {
                    inspectInPlace(in, newType, start + HEADER, length);
                } else {
                    emitRun(in, start);
                    type = newType;
                    collected = allocator.buffer(HEADER + length).writeBytes(in, HEADER);
                    runStart = in.readerIndex();
                    part = Part.BODY_COLLECTED;
                    remaining = length;
                }
            }
            case WAIT -> paused = true;
        }
    }

    /** The header began in an earlier buffer or ends in a later one: joins it into a buffer of its own, which is walked next. */
    private void joinHeader(ByteBuf in) {
        emitRun(in, in.readerIndex());
        int bytes = Math.min(HEADER - headerBytes, in.readableBytes());
        in.readBytes(header, headerBytes, bytes);
        headerBytes += bytes;
        if (headerBytes == HEADER) {
            headerBytes = 0;
            if (in.isReadable()) {
                waiting.addFirst(in.readRetainedSlice(in.readableBytes()));
            }
            waiting.addFirst(allocator.buffer(HEADER).writeBytes(header));
        }
        runStart = in.readerIndex();
    }

    private void enterBody(ByteBuf in, Part newPart, int length) {
        in.skipBytes(HEADER);
        part = length == 0 ? Part.HEADER : newPart;
        remaining = length;
    }

    private void inspectInPlace(ByteBuf in, byte newType, int bodyStart, int length) {
        int writerIndex = in.writerIndex();
        in.setIndex(bodyStart, bodyStart + length);
        Verdict verdict;
        try {
            verdict = listener.inspect(newType, in);
        } finally {
            in.setIndex(bodyStart + length, writerIndex);
        }
        if (verdict == Verdict.DROP) {
            emitRun(in, frameStart);
            runStart = in.readerIndex();
        }
    }

    private void collect(ByteBuf in) {
        ByteBuf frame = collected;
        if (frame == null) {
            throw new IllegalStateException("no message is being collected");
        }
        int bytes = Math.min(remaining, in.readableBytes());
        frame.writeBytes(in, bytes);
        remaining -= bytes;
        runStart = in.readerIndex();
        frameStart = runStart;
        if (remaining == 0) {
            inspectCollected(frame);
        }
    }

    private void inspectCollected(ByteBuf frame) {
        collected = null;
        part = Part.HEADER;
        boolean owned = true;
        try {
            frame.skipBytes(HEADER);
            Verdict verdict = listener.inspect(type, frame);
            if (verdict == Verdict.RELAY) {
                frame.readerIndex(0);
                owned = false;
                listener.relay(frame);
            }
        } finally {
            if (owned) {
                frame.release();
            }
        }
    }

    private void emitRun(ByteBuf in, int end) {
        int start = runStart;
        if (start < end) {
            runStart = end;
            listener.relay(in.retainedSlice(start, end - start));
        }
    }

    private static int bodyLength(int lengthWord) {
        if (lengthWord < 4) {
            throw new ProtocolViolation("invalid message length " + lengthWord);
        }
        return lengthWord - 4;
    }
}
