package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.Rows;
import dev.pgtrickle.wire.message.BackendMessage;
import dev.pgtrickle.wire.message.Bind;
import dev.pgtrickle.wire.message.Close;
import dev.pgtrickle.wire.message.Describe;
import dev.pgtrickle.wire.message.Execute;
import dev.pgtrickle.wire.message.FrontendMessage;
import dev.pgtrickle.wire.message.FrontendSignal;
import dev.pgtrickle.wire.message.Parse;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.RowDescription;
import dev.pgtrickle.wire.message.Target;
import dev.pgtrickle.wire.message.TransactionStatus;
import dev.pgtrickle.wire.response.Kind;
import dev.pgtrickle.wire.response.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One interception's blocking conversation with the server and the client, from a virtual thread.
 *
 * <p>What is sent in one call is written at once and, except in {@link #sync}, never followed by a Sync: extended messages without Sync
 * belong to one implicit transaction. Statements of our own have names with a reserved prefix, so that the client's unnamed statement
 * and portal survive; each batch begins by closing the names, because one that failed half way leaves them behind.
 */
final class Exchange {

    /** Names of statements and portals that begin so are ours. */
    static final String RESERVED = "__pgtrickle";

    private final Relay relay;
    private boolean skipping;

    Exchange(Relay relay) {
        this.relay = relay;
    }

    /** Whether an error makes the server skip everything until the next {@link #sync}. */
    boolean isSkipping() {
        return skipping;
    }

    /** Waits until all that the client sent before has been answered. */
    Outstanding.Turn.Result awaitTurn(Kind kind) {
        return call(r -> {
            Outstanding.Turn turn = new Outstanding.Turn(kind);
            r.await(turn);
            return turn.result();
        });
    }

    TransactionStatus transactionStatus() {
        return call(r -> CompletableFuture.completedFuture(r.transactionStatus()));
    }

    boolean isBetweenTransactions() {
        return call(r -> CompletableFuture.completedFuture(r.isBetweenTransactions()));
    }

    /**
     * Runs a statement of our own.
     *
     * @return its rows
     * @throws StatementFailed when the server reports an error
     */
    Rows query(String sql, @Nullable String... parameters) {
        return collect(RowsResponder.Notices.DROP, sql, parameters);
    }

    /** Shows a message to the client, if its {@code client_min_messages} lets it. */
    void raise(Notice notice) {
        collect(RowsResponder.Notices.FORWARD, Raise.notice(notice));
    }

    /** Makes the server's transaction fail with an error that the client is about to get, unless it has failed already. */
    void fail(Report report) {
        if (skipping) {
            return;
        }
        try {
            query(Raise.error(report));
        } catch (StatementFailed e) {
            return;
        }
        throw new IllegalStateException("the server did not raise an error that it was told to raise");
    }

    private Rows collect(RowsResponder.Notices notices, String sql, @Nullable String... parameters) {
        try {
            return call(r -> {
                RowsResponder responder = new RowsResponder(r, notices);
                r.inject(responder, batch(sql, Bind.text(RESERVED, RESERVED, r.charset(), parameters)));
                return responder.result();
            });
        } catch (StatementFailed e) {
            skipping = true;
            throw e;
        }
    }

    private static FrontendMessage[] batch(String sql, Bind bind) {
        return new FrontendMessage[] {
            new Close(Target.STATEMENT, RESERVED),
            new Close(Target.PORTAL, RESERVED),
            new Parse(RESERVED, sql),
            bind,
            new Describe(Target.PORTAL, RESERVED),
            new Execute(RESERVED, 0),
            new Close(Target.PORTAL, RESERVED),
            new Close(Target.STATEMENT, RESERVED),
            FrontendSignal.FLUSH
        };
    }

    /**
     * Runs a statement of a simple query. It uses the unnamed statement and portal, which a simple query destroys anyway.
     *
     * @param sql one statement
     * @param rows what becomes of its rows
     * @param place where its text stands in the client's
     * @return how it ended, and what was held back
     */
    Run runUnnamed(String sql, RowPolicy rows, TextPlace place) {
        Run run = run(
                r -> new StatementResponder(r, rows, place),
                (r, responder) -> r.inject(
                        responder,
                        new Parse("", sql),
                        Bind.text("", "", r.charset()),
                        new Describe(Target.PORTAL, ""),
                        new Execute("", 0),
                        FrontendSignal.FLUSH));
        if (!skipping) {
            // Not in the same batch: behind a COPY the server would take it for data.
            dropUnnamed();
        }
        return run;
    }

    /** Closes the unnamed statement and portal, as a simple query does: an open portal would keep its tables from being dropped. */
    void dropUnnamed() {
        tell(r -> r.inject(
                new RowsResponder(r, RowsResponder.Notices.DROP),
                new Close(Target.STATEMENT, ""),
                new Close(Target.PORTAL, "")));
    }

    /**
     * Runs a statement between the client's extended messages.
     *
     * @param sql one statement without parameters, whose rows nobody gets
     * @return how it ended
     */
    Reply runNamed(String sql) {
        return run(
                        r -> new StatementResponder(r, RowPolicy.DROP, TextPlace.ELSEWHERE),
                        (r, responder) -> r.inject(responder, batch(sql, Bind.text(RESERVED, RESERVED, r.charset()))))
                .reply();
    }

    /**
     * Executes a portal of the client.
     *
     * @param execute the client's message
     * @param rows what becomes of its rows
     * @return how it ended, and what was held back
     */
    Run execute(Execute execute, RowPolicy rows) {
        return run(r -> new StatementResponder(r, rows, TextPlace.WHOLE), (r, responder) -> {
            r.forward(new Outstanding.Handled(Kind.EXECUTE, Owner.CLIENT, responder, null), execute);
            r.inject(responder, FrontendSignal.FLUSH);
        });
    }

    /**
     * Makes a portal of the client anew and executes it.
     *
     * @param parse its statement
     * @param bind how it was made
     * @param execute the client's message
     * @param rows what becomes of its rows
     * @return how it ended
     */
    Reply executeAgain(Parse parse, Bind bind, Execute execute, RowPolicy rows) {
        return run(
                        r -> new StatementResponder(r, rows, TextPlace.WHOLE),
                        (r, responder) -> r.inject(
                                responder,
                                new Close(Target.STATEMENT, RESERVED),
                                new Close(Target.PORTAL, bind.portal()),
                                new Parse(RESERVED, parse.text(), parse.parameterTypes()),
                                new Bind(bind.portal(), RESERVED, bind.rest()),
                                execute,
                                new Close(Target.STATEMENT, RESERVED),
                                FrontendSignal.FLUSH))
                .reply();
    }

    /**
     * Asks the server whether a portal of the client still exists: its transaction may have ended, or SQL may have closed it.
     *
     * @param portal its name
     * @throws StatementFailed when it does not, with the error that executing it would have given
     */
    void requirePortal(String portal) {
        try {
            RowDescription unused = call(r -> {
                DescriptionResponder responder = new DescriptionResponder(r);
                r.inject(responder, new Describe(Target.PORTAL, portal), FrontendSignal.FLUSH);
                return responder.result();
            });
        } catch (StatementFailed e) {
            skipping = true;
            throw e;
        }
    }

    /** Ends the implicit transaction and any skipping. */
    SyncResponder.Result sync() {
        SyncResponder.Result result = call(r -> {
            SyncResponder responder = new SyncResponder(r);
            r.committing();
            r.inject(responder, FrontendSignal.SYNC);
            return responder.result();
        });
        skipping = false;
        return result;
    }

    /** The end of a transaction is about to be sent. */
    void committing() {
        tell(Relay::committing);
    }

    void reply(BackendMessage... messages) {
        tell(r -> r.reply(messages));
    }

    void reply(byte[] messages) {
        if (messages.length > 0) {
            tell(r -> r.reply(messages));
        }
    }

    void forward(Outstanding request, FrontendMessage message) {
        tell(r -> r.forward(request, message));
    }

    void forward(Outstanding request, byte type, byte[] body) {
        tell(r -> r.forward(request, type, body));
    }

    /**
     * Sends a message with another text than the client's: the client gets the server's answer without positions in that text.
     *
     * @param kind how to account for it
     * @param message the message
     * @param change what changes when it succeeds, or null
     */
    void forwardElsewhere(Kind kind, FrontendMessage message, @Nullable NameChange change) {
        tell(r -> r.forward(new Outstanding.Handled(kind, Owner.CLIENT, new RewrittenResponder(r), change), message));
    }

    void resume() {
        tell(Relay::resume);
    }

    void abort(Throwable reason) {
        tell(r -> r.abort(reason));
    }

    /**
     * A statement that has been run.
     *
     * @param reply how it ended
     * @param held the rows that were held back
     * @param overflowed whether there were too many to be held back
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Run(Reply reply, byte[] held, boolean overflowed) {

        /** See {@link Reply#ended}. */
        Reply.Ended ended() {
            return reply.ended();
        }
    }

    private Run run(Function<Relay, StatementResponder> responders, BiConsumer<Relay, StatementResponder> send) {
        List<StatementResponder> used = new ArrayList<>(1);
        Reply reply = call(r -> {
            StatementResponder responder = responders.apply(r);
            used.add(responder);
            send.accept(r, responder);
            return responder.reply();
        });
        if (reply instanceof Reply.Failed) {
            skipping = true;
        }
        StatementResponder responder = used.getFirst();
        return new Run(reply, responder.held(), responder.hasOverflowed());
    }

    /** Does something on the event loop and waits for what comes of it. */
    private <T> T call(Function<Relay, CompletableFuture<T>> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(() -> {
            if (relay.isClosed()) {
                result.completeExceptionally(new SessionLost());
                return;
            }
            try {
                var unused = action.apply(relay).whenComplete((value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void tell(Consumer<Relay> action) {
        execute(() -> {
            if (!relay.isClosed()) {
                action.accept(relay);
            }
        });
    }

    private void execute(Runnable task) {
        try {
            relay.loop().execute(task);
        } catch (RejectedExecutionException e) {
            throw new SessionLost();
        }
    }
}
