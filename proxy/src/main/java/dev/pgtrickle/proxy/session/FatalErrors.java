package dev.pgtrickle.proxy.session;

import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.ReportField;

/** Errors that end a connection. */
public final class FatalErrors {

    /** The proxy stops; the words are the server's. */
    public static final Report ADMIN_SHUTDOWN =
            Report.of("FATAL", "57P01", "terminating connection due to administrator command");

    /** The proxy has as many clients as it may have; the words are the server's. */
    public static final Report TOO_MANY_CLIENTS = Report.of("FATAL", "53300", "sorry, too many clients already");

    private FatalErrors() {}

    /**
     * Somebody sent what cannot be at this point.
     *
     * @param violation what it was
     * @return the error
     */
    public static Report protocolViolation(Throwable violation) {
        return Report.of("FATAL", "08P01", "protocol violation: " + violation.getMessage());
    }

    /**
     * The server cannot be reached.
     *
     * @param host its host
     * @param port its port
     * @param cause why
     * @return the error
     */
    public static Report unreachable(String host, int port, Throwable cause) {
        return Report.of(
                        "FATAL",
                        "08006",
                        "could not connect to the PostgreSQL server at \"" + host + "\", port " + port)
                .with(ReportField.DETAIL, String.valueOf(cause.getMessage()))
                .with(ReportField.HINT, "Check that the server runs there and accepts connections from the proxy.");
    }

    static Report internal(Throwable failure) {
        return Report.of("FATAL", SqlState.INTERNAL_ERROR, "pgtrickle failed unexpectedly: " + failure)
                .with(ReportField.HINT, "The proxy's log has the details; please report this as a bug.");
    }
}
