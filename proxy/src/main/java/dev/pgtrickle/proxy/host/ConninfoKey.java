package dev.pgtrickle.proxy.host;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a connection string may say. */
enum ConninfoKey {
    HOST,
    HOSTADDR,
    PORT,
    DBNAME,
    USER,
    PASSWORD,
    SSLMODE,
    CONNECT_TIMEOUT;

    String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ConninfoKey of(String spelling) {
        return Arrays.stream(values())
                .filter(k -> k.spelling().equals(spelling))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + spelling
                        + "\" is not something a connection string for pgtrickle can say; it knows "
                        + Arrays.stream(values()).map(ConninfoKey::spelling).collect(Collectors.joining(", ")) + "."));
    }
}
