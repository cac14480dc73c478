package dev.pgtrickle.wire.response;

/** What a request is, as far as its answer depends on that. */
public enum Kind {
    /** The connection start; answered by everything up to the first ReadyForQuery. */
    STARTUP,
    PARSE,
    BIND,
    DESCRIBE_STATEMENT,
    DESCRIBE_PORTAL,
    EXECUTE,
    CLOSE,
    SYNC,
    QUERY,
    FUNCTION_CALL,
    /** A marker without an answer: the client has begun to send copy data. */
    COPY_DATA,
    /** A marker without an answer: the client has sent CopyDone or CopyFail. */
    COPY_END;

    /** Whether the answer ends with ReadyForQuery, also when it is an error. */
    boolean endsWithReady() {
        return switch (this) {
            case STARTUP, SYNC, QUERY, FUNCTION_CALL -> true;
            case PARSE, BIND, DESCRIBE_STATEMENT, DESCRIBE_PORTAL, EXECUTE, CLOSE, COPY_DATA, COPY_END -> false;
        };
    }

    boolean isMarker() {
        return this == COPY_DATA || this == COPY_END;
    }
}
