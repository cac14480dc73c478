package dev.pgtrickle.proxy.session;

import dev.pgtrickle.proxy.inject.Interceptions;
import dev.pgtrickle.proxy.inject.NameChange;
import dev.pgtrickle.proxy.inject.Names;
import dev.pgtrickle.proxy.inject.Outstanding;
import dev.pgtrickle.proxy.inject.Outstanding.Plain;
import dev.pgtrickle.proxy.inject.Outstanding.Turn;
import dev.pgtrickle.proxy.inject.Relay;
import dev.pgtrickle.proxy.inject.Responder;
import dev.pgtrickle.wire.ProtocolViolation;
import dev.pgtrickle.wire.frame.FrameWalker;
import dev.pgtrickle.wire.message.BackendMessage;
import dev.pgtrickle.wire.message.ErrorResponse;
import dev.pgtrickle.wire.message.FrontendMessage;
import dev.pgtrickle.wire.message.FrontendSignal;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.TransactionStatus;
import dev.pgtrickle.wire.response.Owner;
import dev.pgtrickle.wire.response.ResponseQueue;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client session: relays between a client's and a server's connection that belong to it alone, and lends them to interceptions.
 *
 * <p>Everything happens on the event loop that the two channels share, except where a method says otherwise. {@link Wires} holds the channels
 * and what is about bytes; {@link ClientSide} and {@link ServerSide} decide about messages; this class ties them together.
 */
public final class Session implements Relay, ServerSide.Events {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Executor loop;
    private final Wires wires;
    private final Interceptions interceptions;
    private final ResponseQueue<Outstanding> queue = new ResponseQueue<>(this::dropped);
    private final Names names = new Names();
    private final ReportedSettings settings = new ReportedSettings();
    private final ClientSide clientSide = new ClientSide(this, names);
    private final ServerSide serverSide;
    private final FrameWalker fromClient;
    private final FrameWalker fromServer;

    private final ArrayDeque<Runnable> postponed = new ArrayDeque<>();
    private boolean runningPostponed;
    private @Nullable Turn waiting;
    private boolean committing;
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
        this.interceptions = new Interceptions(this, settings.interceptors(), database);
        CommitWatch commits = new CommitWatch(() -> settings.commitListener().committed(database));
        this.serverSide = new ServerSide(queue, names, this.settings, commits, this, wires::toClient);
        this.fromClient = new FrameWalker(clientSide, client.alloc());
        this.fromServer = new FrameWalker(serverSide, server.alloc());
        client.pipeline().addLast(new ClientLink(this));
        server.pipeline().addLast(new ServerLink(this));
        expect(Plain.STARTUP);
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
        if (clientSide.isIntercepting() && !committing) {
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
        runPostponed();
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

    void updateReading() {
        if (!closed) {
            wires.updateReading(fromClient.isPaused() ? fromClient.bufferedBytes() : 0);
        }
    }

    // What the two sides ask.

    ReportedSettings settings() {
        return settings;
    }

    void expect(Outstanding request) {
        NameChange change = request.change();
        if (change != null) {
            names.sent(change);
        }
        queue.expect(request);
    }

    void copyData() {
        queue.copyData(Plain.COPY_DATA);
    }

    void copyEnd() {
        queue.copyEnd(Plain.COPY_END);
    }

    /** Whether statements of this session can be read at all. */
    boolean mayIntercept() {
        return settings.charset().isPresent();
    }

    /** Whether, as far as is known, the server will act on the next message, rather than skip it or take it for copy data. */
    boolean isActing() {
        return !queue.isSkipping() && !queue.isCopyIn();
    }

    void toServer(ByteBuf bytes) {
        wires.toServer(bytes);
    }

    /** The client's messages wait from here on. */
    void intercept(Consumer<Interceptions> interception) {
        fromClient.pause();
        committing = false;
        interception.accept(interceptions);
    }

    /** The client has ended a COPY of an interception; the server says how it went only when it is asked. */
    void endInterceptedCopy(byte type, ByteBuf body) {
        fromClient.pause();
        fromClient.handOver();
        ByteBuf out = wires.serverBuffer();
        out.writeByte(type).writeInt(body.readableBytes() + 4).writeBytes(body);
        FrontendSignal.FLUSH.encode(out, charset());
        copyEnd();
        wires.toServer(out);
    }

    // What the server's side has seen.

    @Override
    public void answered(Outstanding request) {
        NameChange change = request.change();
        if (change != null) {
            names.confirmed(change);
        }
        checkTurn();
    }

    @Override
    public void failed(Outstanding request) {
        NameChange change = request.change();
        if (change != null) {
            names.dropped(change);
        }
    }

    private void dropped(Outstanding request) {
        NameChange change = request.change();
        if (change != null) {
            names.dropped(change);
        }
        Responder responder = request.responder();
        if (closed && responder != null) {
            responder.disconnected();
        }
        if (request instanceof Turn turn) {
            waiting = null;
            if (closed) {
                turn.disconnected();
            } else {
                turn.result().complete(Turn.Result.SKIPPED);
            }
        }
    }

    @Override
    public void copyInBegins() {
        Turn turn = waiting;
        if (turn != null) {
            waiting = null;
            queue.withdraw(turn);
            turn.result().complete(Turn.Result.COPY_IN);
        }
    }

    @Override
    public void ready(TransactionStatus status) {
        if (clientSide.isAuthenticating()) {
            clientSide.authenticated();
            resumeClient();
        }
        if (draining && isIdle()) {
            terminate();
        }
    }

    private void checkTurn() {
        if (queue.due() instanceof Turn turn) {
            waiting = null;
            turn.result().complete(Turn.Result.NOW);
        }
    }

    // What interceptions ask.

    @Override
    public Executor loop() {
        return task -> loop.execute(() -> atBorder(task));
    }

    /** Nothing of ours may get into the middle of a message of the client, such as copy data that the server refuses meanwhile. */
    private void atBorder(Runnable task) {
        postponed.add(task);
        runPostponed();
    }

    private void runPostponed() {
        if (runningPostponed) {
            return;
        }
        runningPostponed = true;
        Runnable task;
        while ((closed || !fromClient.isWithinRelayed()) && (task = postponed.poll()) != null) {
            task.run();
        }
        runningPostponed = false;
    }

    @Override
    public Charset charset() {
        return settings.charset().orElse(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public TransactionStatus transactionStatus() {
        return serverSide.transactionStatus();
    }

    @Override
    public boolean isBetweenTransactions() {
        return queue.isQuiet() && transactionStatus() == TransactionStatus.IDLE && !clientSide.wasWithinPipeline();
    }

    @Override
    public void inject(Responder responder, FrontendMessage... messages) {
        ByteBuf out = wires.serverBuffer();
        for (FrontendMessage message : messages) {
            Injection.kind(message)
                    .ifPresent(kind -> expect(new Outstanding.Handled(kind, Owner.INJECTED, responder, null)));
            message.encode(out, charset());
        }
        sendNow(out);
    }

    @Override
    public void forward(Outstanding request, FrontendMessage message) {
        ByteBuf out = wires.serverBuffer();
        message.encode(out, charset());
        expect(request);
        sendNow(out);
    }

    @Override
    public void forward(Outstanding request, byte type, byte[] body) {
        expect(request);
        sendNow(wires.serverBuffer().writeByte(type).writeInt(body.length + 4).writeBytes(body));
    }

    private void sendNow(ByteBuf out) {
        fromClient.handOver();
        wires.toServer(out);
        wires.flushServer();
    }

    @Override
    public void reply(BackendMessage... messages) {
        fromServer.handOver();
        ByteBuf out = wires.clientBuffer();
        for (BackendMessage message : messages) {
            message.encode(out, charset());
        }
        wires.toClient(out);
        wires.flushClient();
    }

    @Override
    public void reply(byte[] messages) {
        fromServer.handOver();
        wires.toClient(wires.clientBuffer().writeBytes(messages));
        wires.flushClient();
    }

    @Override
    public void await(Turn turn) {
        waiting = turn;
        if (!queue.expect(turn)) {
            return;
        }
        if (queue.isCopyIn()) {
            copyInBegins();
            return;
        }
        checkTurn();
        if (waiting != null) {
            ByteBuf out = wires.serverBuffer();
            FrontendSignal.FLUSH.encode(out, charset());
            sendNow(out);
        }
    }

    @Override
    public void acceptCopyData() {
        clientSide.acceptCopyData();
        // Not from within the server's walker: what the client has sent already may end the COPY.
        loop.execute(this::resumeClient);
    }

    @Override
    public void refuseCopyData() {
        if (clientSide.refuseCopyData()) {
            fromClient.pause();
        }
    }

    @Override
    public void committing() {
        committing = true;
    }

    @Override
    public void resume() {
        clientSide.interceptionEnded();
        committing = false;
        resumeClient();
        if (draining && isIdle()) {
            terminate();
        }
    }

    @Override
    public void abort(Throwable reason) {
        LOG.error("a session has to be given up", reason);
        lastWord(FatalErrors.internal(reason));
    }

    // The end.

    /** Ends the session as soon as it is idle. Any thread may call this. */
    public void drain() {
        loop.execute(() -> {
            draining = true;
            if (isIdle()) {
                terminate();
            }
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

    private boolean isIdle() {
        return queue.isQuiet()
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
            reply(new ErrorResponse(report));
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
        queue.disconnected();
        runPostponed();
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
