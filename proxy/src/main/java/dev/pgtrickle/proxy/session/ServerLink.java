package dev.pgtrickle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells a session what happens on the server's connection. */
final class ServerLink extends ChannelInboundHandlerAdapter {

    private final Session session;

    ServerLink(Session session) {
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        session.serverSent((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        session.serverReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        session.updateReading();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        session.serverGone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        session.serverBroken(cause);
    }
}
