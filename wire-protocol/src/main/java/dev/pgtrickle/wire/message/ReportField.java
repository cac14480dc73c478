package dev.pgtrickle.wire.message;

/** Codes of the fields of ErrorResponse and NoticeResponse that we read or write; the manual lists them all. */
public final class ReportField {
    /** ERROR, FATAL, NOTICE, ..., or a translation of that. */
    public static final char LOCALIZED_SEVERITY = 'S';

    /** ERROR, FATAL, NOTICE, ... in English. */
    public static final char SEVERITY = 'V';

    public static final char SQLSTATE = 'C';
    public static final char MESSAGE = 'M';
    public static final char DETAIL = 'D';
    public static final char HINT = 'H';

    /** Characters from 1 into the text of the query. */
    public static final char POSITION = 'P';

    /** A statement that a function of the server ran and that the error is in. */
    public static final char INTERNAL_QUERY = 'q';

    /** Characters from 1 into {@link #INTERNAL_QUERY}. */
    public static final char INTERNAL_POSITION = 'p';

    /** The context in which it happened, innermost call first. */
    public static final char CONTEXT = 'W';

    private ReportField() {}
}
