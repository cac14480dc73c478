package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.wire.message.BackendMessage;
import dev.pgtrickle.wire.message.CommandComplete;
import java.util.Optional;

/** Runs the statements of a simple query, each as what it is. */
final class StatementRun {

    private final Interceptor interceptor;
    private final Exchange exchange;
    private final Engine engine;
    private final QueryTransaction transaction;
    private final Scope scope;

    StatementRun(Interceptor interceptor, Exchange exchange, Engine engine, QueryTransaction transaction, Scope scope) {
        this.interceptor = interceptor;
        this.exchange = exchange;
        this.engine = engine;
        this.transaction = transaction;
        this.scope = scope;
    }

    /**
     * Runs a statement; rows, notices and copy data go to the client as they come.
     *
     * @param reading the statement
     * @return what tells the client that it has ended
     * @throws StatementFailed when it fails
     */
    BackendMessage run(Reading reading) {
        Optional<Interception> interception = reading.interception();
        if (interception.isEmpty()) {
            return relay(reading.text(), reading.place());
        }
        if (transaction.isFailed()) {
            // Refused with 25P02 like any other, if only the server can read it.
            return interception.get() instanceof Interception.Command
                    ? relay(Placeholder.TEXT, TextPlace.ELSEWHERE)
                    : relay(reading.text(), reading.place());
        }
        return switch (interception.get()) {
            case Interception.Command command -> command(command, reading);
            case Interception.Rewrite rewrite -> {
                transaction.beforeEngine();
                String text = engine.lend(scope, reading.place(), session -> interceptor.rewrite(rewrite, session));
                yield relay(text, reading.placeOf(text));
            }
            case Interception.Observe observe -> observe(observe, reading);
        };
    }

    private BackendMessage command(Interception.Command command, Reading reading) {
        transaction.beforeEngine();
        return switch (engine.lend(scope, reading.place(), session -> interceptor.run(command, session))) {
            case Interceptor.Outcome.Done done -> new CommandComplete(done.commandTag());
            case Interceptor.Outcome.Relay relay -> relay(relay.sql(), reading.placeOf(relay.sql()));
        };
    }

    private BackendMessage observe(Interception.Observe observe, Reading reading) {
        TextPlace place = reading.placeOf(observe.sql());
        RowPolicy shown = observe.commandTag().isEmpty() ? RowPolicy.FORWARD : RowPolicy.DROP;
        Exchange.Run run = exchange.runUnnamed(observe.sql(), observe.answers() ? shown.held() : shown, place);
        Reply.Ended ended = run.ended();
        transaction.beforeEngine();
        Interceptor.Completion completion = engine.lend(scope, reading.place(), interceptor::complete);
        if (completion == Interceptor.Completion.REPEAT && observe.answers() && !run.overflowed()) {
            ended = exchange.runUnnamed(observe.sql(), shown, place).ended();
        } else {
            exchange.reply(run.held());
        }
        return ended.tagged(observe.commandTag()).message();
    }

    private BackendMessage relay(String sql, TextPlace place) {
        return exchange.runUnnamed(sql, RowPolicy.FORWARD, place).ended().message();
    }
}
