package dev.pgtrickle.proxy.listen;

import dev.pgtrickle.proxy.session.SessionSettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running proxy. */
public final class ProxyServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);

    private final ProxyConfig config;
    private final EventLoopGroup loops;
    private final Channel listening;
    private final Sessions sessions;

    private ProxyServer(ProxyConfig config, EventLoopGroup loops, Channel listening, Sessions sessions) {
        this.config = config;
        this.loops = loops;
        this.listening = listening;
        this.sessions = sessions;
    }

    /**
     * Starts a proxy.
     *
     * @param config what it is to do
     * @return the running proxy
     * @throws IOException when it cannot listen
     */
    public static ProxyServer start(ProxyConfig config) throws IOException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(config.eventLoops(), NioIoHandler.newFactory());
        Sessions sessions = new Sessions(config.maxClients());
        SessionSettings settings = new SessionSettings(config.interceptors(), config.commitListener());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // As the server does: a client whose machine is gone is noticed some day.
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                // A client that has sent all may still read.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        client.pipeline().addLast(new ClientStart(config, settings, sessions));
                    }
                });
        var bind = bootstrap.bind(config.listenHost(), config.listenPort()).awaitUninterruptibly();
        if (!bind.isSuccess()) {
            var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(
                    "cannot listen on " + config.listenHost() + ", port " + config.listenPort(), bind.cause());
        }
        ProxyServer server = new ProxyServer(config, loops, bind.channel(), sessions);
        LOG.info("listening on {}, port {}", config.listenHost(), server.port());
        return server;
    }

    static WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(32 << 10, 64 << 10);
    }

    /**
     * Where the proxy listens.
     *
     * @return a TCP port
     */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /**
     * How many clients are connected.
     *
     * @return the number, those included that are not logged in
     */
    public int clientCount() {
        return sessions.count();
    }

    /**
     * Stops: accepts no more clients, ends idle sessions with 57P01 and the others when they become idle or after the configured time.
     * Returns when all are gone.
     */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        try {
            sessions.drain(config.drainTimeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
