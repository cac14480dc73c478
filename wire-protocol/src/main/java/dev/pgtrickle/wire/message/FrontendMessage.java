package dev.pgtrickle.wire.message;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/** A message from a client that we read or send ourselves. */
public sealed interface FrontendMessage permits Query, Parse, Bind, Describe, Execute, Close, CopyFail, FrontendSignal {

    /**
     * Writes the whole message.
     *
     * @param out where to
     * @param charset the client encoding
     */
    void encode(ByteBuf out, Charset charset);
}
