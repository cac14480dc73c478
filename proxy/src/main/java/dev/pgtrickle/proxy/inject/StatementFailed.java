package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.ReportField;

/** A statement of the client, or one that we run for it, has failed; the report is what the client gets. */
final class StatementFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Report report;

    StatementFailed(Report report) {
        super(report.text(ReportField.MESSAGE));
        this.report = report;
    }

    Report report() {
        return report;
    }
}
