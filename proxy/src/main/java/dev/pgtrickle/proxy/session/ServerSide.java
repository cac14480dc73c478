package dev.pgtrickle.proxy.session;

import dev.pgtrickle.proxy.inject.Names;
import dev.pgtrickle.proxy.inject.Responder;
import dev.pgtrickle.wire.frame.FrameListener;
import dev.pgtrickle.wire.frame.Verdict;
import dev.pgtrickle.wire.message.BackendType;
import dev.pgtrickle.wire.message.ParameterStatus;
import dev.pgtrickle.wire.message.ReadyForQuery;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.ReportField;
import dev.pgtrickle.wire.message.TransactionStatus;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What becomes of each message of the server: it is relayed, or given to the responder of the request that it answers; and what it says
 * about the state of the session is noted.
 */
final class ServerSide implements FrameListener {

    /** Longer bodies of this kind are none that we look into. */
    private static final int LONGEST_INSPECTED = 1 << 16;

    private final Requests requests;
    private final Names names;
    private final ReportedSettings settings;
    private final CommitWatch commits;
    private final Runnable ready;
    private final Consumer<ByteBuf> toClient;
    /** Whether the block has failed and, as far as we know, still is; status alone lags behind within a pipeline. */
    private boolean blockFailed;

    ServerSide(
            Requests requests,
            Names names,
            ReportedSettings settings,
            CommitWatch commits,
            Runnable ready,
            Consumer<ByteBuf> toClient) {
        this.requests = requests;
        this.names = names;
        this.settings = settings;
        this.commits = commits;
        this.ready = ready;
        this.toClient = toClient;
    }

    /** What the last ReadyForQuery said, except that the end of a failed block may have been seen since then. */
    TransactionStatus transactionStatus() {
        TransactionStatus status = requests.status();
        return status == TransactionStatus.FAILED && !blockFailed ? TransactionStatus.IDLE : status;
    }

    @Override
    public Verdict begin(byte type, int bodyLength) {
        return switch (type) {
            case BackendType.READY_FOR_QUERY, BackendType.COMMAND_COMPLETE -> Verdict.INSPECT;
            case BackendType.PARAMETER_STATUS -> bodyLength <= LONGEST_INSPECTED ? Verdict.INSPECT : Verdict.RELAY;
            case BackendType.NOTIFICATION_RESPONSE -> Verdict.RELAY;
            case BackendType.NOTICE_RESPONSE -> {
                Responder responder = requests.responder();
                yield responder == null ? Verdict.RELAY : responder.begin(type);
            }
            default -> beginAnswer(type);
        };
    }

    private Verdict beginAnswer(byte type) {
        Responder responder = requests.responder();
        if (type == BackendType.ERROR_RESPONSE) {
            if (responder != null) {
                return Verdict.INSPECT;
            }
            commits.failed();
        } else if (type == BackendType.COPY_OUT_RESPONSE) {
            commits.copyingOut();
        }
        Verdict verdict = responder == null ? Verdict.RELAY : responder.begin(type);
        if (verdict != Verdict.INSPECT) {
            received(type);
        }
        if (type == BackendType.COPY_IN_RESPONSE && responder == null) {
            requests.copyInBegins();
        }
        return verdict;
    }

    @Override
    public Verdict inspect(byte type, ByteBuf body) {
        return switch (type) {
            case BackendType.READY_FOR_QUERY -> readyForQuery(body);
            case BackendType.COMMAND_COMPLETE -> commandComplete(body);
            case BackendType.PARAMETER_STATUS -> {
                settings.reported(ParameterStatus.decode(body));
                yield Verdict.RELAY;
            }
            case BackendType.NOTICE_RESPONSE -> answer(type, body);
            case BackendType.ERROR_RESPONSE -> error(body);
            default -> {
                Verdict verdict = answer(type, body);
                received(type);
                yield verdict;
            }
        };
    }

    @Override
    public void relay(ByteBuf bytes) {
        toClient.accept(bytes);
    }

    private Verdict readyForQuery(ByteBuf body) {
        int start = body.readerIndex();
        TransactionStatus status = ReadyForQuery.decode(body).status();
        body.readerIndex(start);
        Responder responder = requests.responder();
        Verdict verdict = responder == null ? Verdict.RELAY : whole(responder, BackendType.READY_FOR_QUERY, body);
        blockFailed = status == TransactionStatus.FAILED;
        if (status == TransactionStatus.IDLE) {
            names.transactionEnded();
        }
        commits.ready(status);
        requests.ready(status);
        ready.run();
        return verdict;
    }

    private Verdict commandComplete(ByteBuf body) {
        CommandTag tag = CommandTag.of(body);
        commits.completed(tag);
        switch (tag) {
            case COMMIT, ROLLBACK, PREPARE_TRANSACTION -> blockFailed = false;
            case DISCARD_ALL, DEALLOCATE_ALL -> names.statementsDiscarded();
            default -> {}
        }
        Responder responder = requests.responder();
        Verdict verdict = responder == null ? Verdict.RELAY : whole(responder, BackendType.COMMAND_COMPLETE, body);
        received(BackendType.COMMAND_COMPLETE);
        return verdict;
    }

    private Verdict error(ByteBuf body) {
        commits.failed();
        // The words of the protocol are ASCII in every encoding.
        String severity =
                Report.decode(body.duplicate(), StandardCharsets.ISO_8859_1).text(ReportField.SEVERITY);
        if (severity.equals("FATAL") || severity.equals("PANIC")) {
            // Whoever waits for an answer learns it from the end of the connection.
            return Verdict.RELAY;
        }
        Verdict verdict = answer(BackendType.ERROR_RESPONSE, body);
        received(BackendType.ERROR_RESPONSE);
        return verdict;
    }

    /** Asks a responder about a message whose body is here already. */
    private static Verdict whole(Responder responder, byte type, ByteBuf body) {
        Verdict verdict = responder.begin(type);
        return verdict == Verdict.INSPECT ? responder.inspect(type, body) : verdict;
    }

    private Verdict answer(byte type, ByteBuf body) {
        Responder responder = requests.responder();
        return responder == null ? Verdict.RELAY : responder.inspect(type, body);
    }

    private void received(byte type) {
        if (type == BackendType.ERROR_RESPONSE) {
            requests.failed(type);
        } else {
            requests.received(type);
        }
    }
}
