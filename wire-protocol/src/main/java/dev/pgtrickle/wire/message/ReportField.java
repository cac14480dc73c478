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

    /** The context in which it happened, innermost call first. */
    public static final char CONTEXT = 'W';

    private ReportField() {}
}
