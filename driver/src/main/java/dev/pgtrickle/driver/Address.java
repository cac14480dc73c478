package dev.pgtrickle.driver;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;
import org.postgresql.util.PSQLException;

/**
 * What an URL says to pgjdbc, and what it says to us.
 *
 * @param url what pgjdbc calls it, without properties of ours
 * @param settings properties of ours
 */
record Address(String url, Settings settings) {

    private static final String OWN = "jdbc:pgtrickle:";
    private static final String DELEGATE = "jdbc:postgresql:";

    /** Whether an URL is for this driver. */
    static boolean isOurs(String url) {
        return url.startsWith(OWN);
    }

    /**
     * Reads an URL that is ours.
     *
     * @param url the URL
     * @return what it says; nothing when it is another driver's
     * @throws PSQLException 22023 when a property of ours has no meaning
     */
    static Optional<Address> ofOwn(String url) throws PSQLException {
        return isOurs(url) ? Optional.of(split(DELEGATE + url.substring(OWN.length()))) : Optional.empty();
    }

    /**
     * Reads an URL for a data source, which may be ours or pgjdbc's.
     *
     * @param url the URL
     * @return what it says
     * @throws IllegalArgumentException as pgjdbc's data sources do, when a property of ours has no meaning
     */
    static Address of(String url) {
        try {
            return split(isOurs(url) ? DELEGATE + url.substring(OWN.length()) : url);
        } catch (PSQLException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Address split(String url) throws PSQLException {
        int question = url.indexOf('?');
        if (question < 0) {
            return new Address(url, Settings.NONE);
        }
        Settings settings = Settings.NONE;
        StringJoiner rest = new StringJoiner("&", "?", "").setEmptyValue("");
        for (String argument : url.substring(question + 1).split("&", -1)) {
            if (!Settings.isOurs(argument)) {
                rest.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String value = equals < 0 ? "" : argument.substring(equals + 1);
            settings = settings.with(name, decoded(name, value));
        }
        return new Address(url.substring(0, question) + rest, settings);
    }

    private static String decoded(String name, String value) throws PSQLException {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Settings.wrong("property " + name + " is badly encoded");
        }
    }
}
