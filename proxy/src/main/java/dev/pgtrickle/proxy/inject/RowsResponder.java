package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.session.Rows;
import dev.pgtrickle.wire.frame.Verdict;
import dev.pgtrickle.wire.message.BackendType;
import dev.pgtrickle.wire.message.CopyFail;
import dev.pgtrickle.wire.message.DataRow;
import dev.pgtrickle.wire.message.FrontendSignal;
import dev.pgtrickle.wire.message.NoticeResponse;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.ReportField;
import dev.pgtrickle.wire.message.RowDescription;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Answers to a statement of our own: its rows are collected, and the client sees nothing of it. */
final class RowsResponder implements Responder {

    /** What becomes of notices. */
    enum Notices {
        DROP,
        /** The client gets them, without the context that would show how they were raised. */
        FORWARD
    }

    private final Relay relay;
    private final Notices notices;
    private final List<Rows.Row> rows = new ArrayList<>();
    private final CompletableFuture<Rows> result = new CompletableFuture<>();
    private List<String> columns = List.of();

    RowsResponder(Relay relay, Notices notices) {
        this.relay = relay;
        this.notices = notices;
    }

    /** The rows, or {@link StatementFailed} or {@link SessionLost}. */
    CompletableFuture<Rows> result() {
        return result;
    }

    @Override
    public Verdict begin(byte type) {
        switch (type) {
            case BackendType.ROW_DESCRIPTION, BackendType.DATA_ROW, BackendType.NOTICE_RESPONSE -> {
                return Verdict.INSPECT;
            }
            case BackendType.COMMAND_COMPLETE, BackendType.EMPTY_QUERY_RESPONSE ->
                result.complete(columns.isEmpty() ? Rows.NONE : new Rows(columns, List.copyOf(rows)));
            case BackendType.COPY_IN_RESPONSE ->
                relay.inject(this, new CopyFail("COPY FROM STDIN has no data here"), FrontendSignal.FLUSH);
            default -> {}
        }
        return Verdict.DROP;
    }

    @Override
    public Verdict inspect(byte type, ByteBuf body) {
        switch (type) {
            case BackendType.ROW_DESCRIPTION ->
                columns = RowDescription.decode(body, relay.charset()).names();
            case BackendType.DATA_ROW ->
                rows.add(new Rows.Row(DataRow.decode(body, relay.charset()).values()));
            case BackendType.ERROR_RESPONSE ->
                result.completeExceptionally(new StatementFailed(Report.decode(body, relay.charset())));
            case BackendType.NOTICE_RESPONSE -> {
                if (notices == Notices.FORWARD) {
                    relay.reply(new NoticeResponse(spoken(Report.decode(body, relay.charset()))));
                }
            }
            default -> {}
        }
        return Verdict.DROP;
    }

    @Override
    public void disconnected() {
        result.completeExceptionally(new SessionLost());
    }

    /** What a person is told: nothing about the DO statement that raised it. */
    private static Report spoken(Report report) {
        return new Report(report.fields().stream()
                .filter(field -> switch (field.code()) {
                    case ReportField.LOCALIZED_SEVERITY,
                            ReportField.SEVERITY,
                            ReportField.SQLSTATE,
                            ReportField.MESSAGE,
                            ReportField.DETAIL,
                            ReportField.HINT -> true;
                    default -> false;
                })
                .toList());
    }
}
