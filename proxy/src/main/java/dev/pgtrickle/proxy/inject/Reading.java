package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.wire.sql.Interest;
import dev.pgtrickle.wire.sql.Statement;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One statement of the client's text, and how it is intercepted.
 *
 * @param text the statement
 * @param place where it stands in the client's text
 * @param statement what the lexer found
 * @param interception how it is intercepted, or nothing
 */
record Reading(String text, TextPlace place, Statement statement, Optional<Interception> interception) {

    /**
     * Reads the statements of a text.
     *
     * @param interceptor who reads those of interest
     * @param text the text in the client encoding
     * @param charset the client encoding
     * @param statements the statements of the text
     * @return one reading per statement
     * @throws StatementFailed when one is certainly wrong; as with a syntax error, nothing of the text is to be run
     */
    static List<Reading> of(Interceptor interceptor, byte[] text, Charset charset, List<Statement> statements) {
        List<Reading> readings = new ArrayList<>(statements.size());
        int bytesBefore = 0;
        int charactersBefore = 0;
        for (Statement statement : statements) {
            String between = new String(text, bytesBefore, statement.start() - bytesBefore, charset);
            String sql = new String(text, statement.start(), statement.end() - statement.start(), charset);
            // The server counts characters of its own encoding, so a surrogate pair is one.
            int start = charactersBefore + between.codePointCount(0, between.length());
            TextPlace place = new TextPlace.Part(start);
            Optional<Interception> interception = statement.interest() == Interest.NONE
                    ? Optional.empty()
                    : Engine.call(place, () -> interceptor.read(sql));
            readings.add(new Reading(sql, place, statement, interception));
            bytesBefore = statement.end();
            charactersBefore = start + sql.codePointCount(0, sql.length());
        }
        return readings;
    }

    /**
     * Where a text stands that is run in place of this statement.
     *
     * @param replacement the text
     * @return this statement's place when it is the same text
     */
    TextPlace placeOf(String replacement) {
        return replacement.equals(text) ? place : TextPlace.ELSEWHERE;
    }

    /**
     * Whether any statement is intercepted.
     *
     * @param readings the readings of a text
     * @return false when the text is to be relayed as it stands
     */
    static boolean anyIntercepted(List<Reading> readings) {
        return readings.stream().anyMatch(reading -> reading.interception().isPresent());
    }
}
