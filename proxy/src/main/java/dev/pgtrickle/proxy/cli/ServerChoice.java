package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.embedded.EmbeddedServer;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.host.Conninfo;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The server that a command works with. */
sealed interface ServerChoice {

    /** The oldest server that works. */
    int OLDEST_MAJOR = 15;

    /** A server that runs already. */
    record Existing(Conninfo conninfo) implements ServerChoice {}

    /** A server of our own whose data goes with it. */
    record Temporary(PostgresVersion version) implements ServerChoice {}

    /** A server of our own whose data stays. */
    record Kept(PostgresVersion version, Path directory) implements ServerChoice {}

    /**
     * Starts the server, unless it runs already, and checks that it can be used.
     *
     * @param lifetime what stops it again
     * @return how to reach it
     */
    default Conninfo start(Lifetime lifetime) {
        return switch (this) {
            case Existing existing -> checked(existing.conninfo());
            case Temporary temporary -> embedded(lifetime, EmbeddedServer.of(temporary.version()));
            case Kept kept ->
                embedded(lifetime, EmbeddedServer.of(kept.version()).keepDataIn(kept.directory()));
        };
    }

    private static Conninfo embedded(Lifetime lifetime, EmbeddedServer.Spec spec) {
        EmbeddedServer server = lifetime.start(() -> {
            try {
                return spec.stopOnlyOnClose().start();
            } catch (IOException e) {
                throw CommandFailure.ofInput("The embedded PostgreSQL cannot be started: " + e.getMessage(), e);
            }
        });
        return new Conninfo("127.0.0.1", server.port(), "postgres", "postgres", Optional.empty(), 10);
    }

    /** Checks an existing server. */
    private static Conninfo checked(Conninfo conninfo) {
        try (Connection connection = conninfo.sessions(conninfo.database()).getConnection()) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            if (major < OLDEST_MAJOR) {
                throw CommandFailure.ofInput("The server at " + conninfo + " is PostgreSQL " + major
                        + "; pgtrickle works with PostgreSQL " + OLDEST_MAJOR + " and newer.");
            }
            return conninfo;
        } catch (SQLException e) {
            throw CommandFailure.ofInput("The server at " + conninfo + " cannot be used: " + e.getMessage(), e);
        }
    }
}
