package dev.pgtrickle.wire.message;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/** A message from a server that we read or send ourselves. */
public sealed interface BackendMessage
        permits ErrorResponse,
                NoticeResponse,
                CommandComplete,
                ReadyForQuery,
                RowDescription,
                DataRow,
                ParameterStatus,
                BackendKeyData,
                BackendSignal {

    /**
     * Writes the whole message.
     *
     * @param out where to
     * @param charset the client encoding
     */
    void encode(ByteBuf out, Charset charset);
}
