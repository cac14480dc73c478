package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.ReportField;

/** Where the text that the server was sent stands in the text that the client sent; error positions are moved accordingly. */
sealed interface TextPlace {

    /** The text is the client's own, from the start. */
    TextPlace WHOLE = new Part(0);

    /** The text is not the client's; a position in it means nothing to the client. */
    TextPlace ELSEWHERE = new Elsewhere();

    /**
     * Translates the position of a report.
     *
     * @param report what the server says about the text that it was sent
     * @return the same about the client's text
     */
    Report inClientText(Report report);

    /**
     * The text is a part of the client's.
     *
     * @param start how many characters of the client's text are in front of it
     */
    record Part(int start) implements TextPlace {
        @Override
        public Report inClientText(Report report) {
            return report.movedBy(start);
        }
    }

    /** See {@link #ELSEWHERE}. */
    record Elsewhere() implements TextPlace {
        @Override
        public Report inClientText(Report report) {
            return report.with(ReportField.POSITION, null);
        }
    }
}
