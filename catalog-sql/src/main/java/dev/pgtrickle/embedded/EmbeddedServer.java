package dev.pgtrickle.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A running PostgreSQL server that this process started and will stop. */
public final class EmbeddedServer implements AutoCloseable {

    private final EmbeddedPostgres postgres;
    private final PostgresVersion version;
    private final Path dataDirectory;

    private EmbeddedServer(EmbeddedPostgres postgres, PostgresVersion version, Path dataDirectory) {
        this.postgres = postgres;
        this.version = version;
        this.dataDirectory = dataDirectory;
    }

    /**
     * Describes a server to start.
     *
     * @param version its major version
     * @return a specification with a temporary data directory and default settings
     */
    public static Spec of(PostgresVersion version) {
        return new Spec(version);
    }

    /** What to start. */
    public static final class Spec {
        private final PostgresVersion version;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private @Nullable Path dataDirectory;
        private int port;
        private boolean stopWithJvm = true;

        private Spec(PostgresVersion version) {
            this.version = version;
        }

        /**
         * Sets a server setting.
         *
         * @param name its name
         * @param value its value, as in {@code postgresql.conf} without quotes
         * @return this
         */
        public Spec setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /**
         * Keeps the data in a directory, which is made when absent and left behind when the server stops. Such a server is
         * durable: {@code fsync} and {@code synchronous_commit} are on.
         *
         * @param directory the data directory
         * @return this
         */
        public Spec keepDataIn(Path directory) {
            this.dataDirectory = directory;
            setting("fsync", "on");
            setting("synchronous_commit", "on");
            return this;
        }

        /**
         * Listens on a given port instead of a free one.
         *
         * @param port a TCP port
         * @return this
         */
        public Spec port(int port) {
            this.port = port;
            return this;
        }

        /**
         * Leaves stopping the server to {@link EmbeddedServer#close()}: for a caller that has an order of shutting down.
         *
         * @return this
         */
        public Spec stopOnlyOnClose() {
            this.stopWithJvm = false;
            return this;
        }

        /**
         * Starts the server and waits until it answers.
         *
         * @return the running server
         * @throws IOException when it cannot be unpacked or started, or when the directory to keep its data in belongs to something else
         */
        public EmbeddedServer start() throws IOException {
            Path kept = dataDirectory;
            Path directory = kept == null ? Files.createTempDirectory("pgtrickle-postgres-") : kept.toAbsolutePath();
            if (kept != null) {
                new KeptData(directory, version).prepare();
            }
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setPgBinaryResolver(BinariesFolder.of(version))
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(kept == null)
                    .setRegisterShutdownHook(stopWithJvm)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setOutputRedirector(Redirect.DISCARD)
                    .setErrorRedirector(Redirect.DISCARD)
                    .setLocaleConfig("locale", "C.UTF-8")
                    .setPort(port)
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("max_prepared_transactions", "20")
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("unix_socket_directories", "''")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("logging_collector", "on");
            settings.forEach(builder::setServerConfig);
            try {
                return new EmbeddedServer(builder.start(), version, directory);
            } catch (IllegalStateException e) {
                throw new IOException(e.getMessage() + KeptData.lastLogLines(directory), e);
            }
        }
    }

    /**
     * The server's version.
     *
     * @return the major version it was started with
     */
    public PostgresVersion version() {
        return version;
    }

    /**
     * Where the server listens, on 127.0.0.1.
     *
     * @return a TCP port
     */
    public int port() {
        return postgres.getPort();
    }

    /**
     * A JDBC URL of one of the server's databases for its superuser {@code postgres}.
     *
     * @param database a database name
     * @return a {@code jdbc:postgresql:} URL
     */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=postgres";
    }

    /**
     * The process id of the postmaster, for tests that kill it.
     *
     * @return the pid that the server wrote down
     * @throws IOException when the server has not written its pid file
     */
    public long postmasterPid() throws IOException {
        return Long.parseLong(Files.readAllLines(dataDirectory.resolve("postmaster.pid"))
                .getFirst()
                .strip());
    }

    /** Stops the server (fast shutdown) and waits for its end; a temporary data directory is deleted. */
    @Override
    public void close() throws IOException {
        // The last checkpoint may take longer than the one that is asked to stop the server waits for it.
        Optional<ProcessHandle> postmaster =
                Files.exists(dataDirectory) ? new KeptData(dataDirectory, version).postmaster() : Optional.empty();
        postgres.close();
        postmaster.ifPresent(KeptData::awaitEnd);
    }
}
