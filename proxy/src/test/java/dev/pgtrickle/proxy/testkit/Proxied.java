package dev.pgtrickle.proxy.testkit;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.listen.ProxyConfig;
import dev.pgtrickle.proxy.listen.ProxyServer;
import dev.pgtrickle.proxy.listen.Upstream;
import dev.pgtrickle.testkit.Database;
import java.io.IOException;
import java.sql.SQLException;
import java.util.function.UnaryOperator;

/** A fresh database, and a proxy in front of its server. */
public final class Proxied implements AutoCloseable {

    private final Database database;
    private final ProxyServer proxy;

    private Proxied(Database database, ProxyServer proxy) {
        this.database = database;
        this.proxy = proxy;
    }

    public static Proxied start(PostgresVersion version, UnaryOperator<ProxyConfig> configuration)
            throws SQLException, IOException {
        return over(Database.create(version), configuration);
    }

    /** A proxy in front of a database that there is; closing it drops the database. */
    public static Proxied over(Database database, UnaryOperator<ProxyConfig> configuration) throws IOException {
        Upstream upstream = new Upstream("127.0.0.1", database.port());
        return new Proxied(database, ProxyServer.start(configuration.apply(ProxyConfig.relaying(upstream))));
    }

    public static Proxied start(PostgresVersion version) throws SQLException, IOException {
        return start(version, UnaryOperator.identity());
    }

    public Database database() {
        return database;
    }

    public ProxyServer proxy() {
        return proxy;
    }

    public int port() {
        return proxy.port();
    }

    /** A session through the proxy. */
    public RawClient connect(String... settings) throws IOException {
        return RawClient.connect(proxy.port(), database.name(), settings);
    }

    /** A session that bypasses the proxy. */
    public RawClient connectDirectly(String... settings) throws IOException {
        return RawClient.connect(database.port(), database.name(), settings);
    }

    @Override
    public void close() throws SQLException {
        proxy.close();
        database.close();
    }
}
