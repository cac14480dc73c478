package dev.pgtrickle.proxy.listen;

import dev.pgtrickle.proxy.session.BlindRelay;
import dev.pgtrickle.proxy.session.FatalErrors;
import dev.pgtrickle.proxy.session.Session;
import dev.pgtrickle.proxy.session.SessionSettings;
import dev.pgtrickle.wire.ProtocolViolation;
import dev.pgtrickle.wire.message.ErrorResponse;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.StartupPacket;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first packets of a client, up to the one that says what it wants: a session, replication, or to cancel a statement of another
 * session. Each has its own connection to the server.
 */
final class ClientStart extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(ClientStart.class);

    /** Requests for encryption, each of which a client may make once, in any order. */
    private enum Encryption {
        SSL,
        GSSAPI
    }

    private final ProxyConfig config;
    private final SessionSettings settings;
    private final Sessions sessions;
    private final Set<Encryption> refused = EnumSet.noneOf(Encryption.class);
    private ByteBuf received = Unpooled.EMPTY_BUFFER;
    private boolean admitted;
    private boolean started;
    private @Nullable Session session;

    ClientStart(ProxyConfig config, SessionSettings settings, Sessions sessions) {
        this.config = config;
        this.settings = settings;
        this.sessions = sessions;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel client = context.channel();
        admitted = sessions.admit(client);
        Future<?> timeout = context.executor()
                .schedule(() -> timeOut(client), config.loginTimeout().toNanos(), TimeUnit.NANOSECONDS);
        var unused = client.closeFuture().addListener(closed -> timeout.cancel(false));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (received.isReadable()) {
            ByteBuf before = take();
            received = context.alloc()
                    .buffer(before.readableBytes() + bytes.readableBytes())
                    .writeBytes(before)
                    .writeBytes(bytes);
            before.release();
            bytes.release();
        } else {
            received.release();
            received = bytes;
        }
        try {
            readPackets(context);
        } catch (ProtocolViolation e) {
            // As the server does: whoever sends this does not speak our protocol, or asks for TLS at once.
            LOG.debug("a client sent no startup packet: {}", e.getMessage());
            discard(context.close());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !started) {
            discard(context.close());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        received.release();
        received = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a client's connection broke before it had a session: {}", cause.toString());
        discard(context.close());
    }

    private ByteBuf take() {
        ByteBuf bytes = received;
        received = Unpooled.EMPTY_BUFFER;
        return bytes;
    }

    private void timeOut(Channel client) {
        Session begun = session;
        if (!started || (begun != null && begun.isStarting())) {
            LOG.debug("a client did not log in within {}", config.loginTimeout());
            discard(client.close());
        }
    }

    private void readPackets(ChannelHandlerContext context) {
        int length;
        while (!started && (length = StartupPacket.length(received)) > 0 && length <= received.readableBytes()) {
            ByteBuf packet = received.readSlice(length);
            switch (decode(packet.duplicate())) {
                // The server says what is wrong with it.
                case null -> connect(context, packet.retain(), BlindRelay::join);
                case StartupPacket.SslRequest ssl -> refuse(context, Encryption.SSL);
                case StartupPacket.GssEncRequest gss -> refuse(context, Encryption.GSSAPI);
                case StartupPacket.CancelRequest cancel -> connect(context, packet.retain(), BlindRelay::join);
                case StartupPacket.Startup startup
                when !admitted -> {
                    started = true;
                    close(context.channel(), FatalErrors.TOO_MANY_CLIENTS);
                }
                case StartupPacket.Startup startup -> {
                    LOG.debug("a client starts a session in database {}", startup.database());
                    connect(
                            context,
                            packet.retain(),
                            isReplication(startup.replication())
                                    ? BlindRelay::join
                                    : (client, server) -> begin(client, server, startup.database()));
                }
            }
        }
    }

    private static @Nullable StartupPacket decode(ByteBuf packet) {
        try {
            return StartupPacket.decode(packet);
        } catch (ProtocolViolation e) {
            LOG.debug("a client sent a malformed startup packet: {}", e.getMessage());
            return null;
        }
    }

    private void refuse(ChannelHandlerContext context, Encryption encryption) {
        if (!refused.add(encryption)) {
            throw new ProtocolViolation("a second request for " + encryption + " encryption");
        }
        discard(context.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'N'})));
    }

    /** What joins a client's connection to its connection to the server. */
    private interface Joining {
        void join(Channel client, Channel server);
    }

    private void connect(ChannelHandlerContext context, ByteBuf packet, Joining joining) {
        started = true;
        Channel client = context.channel();
        client.config().setAutoRead(false);
        Upstream upstream = config.upstream();
        Bootstrap bootstrap = new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, ProxyServer.waterMark())
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(config.connectTimeout().toMillis()))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel server) {
                        // Its handler comes when it is connected; it reads nothing before.
                    }
                });
        discard(bootstrap.connect(upstream.host(), upstream.port()).addListener((ChannelFutureListener) connected -> {
            if (connected.isSuccess()) {
                connected(context, connected.channel(), packet, joining);
            } else {
                packet.release();
                LOG.warn(
                        "cannot connect to {}, port {}: {}",
                        upstream.host(),
                        upstream.port(),
                        connected.cause().toString());
                close(client, FatalErrors.unreachable(upstream.host(), upstream.port(), connected.cause()));
            }
        }));
    }

    private void connected(ChannelHandlerContext context, Channel server, ByteBuf packet, Joining joining) {
        Channel client = context.channel();
        if (!client.isActive()) {
            packet.release();
            discard(server.close());
            return;
        }
        discard(server.writeAndFlush(packet));
        ByteBuf rest = take();
        joining.join(client, server);
        // Removed while its successors are in place, so that nothing that comes in is lost.
        client.pipeline().remove((ChannelHandler) this);
        client.config().setAutoRead(true);
        server.config().setAutoRead(true);
        if (rest.isReadable()) {
            client.pipeline().fireChannelRead(rest);
            client.pipeline().fireChannelReadComplete();
        } else {
            rest.release();
        }
    }

    private void begin(Channel client, Channel server, String database) {
        Session begun = new Session(client, server, settings, database);
        session = begun;
        sessions.begun(begun, client);
    }

    private static boolean isReplication(@Nullable String parameter) {
        if (parameter == null) {
            return false;
        }
        // The spellings of false; whatever else it is, the server knows better.
        String value = parameter.toLowerCase(Locale.ROOT);
        return !("false".startsWith(value)
                || "no".startsWith(value)
                || (value.length() > 1 && "off".startsWith(value))
                || value.equals("0"));
    }

    private static void close(Channel client, Report report) {
        ByteBuf out = client.alloc().buffer();
        new ErrorResponse(report).encode(out, StandardCharsets.UTF_8);
        discard(client.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE));
    }

    /** What a write comes to is seen by the channel's own events. */
    private static void discard(ChannelFuture unused) {}
}
