package dev.pgtrickle.proxy.listen;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** How the proxy does input and output; the only place that knows. */
enum Transport {
    /** The JDK's selectors: runs everywhere. */
    NIO {
        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> listening() {
            return NioServerSocketChannel.class;
        }

        @Override
        Class<? extends SocketChannel> connecting() {
            return NioSocketChannel.class;
        }
    };

    /** The best that there is. */
    static Transport best() {
        return NIO;
    }

    /** What the event loops wait with. */
    abstract IoHandlerFactory handlers();

    /** The channel that accepts clients. */
    abstract Class<? extends ServerChannel> listening();

    /** The channel that goes to the server. */
    abstract Class<? extends SocketChannel> connecting();
}
