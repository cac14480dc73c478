package dev.pgtrickle.proxy.host;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the two notations of connection strings: keywords with values, and URIs. */
final class ConninfoText {

    /** A keyword, an equals sign, and a value: quoted, or up to the next space; in both a backslash protects the next character. */
    private static final Pattern PAIR = Pattern.compile(
            "\\s*(?<key>[A-Za-z_]+)\\s*=\\s*(?:'(?<quoted>(?:[^'\\\\]|\\\\.)*)'(?=\\s|$)|(?<plain>(?:[^\\s'\\\\]|\\\\.)*)(?=\\s|$))",
            Pattern.DOTALL);

    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    private ConninfoText() {}

    /**
     * Reads a connection string.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    static Map<ConninfoKey, String> read(String text) {
        return text.startsWith("postgresql://") || text.startsWith("postgres://") ? readUri(text) : readPairs(text);
    }

    private static Map<ConninfoKey, String> readPairs(String text) {
        Map<ConninfoKey, String> pairs = new EnumMap<>(ConninfoKey.class);
        Matcher matcher = PAIR.matcher(text);
        int end = 0;
        while (!text.substring(end).isBlank()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw new IllegalArgumentException(
                        "The connection string is to read like \"host=db.example.com port=5432 dbname=app user=app password=secret\","
                                + " but is not readable from character " + (end + 1) + " on.");
            }
            String quoted = matcher.group("quoted");
            String value = quoted == null ? matcher.group("plain") : quoted;
            put(pairs, matcher.group("key"), ESCAPE.matcher(value).replaceAll("$1"));
            end = matcher.end();
        }
        return pairs;
    }

    private static Map<ConninfoKey, String> readUri(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            // The reason, not the message, which repeats the text and with it the password.
            throw new IllegalArgumentException(
                    "The connection URI is not readable at character " + (e.getIndex() + 1) + ": " + e.getReason()
                            + ".",
                    e);
        }
        Map<ConninfoKey, String> pairs = new EnumMap<>(ConninfoKey.class);
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            String[] login = authority.substring(0, at).split(":", 2);
            put(pairs, "user", decoded(login[0]));
            if (login.length == 2) {
                put(pairs, "password", decoded(login[1]));
            }
        }
        String place = authority.substring(at + 1);
        int colon = place.endsWith("]") ? -1 : place.lastIndexOf(':');
        String host = colon < 0 ? place : place.substring(0, colon);
        put(pairs, "host", decoded(host.startsWith("[") ? host.substring(1, host.length() - 1) : host));
        if (colon >= 0) {
            put(pairs, "port", place.substring(colon + 1));
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        put(pairs, "dbname", decoded(path.startsWith("/") ? path.substring(1) : path));
        if (uri.getRawQuery() != null) {
            for (String parameter : uri.getRawQuery().split("&", -1)) {
                String[] pair = parameter.split("=", 2);
                put(pairs, decoded(pair[0]), pair.length == 2 ? decoded(pair[1]) : "");
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        // A plus sign is itself in a connection URI.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** As in libpq, an empty value says nothing. */
    private static void put(Map<ConninfoKey, String> pairs, String key, String value) {
        ConninfoKey known = ConninfoKey.of(key);
        if (!value.isEmpty()) {
            pairs.put(known, value);
        }
    }
}
