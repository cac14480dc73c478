package dev.pgtrickle.testkit;

import dev.pgtrickle.embedded.EmbeddedServer;
import dev.pgtrickle.embedded.PostgresVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

/** The PostgreSQL servers of this test JVM: each version is started at first use and stops with the JVM. */
public final class SharedServers {

    private static final Map<PostgresVersion, EmbeddedServer> SERVERS = new EnumMap<>(PostgresVersion.class);

    private SharedServers() {}

    /** The version that tests use unless they name one: {@code -Dpgtrickle.test.version=15} runs a suite on another. */
    public static PostgresVersion defaultVersion() {
        int major = Integer.getInteger(
                "pgtrickle.test.version", PostgresVersion.newest().major());
        return PostgresVersion.ofMajor(major).orElseThrow(() -> new IllegalArgumentException("PostgreSQL " + major));
    }

    public static synchronized EmbeddedServer get(PostgresVersion version) {
        return SERVERS.computeIfAbsent(version, v -> {
            try {
                return EmbeddedServer.of(v).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
