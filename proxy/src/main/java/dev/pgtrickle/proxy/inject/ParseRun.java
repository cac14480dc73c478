package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.wire.message.ErrorResponse;
import dev.pgtrickle.wire.message.FrontendType;
import dev.pgtrickle.wire.message.Parse;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.response.Kind;
import java.util.List;
import java.util.Optional;

/**
 * Decides what the server gets when the client prepares a statement that may concern stream tables.
 *
 * <p>A command of ours leaves a {@linkplain Placeholder placeholder} under the client's name and is run when it is executed; an observed
 * statement is sent as the interceptor wants it. A statement to rewrite is rewritten now: before the client's transaction, if there is
 * none yet, because the statement may refuse to run in one with anything else.
 */
final class ParseRun implements InterceptionRun {

    private final ClientText text;
    private final Parse parse;
    private final Interceptors interceptors;
    private final String database;

    ParseRun(ClientText text, Parse parse, Interceptors interceptors, String database) {
        this.text = text;
        this.parse = parse;
        this.interceptors = interceptors;
        this.database = database;
    }

    @Override
    public void run(Exchange exchange) {
        Optional<Interceptor> interceptor;
        List<Reading> readings;
        try {
            interceptor =
                    Engine.call(TextPlace.WHOLE, () -> interceptors.forDatabase(database, text.isCertainlyOurs()));
            readings = interceptor.isEmpty() ? List.of() : text.read(interceptor.get());
        } catch (StatementFailed e) {
            if (isNow(exchange)) {
                exchange.fail(e.report());
                exchange.reply(new ErrorResponse(e.report()));
            }
            return;
        }
        // Several statements in one Parse are an error that the server reports.
        if (interceptor.isEmpty() || readings.size() != 1 || !Reading.anyIntercepted(readings)) {
            forward(exchange);
            return;
        }
        Reading reading = readings.getFirst();
        switch (reading.interception().orElseThrow()) {
            case Interception.Command command ->
                exchange.forwardElsewhere(
                        Kind.PARSE,
                        new Parse(parse.name(), Placeholder.TEXT),
                        defined(new Prepared.Command(interceptor.get(), command)));
            case Interception.Observe observe -> observe(exchange, interceptor.get(), observe, reading);
            case Interception.Rewrite rewrite -> {
                if (isNow(exchange)) {
                    rewrite(exchange, interceptor.get(), rewrite, reading);
                }
            }
        }
    }

    private void observe(Exchange exchange, Interceptor interceptor, Interception.Observe observe, Reading reading) {
        if (observe.sql().equals(reading.text())) {
            NameChange change = defined(new Prepared.Observed(interceptor, observe, parse));
            exchange.forward(new Outstanding.Naming(Kind.PARSE, change), FrontendType.PARSE, text.body());
        } else {
            Parse sent = new Parse(parse.name(), observe.sql(), parse.parameterTypes());
            exchange.forwardElsewhere(Kind.PARSE, sent, defined(new Prepared.Observed(interceptor, observe, sent)));
        }
    }

    private void rewrite(Exchange exchange, Interceptor interceptor, Interception.Rewrite rewrite, Reading reading) {
        boolean alone = exchange.isBetweenTransactions();
        OwnBlock block = new OwnBlock(exchange);
        String sql;
        try {
            if (alone) {
                block.open();
            }
            Scope scope = alone ? Scope.OWN_TRANSACTION : Scope.TRANSACTION_BLOCK;
            sql = new Engine(exchange, text.charset())
                    .lend(scope, reading.place(), session -> interceptor.rewrite(rewrite, session));
            if (alone) {
                commit(exchange, block);
            }
        } catch (StatementFailed e) {
            fail(exchange, block, e.report());
            return;
        }
        if (sql.equals(reading.text())) {
            forward(exchange);
        } else {
            exchange.forwardElsewhere(
                    Kind.PARSE,
                    new Parse(parse.name(), sql, parse.parameterTypes()),
                    new NameChange.StatementGone(parse.name()));
        }
    }

    private static void commit(Exchange exchange, OwnBlock block) {
        Report failure = block.commit();
        if (failure == null) {
            failure = exchange.sync().failure();
        }
        if (failure != null) {
            throw new StatementFailed(failure);
        }
    }

    /** The client's Parse fails: the block of our own goes, and the server skips what the client sends up to its Sync. */
    private static void fail(Exchange exchange, OwnBlock block, Report report) {
        exchange.fail(report);
        if (block.isOpen()) {
            block.rollBack();
            exchange.fail(report);
        }
        exchange.reply(new ErrorResponse(report));
    }

    private NameChange defined(Prepared prepared) {
        return new NameChange.StatementDefined(parse.name(), prepared);
    }

    private boolean isNow(Exchange exchange) {
        return switch (exchange.awaitTurn(Kind.PARSE)) {
            case NOW -> true;
            case SKIPPED -> false;
            case COPY_IN -> {
                forward(exchange);
                yield false;
            }
        };
    }

    private void forward(Exchange exchange) {
        exchange.forward(
                new Outstanding.Naming(Kind.PARSE, new NameChange.StatementGone(parse.name())),
                FrontendType.PARSE,
                text.body());
    }
}
