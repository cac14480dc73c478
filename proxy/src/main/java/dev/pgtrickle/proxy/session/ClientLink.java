package dev.pgtrickle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/** Tells a session what happens on the client's connection. */
final class ClientLink extends ChannelInboundHandlerAdapter {

    private final Session session;

    ClientLink(Session session) {
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        session.clientSent((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        session.clientReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        session.updateReading();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            session.clientFinished();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        session.clientGone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        session.clientBroken(cause);
    }
}
