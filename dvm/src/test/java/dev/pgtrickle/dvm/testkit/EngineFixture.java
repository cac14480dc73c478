package dev.pgtrickle.dvm.testkit;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.command.StreamTableInterceptor;
import dev.pgtrickle.dvm.refresh.Initiator;
import dev.pgtrickle.dvm.refresh.RefreshResult;
import dev.pgtrickle.dvm.refresh.RefreshService;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with our catalog and a refresh service, without scheduler: refreshes happen when a test says so. */
public final class EngineFixture {

    private final Database database;
    private final RefreshService refreshes;

    private EngineFixture(Database database, String engineRole) {
        this.database = database;
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setUser(engineRole);
        this.refreshes = new RefreshService(source);
    }

    /** Installs the catalog, if it is not there, as the superuser. */
    public static EngineFixture in(Database database) throws SQLException {
        return in(database, "postgres");
    }

    /** Installs the catalog, if it is not there, as a given role, under which the engine works too. */
    public static EngineFixture in(Database database, String engineRole) throws SQLException {
        try (Connection c = connect(database, engineRole)) {
            CatalogInstaller.install(c);
        }
        return new EngineFixture(database, engineRole);
    }

    public InterceptedSession session() throws SQLException {
        return session("postgres");
    }

    public InterceptedSession session(String role) throws SQLException {
        return new InterceptedSession(connect(database, role), new StreamTableInterceptor(refreshes));
    }

    /** A session that passes by proxy and driver. */
    public Connection bypass(String role) throws SQLException {
        return connect(database, role);
    }

    private static Connection connect(Database database, String role) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl().replace("user=postgres", "user=" + role));
    }

    /** Refreshes a stream table as a user would who waits for it. */
    public RefreshResult refresh(String name) throws SQLException {
        return refresh(name, Initiator.MANUAL);
    }

    /** Refreshes a stream table as somebody would. */
    public RefreshResult refresh(String name, Initiator initiator) throws SQLException {
        String id = database.rows(
                        "SELECT pgt_id FROM pgtrickle.stream_table WHERE view_relid = '" + name + "'::regclass")
                .getFirst();
        return refreshes.refresh(Long.parseLong(id), initiator);
    }
}
