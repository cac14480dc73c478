package dev.pgtrickle.wire.message;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/** A message from a server that has no body. */
public enum BackendSignal implements BackendMessage {
    PARSE_COMPLETE(BackendType.PARSE_COMPLETE),
    BIND_COMPLETE(BackendType.BIND_COMPLETE),
    CLOSE_COMPLETE(BackendType.CLOSE_COMPLETE),
    NO_DATA(BackendType.NO_DATA),
    EMPTY_QUERY_RESPONSE(BackendType.EMPTY_QUERY_RESPONSE),
    PORTAL_SUSPENDED(BackendType.PORTAL_SUSPENDED);

    private final byte type;

    BackendSignal(byte type) {
        this.type = type;
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        Frame.empty(out, type);
    }
}
