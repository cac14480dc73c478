package dev.pgtrickle.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Installs schema {@code pgtrickle} in a database, or brings an older one up to date.
 *
 * <p>Everything happens in one transaction; several installers at once wait for each other. The role that installs owns the catalog; it
 * needs the right to create schemas in the database and nothing else.
 */
public final class CatalogInstaller {

    /** The version of this library, which {@code pgtrickle.version()} reports. */
    public static final String VERSION = "0.1.0";

    /** Any number that nobody else uses: the advisory lock that keeps installers apart. */
    private static final long INSTALL_LOCK = 0x7067_7472_6963_6b01L;

    private static final List<Script> VERSIONED = List.of(
            Script.load("V001__catalog.sql"),
            Script.load("V002__log.sql"),
            Script.load("V003__commit.sql"),
            Script.load("V004__by_query.sql"),
            Script.load("V005__generated.sql"));

    private static final List<Script> REPEATABLE = List.of(
            Script.load("internal.sql"), Script.load("analyse.sql"), Script.load("views.sql"), Script.load("api.sql"));

    private CatalogInstaller() {}

    /** What {@link #install} did. */
    public enum Result {
        /** The database had no catalog. */
        INSTALLED,
        /** The database had an older catalog. */
        UPGRADED,
        /** There was nothing to do. */
        UNCHANGED
    }

    /**
     * Whether a database has a catalog, of whatever version.
     *
     * @param connection a session in the database; its transaction is not touched
     * @return true when schema {@code pgtrickle} is there
     * @throws SQLException when the server cannot be asked
     */
    public static boolean isInstalled(Connection connection) throws SQLException {
        return truth(connection, "SELECT to_regclass('pgtrickle.pgt_schema_version') IS NOT NULL");
    }

    /**
     * Installs or upgrades the catalog.
     *
     * @param connection a session in the database; auto-commit is switched off meanwhile and restored
     * @return what was done
     * @throws SQLException when it fails, in which case nothing is changed; also (55000) when the database has a newer catalog
     */
    public static Result install(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            Result result = installInTransaction(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    private static Result installInTransaction(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL search_path = pg_catalog");
            statement.execute("SET LOCAL client_min_messages = warning");
            statement.execute("SELECT pg_advisory_xact_lock(" + INSTALL_LOCK + ")");
            boolean present = isInstalled(connection);
            int version = present ? number(connection, "SELECT max(version) FROM pgtrickle.pgt_schema_version") : 0;
            if (version > VERSIONED.size()) {
                throw new SQLException(
                        "the catalog in this database has version " + version + ", this pgtrickle knows versions up to "
                                + VERSIONED.size() + "; use a newer pgtrickle",
                        "55000");
            }
            boolean changed = false;
            for (int v = version; v < VERSIONED.size(); v++) {
                Script script = VERSIONED.get(v);
                statement.execute(script.text());
                record(connection, v + 1, script);
                changed = true;
            }
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS pgtrickle.installed_script (name text PRIMARY KEY, checksum text NOT NULL)");
            for (Script script : REPEATABLE) {
                changed |= repeat(connection, statement, script);
            }
            changed |= repeat(connection, statement, versionFunction());
            if (!changed) {
                return Result.UNCHANGED;
            }
            return present ? Result.UPGRADED : Result.INSTALLED;
        }
    }

    private static Script versionFunction() {
        return new Script(
                "version",
                "CREATE OR REPLACE FUNCTION pgtrickle.version() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '"
                        + VERSION + "'::text $$");
    }

    private static boolean repeat(Connection connection, Statement statement, Script script) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "INSERT INTO pgtrickle.installed_script AS i (name, checksum) VALUES (?, ?) ON CONFLICT (name)"
                        + " DO UPDATE SET checksum = excluded.checksum WHERE i.checksum <> excluded.checksum")) {
            upsert.setString(1, script.name());
            upsert.setString(2, script.checksum());
            if (upsert.executeUpdate() == 0) {
                return false;
            }
        }
        statement.execute(script.text());
        return true;
    }

    private static void record(Connection connection, int version, Script script) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO pgtrickle.pgt_schema_version (version, description) VALUES (?, ?)")) {
            insert.setInt(1, version);
            insert.setString(2, script.name());
            insert.executeUpdate();
        }
    }

    private static boolean truth(Connection connection, String query) throws SQLException {
        try (Statement s = connection.createStatement();
                ResultSet rs = s.executeQuery(query)) {
            return rs.next() && rs.getBoolean(1);
        }
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement s = connection.createStatement();
                ResultSet rs = s.executeQuery(query)) {
            rs.next();
            return rs.getInt(1);
        }
    }
}
