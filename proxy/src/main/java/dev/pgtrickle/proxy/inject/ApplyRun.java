package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.coalesce.Need;
import dev.pgtrickle.wire.message.ErrorResponse;
import dev.pgtrickle.wire.message.ReadyForQuery;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.ReportField;
import dev.pgtrickle.wire.message.TransactionStatus;
import dev.pgtrickle.wire.response.Kind;

/**
 * Has the server apply the changes that the client's block keeps, before a message that may read what they change; then that is dealt with as it
 * would have been. When they cannot be applied, the client gets the reason as the answer to its message.
 */
final class ApplyRun implements InterceptionRun {

    private final Kind kind;
    private final Need need;
    private final InterceptionRun then;

    /**
     * What comes before a Query or a Bind.
     *
     * @param kind which of them
     * @param need what the server has to do
     * @param then deals with the message
     */
    ApplyRun(Kind kind, Need need, InterceptionRun then) {
        this.kind = kind;
        this.need = need;
        this.then = then;
    }

    @Override
    public void run(Exchange exchange) {
        Outstanding.Turn.Result turn = exchange.awaitTurn(kind);
        if (turn == Outstanding.Turn.Result.SKIPPED) {
            return;
        }
        // In a block that has failed the server refuses the message anyway, and says so.
        if (turn == Outstanding.Turn.Result.NOW && exchange.transactionStatus() != TransactionStatus.FAILED) {
            try {
                var unused = exchange.query(need.sql());
            } catch (StatementFailed e) {
                fail(exchange, e.report().with(ReportField.POSITION, null));
                return;
            }
        }
        then.run(exchange);
    }

    private void fail(Exchange exchange, Report report) {
        exchange.reply(new ErrorResponse(report));
        if (kind == Kind.QUERY) {
            exchange.reply(new ReadyForQuery(exchange.sync().status()));
        }
    }
}
