package dev.pgtrickle.dvm.session;

import org.jspecify.annotations.Nullable;

/**
 * An error for the person who wrote the statement, with the fields of PostgreSQL's ErrorResponse.
 *
 * <p>{@link Origin#SERVER} errors came from the server, whose transaction is aborted already. {@link Origin#ENGINE} errors were
 * found by us; who owns the session aborts the transaction before reporting them.
 */
public final class SqlError extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Who found the error. */
    public enum Origin {
        SERVER,
        ENGINE
    }

    private final Origin origin;
    private final String sqlState;
    private final @Nullable String detail;
    private final @Nullable String hint;
    private final @Nullable String context;
    private final int position;
    private final @Nullable InternalQuery internalQuery;

    /**
     * A statement that a server function ran and that the error is in: the fields {@code q} and {@code p} of ErrorResponse.
     *
     * @param text the statement
     * @param position where in it, in characters from 1
     */
    public record InternalQuery(String text, int position) {}

    private SqlError(
            Origin origin,
            String sqlState,
            String message,
            @Nullable String detail,
            @Nullable String hint,
            @Nullable String context,
            int position,
            @Nullable InternalQuery internalQuery) {
        super(message);
        this.origin = origin;
        this.sqlState = sqlState;
        this.detail = detail;
        this.hint = hint;
        this.context = context;
        this.position = position;
        this.internalQuery = internalQuery;
    }

    /**
     * An error that we found.
     *
     * @param sqlState five characters, see {@link SqlState}
     * @param message what is wrong, in the style of the PostgreSQL manual, chapter "Error Message Style Guide"
     * @return the error
     */
    public static SqlError of(String sqlState, String message) {
        return new SqlError(Origin.ENGINE, sqlState, message, null, null, null, 0, null);
    }

    /**
     * An error that the server reported.
     *
     * @param sqlState its SQLSTATE
     * @param message its primary message
     * @param detail its detail, or null
     * @param hint its hint, or null
     * @param context its context, or null
     * @param position its position in the statement in characters from 1, or 0
     * @return the error
     */
    public static SqlError fromServer(
            String sqlState,
            String message,
            @Nullable String detail,
            @Nullable String hint,
            @Nullable String context,
            int position) {
        return new SqlError(Origin.SERVER, sqlState, message, detail, hint, context, position, null);
    }

    /**
     * The same error with a detail.
     *
     * @param text the detail: a full sentence
     * @return a new error
     */
    public SqlError withDetail(String text) {
        return copy(text, hint, context, position, internalQuery);
    }

    /**
     * The same error with a hint.
     *
     * @param text what to do: a full sentence
     * @return a new error
     */
    public SqlError withHint(String text) {
        return copy(detail, text, context, position, internalQuery);
    }

    /**
     * The same error with one more line of context in front.
     *
     * @param line what we were doing
     * @return a new error
     */
    public SqlError within(String line) {
        return copy(detail, hint, context == null ? line : line + "\n" + context, position, internalQuery);
    }

    /**
     * The same error at another position.
     *
     * @param newPosition characters from 1 in the client's statement, or 0 for none
     * @return a new error
     */
    public SqlError at(int newPosition) {
        return copy(detail, hint, context, newPosition, internalQuery);
    }

    /**
     * The same error with the internal query it is in.
     *
     * @param query the query and the position in it
     * @return a new error
     */
    public SqlError inInternalQuery(InternalQuery query) {
        return copy(detail, hint, context, position, query);
    }

    private SqlError copy(
            @Nullable String newDetail,
            @Nullable String newHint,
            @Nullable String newContext,
            int newPosition,
            @Nullable InternalQuery newInternalQuery) {
        SqlError error = new SqlError(
                origin, sqlState, message(), newDetail, newHint, newContext, newPosition, newInternalQuery);
        error.initCause(this);
        return error;
    }

    /**
     * Who found the error.
     *
     * @return the origin
     */
    public Origin origin() {
        return origin;
    }

    /**
     * The SQLSTATE.
     *
     * @return five characters
     */
    public String sqlState() {
        return sqlState;
    }

    /**
     * The primary message.
     *
     * @return one line
     */
    public String message() {
        String message = getMessage();
        return message == null ? sqlState : message;
    }

    /**
     * The detail.
     *
     * @return a text, or null
     */
    public @Nullable String detail() {
        return detail;
    }

    /**
     * The hint.
     *
     * @return a text, or null
     */
    public @Nullable String hint() {
        return hint;
    }

    /**
     * The context.
     *
     * @return lines, innermost first, or null
     */
    public @Nullable String context() {
        return context;
    }

    /**
     * Where in the statement the error is.
     *
     * @return characters from 1, or 0 when unknown
     */
    public int position() {
        return position;
    }

    /**
     * The statement of a server function that the error is in, when {@link #position} cannot say where.
     *
     * @return the statement and the position, or null
     */
    public @Nullable InternalQuery internalQuery() {
        return internalQuery;
    }
}
