package dev.pgtrickle.wire.message;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/**
 * A message that is not an error.
 *
 * @param report its fields
 */
public record NoticeResponse(Report report) implements BackendMessage {

    @Override
    public void encode(ByteBuf out, Charset charset) {
        report.encode(out, BackendType.NOTICE_RESPONSE, charset);
    }
}
