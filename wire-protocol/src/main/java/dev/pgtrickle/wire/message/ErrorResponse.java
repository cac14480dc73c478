package dev.pgtrickle.wire.message;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/**
 * An error: the statement has failed.
 *
 * @param report its fields
 */
public record ErrorResponse(Report report) implements BackendMessage {

    @Override
    public void encode(ByteBuf out, Charset charset) {
        report.encode(out, BackendType.ERROR_RESPONSE, charset);
    }
}
