package dev.pgtrickle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;

/**
 * The two connections of a session as far as bytes go: writing, flushing, back pressure, and the order of closing.
 *
 * <p>Back pressure: what cannot be written to one side is not read from the other, so that a session holds no more than the write water
 * marks and one read.
 */
final class Wires {

    /** So much of what the client sends is kept while an interception runs; reading on that far shows when the client goes away. */
    private static final int CLIENT_READ_AHEAD = 1 << 16;

    private final Channel client;
    private final Channel server;

    Wires(Channel client, Channel server) {
        this.client = client;
        this.server = server;
    }

    void toServer(ByteBuf bytes) {
        discard(server.write(bytes, server.voidPromise()));
    }

    void toClient(ByteBuf bytes) {
        discard(client.write(bytes, client.voidPromise()));
    }

    void flushServer() {
        server.flush();
    }

    void flushClient() {
        client.flush();
    }

    ByteBuf serverBuffer() {
        return server.alloc().buffer();
    }

    ByteBuf clientBuffer() {
        return client.alloc().buffer();
    }

    /**
     * Reads from each side only what the other can take.
     *
     * @param clientReadAhead bytes of the client that wait for an interception to end
     */
    void updateReading(int clientReadAhead) {
        setReading(client, server.isWritable() && clientReadAhead < CLIENT_READ_AHEAD);
        setReading(server, client.isWritable());
    }

    private static void setReading(Channel channel, boolean reading) {
        if (channel.config().isAutoRead() != reading) {
            channel.config().setAutoRead(reading);
        }
    }

    /** The client sends nothing any more, but may still read: the server gets to know the same. */
    void finishServerOutput() {
        server.flush();
        if (server instanceof DuplexChannel duplex && server.isActive()) {
            discard(duplex.shutdownOutput());
        }
    }

    /** The client is gone: the server sees its connection end behind what the client has sent. */
    void closeServer() {
        close(server);
    }

    /** The server is gone: the client gets what the server has sent, and then sees its connection end. */
    void closeClient() {
        close(client);
    }

    private static void close(Channel channel) {
        if (channel.isActive()) {
            discard(channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE));
        }
    }

    /** What a write comes to is seen by the channel's own events. */
    private static void discard(ChannelFuture unused) {}
}
