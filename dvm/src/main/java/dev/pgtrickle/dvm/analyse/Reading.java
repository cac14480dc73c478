package dev.pgtrickle.dvm.analyse;

/** What came of giving the server a text that the server or we printed. */
sealed interface Reading permits ServerAnalysis, Reading.Refusal {

    /**
     * The server could not read it.
     *
     * @param sqlState the SQLSTATE of its error
     * @param message its message
     */
    record Refusal(String sqlState, String message) implements Reading {}
}
