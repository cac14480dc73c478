package dev.pgtrickle.dvm.intercept;

import org.jspecify.annotations.Nullable;

/**
 * How a driver learns whether there is a proxy between it and the server: it asks for a setting that no server has, and the proxy sends the server another text
 * in its place. A client that does not ask sees nothing of it.
 */
public final class ProxyQuestion {

    /** What is asked, to the letter. A server knows no such setting and answers with NULL. */
    public static final String QUESTION = "SELECT pg_catalog.current_setting('pgtrickle.proxy', true)";

    /** What a proxy has the server answer: one row with one column of the same name and type. */
    public static final String ANSWERED = "SELECT 'yes'::pg_catalog.text AS current_setting";

    private ProxyQuestion() {}

    /**
     * Reads the answer.
     *
     * @param answer the value of the column
     * @return whether a proxy runs statements about stream tables
     */
    public static boolean isYes(@Nullable String answer) {
        return "yes".equals(answer);
    }
}
