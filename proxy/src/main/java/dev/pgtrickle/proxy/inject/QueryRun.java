package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.wire.message.BackendMessage;
import dev.pgtrickle.wire.message.ErrorResponse;
import dev.pgtrickle.wire.message.FrontendType;
import dev.pgtrickle.wire.message.Query;
import dev.pgtrickle.wire.message.ReadyForQuery;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.TransactionStatus;
import dev.pgtrickle.wire.response.Kind;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a simple query with statements that may concern stream tables.
 *
 * <p>When it turns out that none does, the query is relayed as it came. Otherwise each statement is run by itself, ours by the interceptor
 * and the others by extended messages, and the client sees the answers that a simple query gives. {@link QueryTransaction} keeps the
 * statements in one transaction. The last CommandComplete is held back until that has ended: when its commit fails, the client gets the
 * error instead.
 */
final class QueryRun implements InterceptionRun {

    private final ClientText query;
    private final Interceptors interceptors;
    private final String database;

    QueryRun(ClientText query, Interceptors interceptors, String database) {
        this.query = query;
        this.interceptors = interceptors;
        this.database = database;
    }

    @Override
    public void run(Exchange exchange) {
        Engine engine = new Engine(exchange, query.charset());
        Optional<Interceptor> interceptor;
        List<Reading> readings;
        try {
            interceptor =
                    Engine.call(TextPlace.WHOLE, () -> interceptors.forDatabase(database, query.isCertainlyOurs()));
            readings = interceptor.isEmpty() ? List.of() : query.read(interceptor.get());
        } catch (StatementFailed e) {
            if (isNow(exchange)) {
                fail(exchange, e.report(), new OwnBlock(exchange)::rollBack);
            }
            return;
        }
        if (interceptor.isEmpty() || !Reading.anyIntercepted(readings)) {
            forward(exchange);
        } else if (isNow(exchange)) {
            intercept(exchange, engine, interceptor.get(), readings);
        }
    }

    private void intercept(Exchange exchange, Engine engine, Interceptor interceptor, List<Reading> readings) {
        TransactionStatus status = exchange.transactionStatus();
        boolean single = readings.size() == 1;
        Scope scope = single && exchange.isBetweenTransactions() ? Scope.OWN_TRANSACTION : Scope.TRANSACTION_BLOCK;
        QueryTransaction transaction = QueryTransaction.of(exchange, status, readings);
        if (single && readings.getFirst().interception().orElseThrow() instanceof Interception.Rewrite rewrite) {
            rewrite(exchange, transaction, readings.getFirst(), () -> {
                transaction.beforeEngine();
                return engine.lend(
                        scope, readings.getFirst().place(), session -> interceptor.rewrite(rewrite, session));
            });
            return;
        }
        StatementRun statements = new StatementRun(interceptor, exchange, engine, transaction, scope);
        @Nullable BackendMessage last = null;
        try {
            transaction.begin();
            for (Reading reading : readings) {
                if (last != null) {
                    exchange.reply(last);
                }
                last = statements.run(reading);
                transaction.completed(last);
            }
        } catch (StatementFailed e) {
            fail(exchange, e.report(), transaction::rollBack);
            return;
        }
        SyncResponder.Result result = transaction.commit();
        Report failure = result.failure();
        if (failure != null) {
            exchange.reply(new ErrorResponse(failure));
        } else if (last != null) {
            exchange.reply(last);
        }
        exchange.reply(new ReadyForQuery(result.status()));
    }

    /** A single statement with another text stays a query of its own: it may be one that refuses to run in a transaction block. */
    private void rewrite(Exchange exchange, QueryTransaction transaction, Reading reading, Supplier<String> newText) {
        if (transaction.isFailed()) {
            forward(exchange);
            return;
        }
        String text;
        try {
            text = newText.get();
        } catch (StatementFailed e) {
            fail(exchange, e.report(), transaction::rollBack);
            return;
        }
        SyncResponder.Result result = transaction.commit();
        Report failure = result.failure();
        if (failure != null) {
            exchange.reply(new ErrorResponse(failure), new ReadyForQuery(result.status()));
        } else if (text.equals(reading.text())) {
            forward(exchange);
        } else {
            exchange.forwardElsewhere(Kind.QUERY, new Query(text), null);
        }
    }

    /** The client gets an error and the end of the query; whatever the query has done is undone. */
    private static void fail(Exchange exchange, Report report, Supplier<TransactionStatus> rollBack) {
        exchange.fail(report);
        exchange.reply(new ErrorResponse(report));
        exchange.reply(new ReadyForQuery(rollBack.get()));
    }

    /** Waits for the query's turn; when there is none, does with it what the server would do. */
    private boolean isNow(Exchange exchange) {
        return switch (exchange.awaitTurn(Kind.QUERY)) {
            case NOW -> true;
            case SKIPPED -> false;
            case COPY_IN -> {
                forward(exchange);
                yield false;
            }
        };
    }

    private void forward(Exchange exchange) {
        exchange.forward(Outstanding.Plain.QUERY, FrontendType.QUERY, query.body());
    }
}
