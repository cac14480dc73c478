package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.wire.message.BackendMessage;
import dev.pgtrickle.wire.message.CommandComplete;
import dev.pgtrickle.wire.message.ErrorResponse;
import dev.pgtrickle.wire.message.Execute;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.TransactionStatus;
import dev.pgtrickle.wire.response.Kind;
import java.nio.charset.Charset;
import java.util.function.Function;

/**
 * Executes a portal whose statement concerns us.
 *
 * <p>When the client's Sync follows at once and nothing went before, the statement has its transaction for itself, and engine code gets an
 * {@link OwnBlock} in it. Otherwise it shares the implicit transaction of the pipeline, or the client's block.
 */
public final class ExecuteRun implements InterceptionRun {

    /** What else the client sends for the same transaction, if it has no block. */
    public enum Company {
        /** Nothing. */
        ALONE,
        /** Other statements as well, or that is not known. */
        SHARED
    }

    private final Portal portal;
    private final Prepared.Intercepted prepared;
    private final Execute execute;
    private final Portal.State state;
    private final Company company;
    private final Charset charset;

    ExecuteRun(
            Portal portal,
            Prepared.Intercepted prepared,
            Execute execute,
            Portal.State state,
            Company company,
            Charset charset) {
        this.portal = portal;
        this.prepared = prepared;
        this.execute = execute;
        this.state = state;
        this.company = company;
        this.charset = charset;
    }

    @Override
    public void run(Exchange exchange) {
        switch (exchange.awaitTurn(Kind.EXECUTE)) {
            case SKIPPED -> {
                return;
            }
            case COPY_IN -> {
                exchange.forward(Outstanding.Plain.EXECUTE, execute);
                return;
            }
            case NOW -> {}
        }
        TransactionStatus status = exchange.transactionStatus();
        if (status == TransactionStatus.FAILED) {
            // Refused with 25P02, also where the server has only a placeholder.
            exchange.forward(Outstanding.Plain.EXECUTE, execute);
            return;
        }
        Scope scope = company == Company.ALONE && status == TransactionStatus.IDLE
                ? Scope.OWN_TRANSACTION
                : Scope.TRANSACTION_BLOCK;
        execute(exchange, scope);
    }

    private void execute(Exchange exchange, Scope scope) {
        OwnBlock block = new OwnBlock(exchange);
        BackendMessage ended;
        try {
            ended = switch (prepared) {
                case Prepared.Command command -> command(exchange, scope, block, command);
                case Prepared.Observed observed -> observed(exchange, scope, block, observed);
            };
            Report failure = block.commit();
            if (failure != null) {
                throw new StatementFailed(failure);
            }
        } catch (StatementFailed e) {
            exchange.fail(e.report());
            if (block.isOpen()) {
                // The client's Sync comes next, so nothing has to be skipped.
                block.rollBack();
            }
            exchange.reply(new ErrorResponse(e.report()));
            return;
        }
        exchange.reply(ended);
    }

    private BackendMessage command(Exchange exchange, Scope scope, OwnBlock block, Prepared.Command command) {
        exchange.requirePortal(execute.portal());
        if (state == Portal.State.EXECUTED) {
            throw new StatementFailed(Report.of(
                    "ERROR",
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "portal \"" + execute.portal() + "\" cannot be run"));
        }
        Interceptor interceptor = command.interceptor();
        return switch (lend(exchange, scope, block, session -> interceptor.run(command.command(), session))) {
            case Interceptor.Outcome.Done done -> new CommandComplete(done.commandTag());
            case Interceptor.Outcome.Relay relay ->
                exchange.runNamed(relay.sql()).ended().message();
        };
    }

    private BackendMessage observed(Exchange exchange, Scope scope, OwnBlock block, Prepared.Observed observed) {
        RowPolicy shown = observed.hidesRows() ? RowPolicy.DROP : RowPolicy.FORWARD;
        boolean answers = observed.observe().answers();
        Exchange.Run run = exchange.execute(execute, answers ? shown.held() : shown);
        Reply.Ended ended = run.ended();
        Interceptor.Completion completion =
                lend(exchange, scope, block, session -> observed.interceptor().complete(session));
        if (completion == Interceptor.Completion.REPEAT && answers && !run.overflowed()) {
            ended = exchange.executeAgain(observed.parse(), portal.bind(), execute, shown)
                    .ended();
        } else {
            exchange.reply(run.held());
        }
        return ended.tagged(observed.observe().commandTag()).message();
    }

    private <T> T lend(Exchange exchange, Scope scope, OwnBlock block, Function<SqlSession, T> call) {
        if (scope == Scope.OWN_TRANSACTION) {
            block.open();
        }
        return new Engine(exchange, charset).lend(scope, TextPlace.WHOLE, call);
    }
}
