package dev.pgtrickle.proxy.host;

import dev.pgtrickle.proxy.listen.Upstream;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How to reach a PostgreSQL server, and as whom: what a connection string says once its defaults are filled in.
 *
 * @param host a host name or address
 * @param port a TCP port
 * @param database the database to start with
 * @param user the role that the engine works as
 * @param password its password, or nothing where the server asks for none
 * @param connectTimeout how many seconds to wait for a connection
 */
public record Conninfo(
        String host, int port, String database, String user, Optional<String> password, int connectTimeout) {

    private static final int DEFAULT_PORT = 5432;
    private static final int DEFAULT_CONNECT_TIMEOUT = 10;

    /**
     * Reads a connection string as libpq writes them: {@code host=.. port=.. dbname=.. user=.. password=..} or {@code
     * postgresql://user:password@host:port/database}.
     *
     * @param text the connection string
     * @param environment environment variables; {@code PGHOST}, {@code PGPORT}, {@code PGDATABASE}, {@code PGUSER} and {@code
     *     PGPASSWORD} stand in for what the string does not say
     * @return where it leads
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static Conninfo parse(String text, Map<String, String> environment) {
        Map<ConninfoKey, String> given = ConninfoText.read(text);
        String user = given.getOrDefault(
                ConninfoKey.USER, environment.getOrDefault("PGUSER", System.getProperty("user.name", "postgres")));
        requireNoTls(given.getOrDefault(ConninfoKey.SSLMODE, "prefer"));
        return new Conninfo(
                given.getOrDefault(
                        ConninfoKey.HOSTADDR,
                        given.getOrDefault(ConninfoKey.HOST, environment.getOrDefault("PGHOST", "127.0.0.1"))),
                port(given.getOrDefault(
                        ConninfoKey.PORT, environment.getOrDefault("PGPORT", String.valueOf(DEFAULT_PORT)))),
                given.getOrDefault(ConninfoKey.DBNAME, environment.getOrDefault("PGDATABASE", user)),
                user,
                Optional.ofNullable(given.get(ConninfoKey.PASSWORD))
                        .or(() -> Optional.ofNullable(environment.get("PGPASSWORD"))),
                number(
                        "connect_timeout",
                        given.getOrDefault(ConninfoKey.CONNECT_TIMEOUT, String.valueOf(DEFAULT_CONNECT_TIMEOUT))));
    }

    /** Refuses what libpq would refuse, and a socket directory, which Java cannot connect to. */
    public Conninfo {
        if (host.startsWith("/")) {
            throw new IllegalArgumentException(
                    "The host \"" + host + "\" is a socket directory; pgtrickle connects by TCP, so give a host name.");
        }
        if (host.contains(",")) {
            throw new IllegalArgumentException("\"" + host + "\" names several hosts; pgtrickle connects to one.");
        }
    }

    private static int port(String text) {
        int port = number("port", text);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("The port " + text + " is not between 1 and 65535.");
        }
        return port;
    }

    private static int number(String key, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The value \"" + text + "\" of \"" + key + "\" in the connection string is not a number.", e);
        }
    }

    private static void requireNoTls(String mode) {
        switch (mode) {
            case "disable", "allow", "prefer" -> {}
            case "require", "verify-ca", "verify-full" ->
                throw new IllegalArgumentException("sslmode=" + mode
                        + " is not possible yet: the proxy reaches the server without TLS. Use sslmode=disable.");
            default -> throw new IllegalArgumentException("sslmode=" + mode + " is not a mode that PostgreSQL knows.");
        }
    }

    /**
     * Where the proxy sends its clients.
     *
     * @return host and port
     */
    public Upstream upstream() {
        return new Upstream(host, port);
    }

    /**
     * Sessions of the engine's role.
     *
     * @param database the database they are in
     * @return a source of new sessions
     */
    public DataSource sessions(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        // What the engine says once it says again: the server parses it once.
        source.setPrepareThreshold(1);
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(user);
        password.ifPresent(source::setPassword);
        source.setApplicationName("pgtrickle");
        source.setConnectTimeout(connectTimeout);
        source.setTcpKeepAlive(true);
        return source;
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "host=" + host + " port=" + port + " dbname=" + database + " user=" + user;
    }
}
