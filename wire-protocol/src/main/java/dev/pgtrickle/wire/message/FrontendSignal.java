package dev.pgtrickle.wire.message;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/** A message from a client that has no body. */
public enum FrontendSignal implements FrontendMessage {
    SYNC(FrontendType.SYNC),
    FLUSH(FrontendType.FLUSH),
    COPY_DONE(FrontendType.COPY_DONE),
    TERMINATE(FrontendType.TERMINATE);

    private final byte type;

    FrontendSignal(byte type) {
        this.type = type;
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        Frame.empty(out, type);
    }
}
