package dev.pgtrickle.wire.message;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/**
 * Ends a COPY FROM STDIN with an error.
 *
 * @param reason what the server's error message is to contain
 */
public record CopyFail(String reason) implements FrontendMessage {

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, FrontendType.COPY_FAIL);
        CString.write(out, reason, charset);
        Frame.end(out, frame);
    }
}
