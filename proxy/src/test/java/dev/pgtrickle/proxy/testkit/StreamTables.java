package dev.pgtrickle.proxy.testkit;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.coalesce.Readers;
import dev.pgtrickle.dvm.command.StreamTableInterceptor;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.dvm.refresh.RefreshService;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.inject.Interceptors;
import dev.pgtrickle.testkit.Database;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with the catalog, and a proxy with the real interceptor in front of it. Nothing is refreshed unless a client says so. */
public final class StreamTables implements AutoCloseable {

    private final Proxied proxied;
    private final Known known;

    private StreamTables(Proxied proxied, Known known) {
        this.proxied = proxied;
        this.known = known;
    }

    /** The real interceptor, and what is known of readers since somebody last looked. */
    private static final class Known implements Interceptors {

        private final StreamTableInterceptor interceptor;
        private volatile Readers readers = Readers.NONE;

        Known(StreamTableInterceptor interceptor) {
            this.interceptor = interceptor;
        }

        @Override
        public Optional<Interceptor> forDatabase(String database, boolean certainlyNeeded) {
            return Optional.of(interceptor);
        }

        @Override
        public Optional<Readers> readers(String database) {
            return Optional.of(readers);
        }
    }

    public static StreamTables start(PostgresVersion version) throws SQLException, IOException {
        Database database = Database.create(version);
        try (Connection connection = database.connect()) {
            CatalogInstaller.install(connection);
        }
        PGSimpleDataSource engine = new PGSimpleDataSource();
        engine.setUrl(database.jdbcUrl());
        StreamTableInterceptor interceptor = new StreamTableInterceptor(new RefreshService(engine));
        Known known = new Known(interceptor);
        return new StreamTables(Proxied.over(database, config -> config.intercepting(known)), known);
    }

    /** Lets the proxy know what may read stream tables now, as an engine does after commits. */
    public void look() throws SQLException {
        try (Connection connection = database().connect()) {
            known.readers = Readers.of(new JdbcSession(connection, Scope.OWN_TRANSACTION, notice -> {}));
        }
    }

    public Proxied proxied() {
        return proxied;
    }

    public Database database() {
        return proxied.database();
    }

    public int port() {
        return proxied.port();
    }

    /** A session through the proxy. */
    public RawClient connect(String... settings) throws IOException {
        return proxied.connect(settings);
    }

    /** A URL for pgjdbc through the proxy; more parameters may be appended with {@code &}. */
    public String jdbcUrl() {
        return database().jdbcUrl().replace(":" + database().port() + "/", ":" + port() + "/");
    }

    /** The rows of a query in a session of its own that bypasses the proxy: what has been committed. */
    public List<String> committed(String sql) throws SQLException {
        return database().rows(sql);
    }

    @Override
    public void close() throws SQLException {
        proxied.close();
    }
}
