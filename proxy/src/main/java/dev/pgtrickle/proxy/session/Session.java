package dev.pgtrickle.proxy.session;

import dev.pgtrickle.proxy.inject.Interceptions;
import dev.pgtrickle.proxy.inject.Names;
import dev.pgtrickle.proxy.inject.Outstanding.Plain;
import dev.pgtrickle.proxy.inject.Relay;
import dev.pgtrickle.wire.ProtocolViolation;
import dev.pgtrickle.wire.frame.FrameWalker;
import dev.pgtrickle.wire.message.ErrorResponse;
import dev.pgtrickle.wire.message.FrontendSignal;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.TransactionStatus;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client session: relays between a client's and a server's connection that belong to it alone, and lends them to interceptions.
 *
 * <p>Everything happens on the event loop that the two channels share, except where a method says otherwise. {@link Wires} holds the channels
 * and what is about bytes, {@link Requests} knows what is outstanding; {@link ClientSide} and {@link ServerSide} decide about messages;
 * {@link SessionRelay} is what interceptions see. This class ties them together, and it begins and ends them.
 */
public final class Session {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Executor loop;
    private final Wires wires;
    private final Interceptions interceptions;
    private final Names names = new Names();
    private final Requests requests = new Requests(names);
    private final ReportedSettings settings = new ReportedSettings();
    private final KeptChanges kept;
    private final ClientSide clientSide;
    private final ServerSide serverSide;
    private final FrameWalker fromClient;
    private final FrameWalker fromServer;
    private final SessionRelay relay;
    private final BorderTasks borderTasks;

    private boolean clientFinished;
    private boolean draining;
    private boolean closed;

    /**
     * A session that waits for the server's answer to the connection start.
     *
     * @param client the client's channel
     * @param server the server's channel, on the same event loop
     * @param settings what all sessions have in common
     * @param database the database that the client has asked for
     */
    public Session(Channel client, Channel server, SessionSettings settings, String database) {
        this.loop = client.eventLoop();
        this.wires = new Wires(client, server);
        this.kept = new KeptChanges(() -> settings.interceptors().readers(database));
        this.clientSide = new ClientSide(this, requests, names, kept);
        CommitListener listener = settings.commitListener();
        CommitWatch commits =
                new CommitWatch(() -> listener.committed(database), () -> listener.schemaChanged(database));
        this.serverSide = new ServerSide(requests, names, this.settings, commits, this::serverIsReady, wires::toClient);
        this.fromClient = new FrameWalker(clientSide, client.alloc());
        this.fromServer = new FrameWalker(serverSide, server.alloc());
        this.relay = new SessionRelay(this, wires, requests, clientSide, fromClient, fromServer);
        this.borderTasks = new BorderTasks(() -> closed || !fromClient.isWithinRelayed(), this::abort);
        this.interceptions = new Interceptions(relay, settings.interceptors(), database);
        client.pipeline().addLast(new ClientLink(this));
        server.pipeline().addLast(new ServerLink(this));
        requests.expect(Plain.STARTUP);
    }

    // What the client's connection says.

    void clientSent(ByteBuf bytes) {
        try {
            fromClient.feed(bytes);
        } catch (RuntimeException e) {
            broken(e);
        }
        clientWalked();
    }

    void clientReadComplete() {
        wires.flushServer();
    }

    /** The client will send nothing more; it may still read. */
    void clientFinished() {
        clientFinished = true;
        if (clientSide.isIntercepting() && !relay.isCommitting()) {
            // A transaction whose end has not been sent is not ended on behalf of a client that may be gone.
            close();
        } else {
            clientWalked();
        }
    }

    void clientGone() {
        close();
    }

    void clientBroken(Throwable cause) {
        logBroken("client", cause);
        close();
    }

    private void clientWalked() {
        borderTasks.run();
        if (clientFinished && !closed && !fromClient.isPaused()) {
            wires.finishServerOutput();
        }
        updateReading();
    }

    private void resumeClient() {
        try {
            fromClient.resume();
        } catch (RuntimeException e) {
            broken(e);
        }
        wires.flushServer();
        clientWalked();
    }

    // What the server's connection says.

    void serverSent(ByteBuf bytes) {
        try {
            fromServer.feed(bytes);
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    void serverReadComplete() {
        wires.flushClient();
    }

    void serverGone() {
        close();
    }

    void serverBroken(Throwable cause) {
        logBroken("server", cause);
        close();
    }

    private void serverIsReady() {
        if (clientSide.isAuthenticating()) {
            clientSide.authenticated();
            resumeClient();
        }
        if (requests.isQuiet() && transactionStatus() == TransactionStatus.IDLE) {
            kept.ended();
        }
        endIfDrained();
    }

    void updateReading() {
        if (!closed) {
            wires.updateReading(fromClient.isPaused() ? fromClient.bufferedBytes() : 0);
        }
    }

    // What the client's side asks.

    ReportedSettings settings() {
        return settings;
    }

    Relay relay() {
        return relay;
    }

    void toServer(ByteBuf bytes) {
        wires.toServer(bytes);
    }

    /** The client's messages wait from here on. */
    void intercept(Consumer<Interceptions> interception) {
        fromClient.pause();
        interception.accept(interceptions);
    }

    /** The client has ended a COPY of an interception; the server says how it went only when it is asked. */
    void endInterceptedCopy(byte type, ByteBuf body) {
        fromClient.pause();
        fromClient.handOver();
        ByteBuf out = wires.serverBuffer();
        out.writeByte(type).writeInt(body.readableBytes() + 4).writeBytes(body);
        FrontendSignal.FLUSH.encode(out, charset());
        requests.copyEnd();
        wires.toServer(out);
    }

    // What interceptions ask, through their relay.

    /** Any thread may call this. */
    void executeAtBorder(Runnable task) {
        loop.execute(() -> borderTasks.add(task));
    }

    void resumeClientLater() {
        loop.execute(this::resumeClient);
    }

    void interceptionEnded() {
        clientSide.interceptionEnded();
        resumeClient();
        endIfDrained();
    }

    Charset charset() {
        return settings.charset().orElse(StandardCharsets.UTF_8);
    }

    TransactionStatus transactionStatus() {
        return serverSide.transactionStatus();
    }

    boolean isClosed() {
        return closed;
    }

    /** Gives up: the client gets a FATAL error. */
    void abort(Throwable reason) {
        LOG.error("a session has to be given up", reason);
        lastWord(FatalErrors.internal(reason));
    }

    // The end.

    /** Ends the session as soon as it is idle. Any thread may call this. */
    public void drain() {
        loop.execute(() -> {
            draining = true;
            endIfDrained();
        });
    }

    /** Ends the session now, as an administrator's command. Any thread may call this. */
    public void terminate() {
        loop.execute(() -> lastWord(FatalErrors.ADMIN_SHUTDOWN));
    }

    /**
     * Whether the server has not yet said that it is ready for the first time.
     *
     * @return true up to the first ReadyForQuery
     */
    public boolean isStarting() {
        return clientSide.isAuthenticating();
    }

    private void endIfDrained() {
        if (draining && isIdle()) {
            terminate();
        }
    }

    private boolean isIdle() {
        return requests.isQuiet()
                && transactionStatus() == TransactionStatus.IDLE
                && !clientSide.isWithinPipeline()
                && !clientSide.isIntercepting()
                && !clientSide.isAuthenticating()
                && fromClient.isAtBorder();
    }

    private void broken(RuntimeException reason) {
        if (reason instanceof ProtocolViolation) {
            LOG.warn("a session broke the protocol: {}", reason.getMessage());
            lastWord(FatalErrors.protocolViolation(reason));
        } else {
            abort(reason);
        }
    }

    /** A FATAL error to the client, unless it is in the middle of a message, and the end of both connections. */
    private void lastWord(Report report) {
        if (closed) {
            return;
        }
        if (fromServer.isAtBorder()) {
            relay.reply(new ErrorResponse(report));
        }
        ByteBuf out = wires.serverBuffer();
        FrontendSignal.TERMINATE.encode(out, charset());
        wires.toServer(out);
        close();
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        fromClient.close();
        fromServer.close();
        requests.disconnected();
        borderTasks.run();
        wires.closeServer();
        wires.closeClient();
    }

    private static void logBroken(String side, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("the {}'s connection broke: {}", side, cause.toString());
        } else {
            LOG.error("the {}'s connection failed", side, cause);
        }
    }
}
