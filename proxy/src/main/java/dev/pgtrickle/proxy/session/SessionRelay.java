package dev.pgtrickle.proxy.session;

import dev.pgtrickle.proxy.inject.Outstanding;
import dev.pgtrickle.proxy.inject.Relay;
import dev.pgtrickle.proxy.inject.Responder;
import dev.pgtrickle.wire.frame.FrameWalker;
import dev.pgtrickle.wire.message.BackendMessage;
import dev.pgtrickle.wire.message.FrontendMessage;
import dev.pgtrickle.wire.message.FrontendSignal;
import dev.pgtrickle.wire.message.TransactionStatus;
import dev.pgtrickle.wire.response.Owner;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.util.concurrent.Executor;

/** What a session lends to interceptions: sending to the server and answering the client in its name, at the right place of both streams. */
final class SessionRelay implements Relay {

    private final Session session;
    private final Wires wires;
    private final Requests requests;
    private final ClientSide clientSide;
    private final FrameWalker fromClient;
    private final FrameWalker fromServer;
    private boolean committing;

    /**
     * The relay of a session.
     *
     * @param session the session
     * @param wires its connections
     * @param requests what it has sent
     * @param clientSide decides about the client's messages
     * @param fromClient whose relayed bytes go to the server before ours
     * @param fromServer whose relayed bytes go to the client before ours
     */
    SessionRelay(
            Session session,
            Wires wires,
            Requests requests,
            ClientSide clientSide,
            FrameWalker fromClient,
            FrameWalker fromServer) {
        this.session = session;
        this.wires = wires;
        this.requests = requests;
        this.clientSide = clientSide;
        this.fromClient = fromClient;
        this.fromServer = fromServer;
    }

    /** Whether the end of a transaction has been sent in the current interception. */
    boolean isCommitting() {
        return committing;
    }

    @Override
    public Executor loop() {
        return session::executeAtBorder;
    }

    @Override
    public Charset charset() {
        return session.charset();
    }

    @Override
    public boolean isClosed() {
        return session.isClosed();
    }

    @Override
    public TransactionStatus transactionStatus() {
        return session.transactionStatus();
    }

    @Override
    public boolean isBetweenTransactions() {
        return requests.isQuiet() && transactionStatus() == TransactionStatus.IDLE && !clientSide.wasWithinPipeline();
    }

    @Override
    public void inject(Responder responder, FrontendMessage... messages) {
        ByteBuf out = encoded(messages);
        for (FrontendMessage message : messages) {
            Injection.kind(message)
                    .ifPresent(kind -> requests.expect(new Outstanding.Handled(kind, Owner.INJECTED, responder, null)));
        }
        sendNow(out);
    }

    @Override
    public void forward(Outstanding request, FrontendMessage message) {
        ByteBuf out = encoded(message);
        requests.expect(request);
        sendNow(out);
    }

    @Override
    public void forward(Outstanding request, byte type, byte[] body) {
        requests.expect(request);
        sendNow(wires.serverBuffer().writeByte(type).writeInt(body.length + 4).writeBytes(body));
    }

    /** All of it is encoded before any of it is accounted for: a text that cannot be encoded is then as if it had never been there. */
    private ByteBuf encoded(FrontendMessage... messages) {
        ByteBuf out = wires.serverBuffer();
        try {
            for (FrontendMessage message : messages) {
                message.encode(out, charset());
            }
            return out;
        } catch (RuntimeException e) {
            out.release();
            throw e;
        }
    }

    private void sendNow(ByteBuf out) {
        fromClient.handOver();
        wires.toServer(out);
        wires.flushServer();
    }

    @Override
    public void reply(BackendMessage... messages) {
        ByteBuf out = wires.clientBuffer();
        try {
            for (BackendMessage message : messages) {
                message.encode(out, charset());
            }
        } catch (RuntimeException e) {
            out.release();
            throw e;
        }
        answerNow(out);
    }

    @Override
    public void reply(byte[] messages) {
        answerNow(wires.clientBuffer().writeBytes(messages));
    }

    private void answerNow(ByteBuf out) {
        fromServer.handOver();
        wires.toClient(out);
        wires.flushClient();
    }

    @Override
    public void await(Outstanding.Turn turn) {
        if (requests.await(turn) == Requests.Waiting.NEEDS_FLUSH) {
            sendNow(encoded(FrontendSignal.FLUSH));
        }
    }

    @Override
    public void acceptCopyData() {
        clientSide.acceptCopyData();
        // Not from within the server's walker: what the client has sent already may end the COPY.
        session.resumeClientLater();
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
        committing = false;
        session.interceptionEnded();
    }

    @Override
    public void abort(Throwable reason) {
        session.abort(reason);
    }
}
