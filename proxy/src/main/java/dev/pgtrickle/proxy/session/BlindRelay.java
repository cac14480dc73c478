package dev.pgtrickle.proxy.session;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;

/** Passes everything from one connection to another without looking at it: for replication and for cancel requests. */
public final class BlindRelay extends ChannelInboundHandlerAdapter {

    private final Channel peer;

    private BlindRelay(Channel peer) {
        this.peer = peer;
    }

    /**
     * Joins two connections on one event loop.
     *
     * @param client the client's
     * @param server the server's
     */
    public static void join(Channel client, Channel server) {
        client.pipeline().addLast(new BlindRelay(server));
        server.pipeline().addLast(new BlindRelay(client));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        discard(peer.write(message, peer.voidPromise()));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        peer.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        peer.config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && peer instanceof DuplexChannel duplex && peer.isActive()) {
            peer.flush();
            discard(duplex.shutdownOutput());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (peer.isActive()) {
            discard(peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        discard(context.close());
    }

    /** What a write comes to is seen by the channel's own events. */
    private static void discard(ChannelFuture unused) {}
}
