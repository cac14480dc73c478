package dev.pgtrickle.proxy.session;

import dev.pgtrickle.dvm.coalesce.Need;
import dev.pgtrickle.dvm.coalesce.Readers;
import dev.pgtrickle.proxy.inject.BlockBegin;
import dev.pgtrickle.proxy.inject.ClientText;
import dev.pgtrickle.proxy.inject.ExecuteRun.Company;
import dev.pgtrickle.proxy.inject.NameChange;
import dev.pgtrickle.proxy.inject.Names;
import dev.pgtrickle.proxy.inject.NoDataResponder;
import dev.pgtrickle.proxy.inject.Outstanding;
import dev.pgtrickle.proxy.inject.Outstanding.Plain;
import dev.pgtrickle.proxy.inject.Portal;
import dev.pgtrickle.proxy.inject.Prepared;
import dev.pgtrickle.proxy.inject.ProxyAnswer;
import dev.pgtrickle.wire.ProtocolViolation;
import dev.pgtrickle.wire.frame.FrameListener;
import dev.pgtrickle.wire.frame.Verdict;
import dev.pgtrickle.wire.message.Bind;
import dev.pgtrickle.wire.message.CString;
import dev.pgtrickle.wire.message.Close;
import dev.pgtrickle.wire.message.Describe;
import dev.pgtrickle.wire.message.Execute;
import dev.pgtrickle.wire.message.FrontendType;
import dev.pgtrickle.wire.message.Parse;
import dev.pgtrickle.wire.message.Target;
import dev.pgtrickle.wire.response.Kind;
import dev.pgtrickle.wire.response.Owner;
import dev.pgtrickle.wire.sql.Interest;
import dev.pgtrickle.wire.sql.QueryString;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each message of the client: it is accounted for and relayed, unless it may concern stream tables; then an interception
 * begins, and the messages behind it wait.
 */
final class ClientSide implements FrameListener {

    /** A longer text is relayed unread; what is ours in it, the server refuses as it would without us. */
    private static final int LONGEST_TEXT = 1 << 20;

    /** A longer text is not looked through for names on the event loop: it is taken to mention any. */
    private static final int LONGEST_LOOKED_THROUGH = 1 << 17;

    /** Longer messages during authentication are no honest ones (PG_MAX_AUTH_TOKEN_LENGTH of the server). */
    private static final int LONGEST_AUTHENTICATION = 1 << 16;

    /** What the session is doing. */
    private enum Phase {
        /** The client proves who it is; anything else has to wait. */
        AUTHENTICATION,
        RELAYING,
        /** An interception runs; the walker is paused. */
        INTERCEPTING,
        /** An interception runs a COPY FROM STDIN: the walker runs, for copy messages. */
        INTERCEPTING_COPY
    }

    /** An Execute of ours, held until the type of the next message tells what else the transaction contains. */
    private record HeldExecute(Portal portal, Prepared.Intercepted prepared, Execute execute) {}

    private final Session session;
    private final Requests requests;
    private final Names names;
    private final KeptChanges kept;
    private Phase phase = Phase.AUTHENTICATION;
    private @Nullable HeldExecute heldExecute;
    /** Whether the client has sent extended messages since its last Sync. */
    private boolean withinPipeline;
    /** What {@link #withinPipeline} was before the last Query or Parse. */
    private boolean pipelineBegun;

    /** How many statements the client has executed since its last Sync. */
    private int executions;

    ClientSide(Session session, Requests requests, Names names, KeptChanges kept) {
        this.session = session;
        this.requests = requests;
        this.names = names;
        this.kept = kept;
    }

    /** Whether the client has sent extended messages and no Sync behind them. */
    boolean isWithinPipeline() {
        return withinPipeline;
    }

    /** Whether that was so before the message under interception, a Query or Parse. */
    boolean wasWithinPipeline() {
        return pipelineBegun;
    }

    boolean isAuthenticating() {
        return phase == Phase.AUTHENTICATION;
    }

    boolean isIntercepting() {
        return phase == Phase.INTERCEPTING || phase == Phase.INTERCEPTING_COPY;
    }

    void authenticated() {
        phase = Phase.RELAYING;
    }

    void interceptionEnded() {
        phase = Phase.RELAYING;
    }

    void acceptCopyData() {
        phase = Phase.INTERCEPTING_COPY;
    }

    /** Ends a COPY of an interception, if there is one. */
    boolean refuseCopyData() {
        if (phase != Phase.INTERCEPTING_COPY) {
            return false;
        }
        phase = Phase.INTERCEPTING;
        return true;
    }

    @Override
    public Verdict begin(byte type, int bodyLength) {
        return switch (phase) {
            case RELAYING -> beginRelayed(type, bodyLength);
            case AUTHENTICATION -> beginAuthentication(type, bodyLength);
            case INTERCEPTING_COPY -> beginCopy(type);
            case INTERCEPTING -> Verdict.WAIT;
        };
    }

    private Verdict beginAuthentication(byte type, int bodyLength) {
        if (type == FrontendType.TERMINATE) {
            return Verdict.RELAY;
        }
        if (type != FrontendType.AUTHENTICATION_RESPONSE) {
            return Verdict.WAIT;
        }
        if (bodyLength > LONGEST_AUTHENTICATION) {
            throw new ProtocolViolation("authentication message of " + bodyLength + " bytes");
        }
        return Verdict.RELAY;
    }

    private Verdict beginCopy(byte type) {
        return switch (type) {
            // The Flush behind them makes the server say how it went.
            case FrontendType.COPY_DONE, FrontendType.COPY_FAIL -> Verdict.INSPECT;
            // The server ignores them during COPY.
            case FrontendType.SYNC, FrontendType.FLUSH -> Verdict.DROP;
            default -> Verdict.RELAY;
        };
    }

    private Verdict beginRelayed(byte type, int bodyLength) {
        if (heldExecute != null) {
            return releaseExecute(type);
        }
        return switch (type) {
            case FrontendType.QUERY -> {
                pipelineBegun = withinPipeline;
                if (isReadable(bodyLength)) {
                    yield Verdict.INSPECT;
                }
                requests.expect(Plain.QUERY);
                yield Verdict.RELAY;
            }
            case FrontendType.PARSE -> {
                pipelineBegun = withinPipeline;
                withinPipeline = true;
                if (isReadable(bodyLength)) {
                    yield Verdict.INSPECT;
                }
                requests.expect(Plain.PARSE);
                yield Verdict.RELAY;
            }
            case FrontendType.BIND -> named(Plain.BIND);
            case FrontendType.EXECUTE -> {
                executions++;
                yield named(Plain.EXECUTE);
            }
            // Both kinds of Describe are answered alike.
            case FrontendType.DESCRIBE -> named(Plain.DESCRIBE_PORTAL);
            case FrontendType.CLOSE -> named(Plain.CLOSE);
            case FrontendType.SYNC -> {
                withinPipeline = false;
                executions = 0;
                requests.expect(Plain.SYNC);
                yield Verdict.RELAY;
            }
            case FrontendType.COPY_DATA -> {
                requests.copyData();
                yield Verdict.RELAY;
            }
            case FrontendType.COPY_DONE, FrontendType.COPY_FAIL -> {
                requests.copyEnd();
                yield Verdict.RELAY;
            }
            case FrontendType.FUNCTION_CALL -> {
                requests.expect(Plain.FUNCTION_CALL);
                yield Verdict.RELAY;
            }
            default -> Verdict.RELAY;
        };
    }

    /** A message whose names matter only when some name concerns us. */
    private Verdict named(Plain request) {
        withinPipeline = true;
        if (!names.isEmpty()) {
            return Verdict.INSPECT;
        }
        requests.expect(request);
        return Verdict.RELAY;
    }

    private boolean isReadable(int bodyLength) {
        return bodyLength <= LONGEST_TEXT && session.settings().charset().isPresent();
    }

    @Override
    public Verdict inspect(byte type, ByteBuf body) {
        if (phase == Phase.INTERCEPTING_COPY) {
            session.endInterceptedCopy(type, body);
            return Verdict.DROP;
        }
        int start = body.readerIndex();
        try {
            return switch (type) {
                case FrontendType.QUERY -> query(body);
                case FrontendType.PARSE -> parse(body);
                case FrontendType.BIND -> bind(body);
                case FrontendType.EXECUTE -> execute(body);
                case FrontendType.DESCRIBE -> describe(body);
                case FrontendType.CLOSE -> close(body);
                default -> throw new IllegalStateException("message '" + (char) type + "' is not to be inspected");
            };
        } catch (ProtocolViolation e) {
            // The server says so better, and can go on.
            body.readerIndex(start);
            return relayed(accountingOf(type));
        }
    }

    @Override
    public void relay(ByteBuf bytes) {
        session.toServer(bytes);
    }

    private Verdict query(ByteBuf body) {
        int length = CString.length(body);
        Need need = Need.NOTHING;
        if (kept.areKept() || (KeptChanges.mayBeBegin(length) && !kept.readers().isEmpty())) {
            if (isLookedThrough(length)) {
                String sql = sql(body, 0, length);
                if (KeptChanges.isBegin(sql) && requests.isActing()) {
                    return begin(body);
                }
                need = kept.needOf(sql);
            } else if (kept.areKept()) {
                need = Need.STOP;
            }
            kept.met(need);
        }
        if (interest(body, 0, length) == Interest.NONE) {
            return relayed(need, Plain.QUERY, FrontendType.QUERY, body);
        }
        if (isProxyQuestion(body, 0, length)) {
            ProxyAnswer.query(session.relay());
            return Verdict.DROP;
        }
        ClientText text = text(body, 0, length);
        Need before = need;
        phase = Phase.INTERCEPTING;
        session.intercept(i -> i.query(text, before));
        return Verdict.DROP;
    }

    /** BEGIN as a query of its own. */
    private Verdict begin(ByteBuf body) {
        Readers readers = kept.readers();
        BlockBegin.query(session.relay(), bytes(body), readers);
        kept.begun(readers);
        return Verdict.DROP;
    }

    private Verdict relayed(Need need, Outstanding request, byte type, ByteBuf body) {
        if (need == Need.NOTHING) {
            return relayed(request);
        }
        byte[] bytes = bytes(body);
        phase = Phase.INTERCEPTING;
        session.intercept(i -> i.relayAfter(need, request, type, bytes));
        return Verdict.DROP;
    }

    private Verdict parse(ByteBuf body) {
        int start = CString.length(body) + 1;
        int begin = body.readerIndex();
        CString.skip(body);
        int length = CString.length(body);
        body.readerIndex(begin);
        if (interest(body, start, length) == Interest.NONE) {
            Prepared prepared = kept.concerns(length) ? prepared(body, start, length) : null;
            if (names.isEmpty() && prepared == null) {
                return relayed(Plain.PARSE);
            }
            String name = CString.read(body, CString.NAME);
            body.readerIndex(begin);
            NameChange change = prepared == null
                    ? new NameChange.StatementGone(name)
                    : new NameChange.StatementDefined(name, prepared);
            return relayed(new Outstanding.Naming(Kind.PARSE, change));
        }
        ClientText text = text(body, start, length);
        boolean isProxyQuestion = isProxyQuestion(body, start, length);
        Parse parse = Parse.decode(body, session.charset());
        if (isProxyQuestion) {
            ProxyAnswer.parse(session.relay(), parse);
            return Verdict.DROP;
        }
        phase = Phase.INTERCEPTING;
        session.intercept(i -> i.parse(text, parse));
        return Verdict.DROP;
    }

    private boolean isProxyQuestion(ByteBuf body, int start, int length) {
        return ProxyAnswer.mayBeAsked(length) && ProxyAnswer.isAsked(sql(body, start, length));
    }

    /** A statement that the server runs alone, as far as it concerns us. */
    private @Nullable Prepared prepared(ByteBuf body, int start, int length) {
        Readers readers = kept.readers();
        if (isLookedThrough(length)) {
            String sql = sql(body, start, length);
            if (KeptChanges.mayBeBegin(length) && KeptChanges.isBegin(sql)) {
                return new Prepared.Begin();
            }
            Need need = readers.isEmpty() ? Need.NOTHING : readers.needOf(sql);
            return need == Need.NOTHING ? null : new Prepared.Reader(need);
        }
        return readers.isEmpty() ? null : new Prepared.Reader(Need.STOP);
    }

    private boolean isLookedThrough(int length) {
        return length <= LONGEST_LOOKED_THROUGH && session.settings().isPlain();
    }

    private Verdict bind(ByteBuf body) {
        int start = body.readerIndex();
        Bind bind = Bind.decode(body);
        body.readerIndex(start);
        Prepared prepared = names.statement(bind.statement());
        NameChange change = prepared == null
                ? new NameChange.PortalGone(bind.portal())
                : new NameChange.PortalDefined(bind.portal(), new Portal(prepared, bind));
        Need need = switch (prepared) {
            case Prepared.Reader reader when kept.areKept() -> reader.need();
            case Prepared.Observed observed when kept.areKept() -> Need.APPLY;
            case null, default -> Need.NOTHING;
        };
        kept.met(need);
        return relayed(need, new Outstanding.Naming(Kind.BIND, change), FrontendType.BIND, body);
    }

    private Verdict execute(ByteBuf body) {
        Execute execute = Execute.decode(body);
        Portal portal = names.portal(execute.portal());
        if (portal == null || !requests.isActing() || isJustContinued(portal)) {
            return relayed(Plain.EXECUTE);
        }
        return switch (portal.prepared()) {
            case Prepared.Reader reader -> relayed(Plain.EXECUTE);
            case Prepared.Begin begin -> begin(execute);
            case Prepared.Intercepted intercepted -> {
                heldExecute = new HeldExecute(portal, intercepted, execute);
                yield Verdict.DROP;
            }
        };
    }

    /** BEGIN within a pipeline: what follows it is in the block already. */
    private Verdict begin(Execute execute) {
        Readers readers = kept.readers();
        if (readers.isEmpty()) {
            return relayed(Plain.EXECUTE);
        }
        BlockBegin.execute(session.relay(), execute, readers);
        kept.begun(readers);
        return Verdict.DROP;
    }

    private static boolean isJustContinued(Portal portal) {
        return portal.prepared() instanceof Prepared.Observed && portal.state() == Portal.State.EXECUTED;
    }

    private Verdict describe(ByteBuf body) {
        Describe describe = Describe.decode(body);
        Prepared prepared;
        if (describe.target() == Target.STATEMENT) {
            prepared = names.statement(describe.name());
        } else {
            Portal portal = names.portal(describe.name());
            prepared = portal == null ? null : portal.prepared();
        }
        Plain plain = describe.target() == Target.STATEMENT ? Plain.DESCRIBE_STATEMENT : Plain.DESCRIBE_PORTAL;
        boolean hidesRows = prepared instanceof Prepared.Observed observed && observed.hidesRows();
        return relayed(
                hidesRows
                        ? new Outstanding.Handled(
                                plain.kind(), Owner.CLIENT, new NoDataResponder(session.relay()), null)
                        : plain);
    }

    private Verdict close(ByteBuf body) {
        Close close = Close.decode(body);
        NameChange change = close.target() == Target.STATEMENT
                ? new NameChange.StatementGone(close.name())
                : new NameChange.PortalGone(close.name());
        return relayed(new Outstanding.Naming(Kind.CLOSE, change));
    }

    /** The next message has come: now it is known what else the transaction of an Execute contains. */
    private Verdict releaseExecute(byte nextType) {
        HeldExecute held = heldExecute;
        heldExecute = null;
        if (held == null || nextType == FrontendType.TERMINATE) {
            // What it would do would be rolled back.
            return Verdict.RELAY;
        }
        Company company = nextType == FrontendType.SYNC && executions == 1 ? Company.ALONE : Company.SHARED;
        phase = Phase.INTERCEPTING;
        session.intercept(i -> i.execute(held.portal(), held.prepared(), held.execute(), company));
        return Verdict.WAIT;
    }

    private Interest interest(ByteBuf body, int offset, int length) {
        Optional<Charset> readable = session.settings().charset();
        if (readable.isEmpty() || !requests.isActing()) {
            return Interest.NONE;
        }
        return QueryString.interest(
                body, body.readerIndex() + offset, length, session.settings().stringSyntax());
    }

    private static byte[] bytes(ByteBuf body) {
        byte[] bytes = new byte[body.readableBytes()];
        body.getBytes(body.readerIndex(), bytes);
        return bytes;
    }

    private String sql(ByteBuf body, int offset, int length) {
        return body.toString(body.readerIndex() + offset, length, session.charset());
    }

    private ClientText text(ByteBuf body, int offset, int length) {
        return new ClientText(
                bytes(body),
                offset,
                length,
                QueryString.split(
                        body,
                        body.readerIndex() + offset,
                        length,
                        session.settings().stringSyntax()),
                session.charset());
    }

    private Verdict relayed(Outstanding request) {
        requests.expect(request);
        return Verdict.RELAY;
    }

    private static Plain accountingOf(byte type) {
        return switch (type) {
            case FrontendType.QUERY -> Plain.QUERY;
            case FrontendType.PARSE -> Plain.PARSE;
            case FrontendType.BIND -> Plain.BIND;
            case FrontendType.EXECUTE -> Plain.EXECUTE;
            case FrontendType.DESCRIBE -> Plain.DESCRIBE_STATEMENT;
            case FrontendType.CLOSE -> Plain.CLOSE;
            default -> throw new IllegalArgumentException("message '" + (char) type + "' is not accounted for");
        };
    }
}
