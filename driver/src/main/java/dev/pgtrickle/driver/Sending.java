package dev.pgtrickle.driver;

import java.sql.SQLException;

/**
 * Something that is sent to the server.
 *
 * @param <T> what comes back
 */
@FunctionalInterface
interface Sending<T> {

    /**
     * Sends it and waits for the answer.
     *
     * @return what came back
     * @throws SQLException when the server refuses
     */
    T send() throws SQLException;
}
