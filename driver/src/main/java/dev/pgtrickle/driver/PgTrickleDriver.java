package dev.pgtrickle.driver;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The driver of URLs that begin with {@code jdbc:pgtrickle:}: pgjdbc, whose URLs begin with {@code jdbc:postgresql:}, with stream tables.
 *
 * <p>Everything behind the prefix, and all properties, are pgjdbc's.
 */
public final class PgTrickleDriver implements Driver {

    private static final String PREFIX = "jdbc:pgtrickle:";

    private static final org.postgresql.Driver DELEGATE = new org.postgresql.Driver();

    static {
        try {
            DriverManager.registerDriver(new PgTrickleDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What pgjdbc calls an URL; nothing when it is not ours. */
    static @Nullable String delegateUrl(String url) {
        return url.startsWith(PREFIX) ? "jdbc:postgresql:" + url.substring(PREFIX.length()) : null;
    }

    /** What pgjdbc calls an URL that may be ours or its own. */
    static String anyUrl(String url) {
        String own = delegateUrl(url);
        return own == null ? url : own;
    }

    @Override
    public boolean acceptsURL(@Nullable String url) throws SQLException {
        if (url == null) {
            throw new SQLException("the URL is null");
        }
        String own = delegateUrl(url);
        return own != null && DELEGATE.acceptsURL(own);
    }

    /**
     * Opens a connection.
     *
     * @param url a URL that begins with {@code jdbc:pgtrickle:}
     * @param info pgjdbc's properties
     * @return the connection; null when the URL is another driver's
     * @throws SQLException as pgjdbc does
     */
    @Override
    public @Nullable Connection connect(@Nullable String url, @Nullable Properties info) throws SQLException {
        if (url == null) {
            throw new SQLException("the URL is null");
        }
        String own = delegateUrl(url);
        if (own == null) {
            return null;
        }
        Properties copy = new Properties();
        if (info != null) {
            info.stringPropertyNames().forEach(name -> copy.setProperty(name, info.getProperty(name)));
        }
        Connection connection = DELEGATE.connect(own, copy);
        return connection == null ? null : PgTrickleConnection.of(connection, FurtherSessions.of(own, copy));
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(@Nullable String url, @Nullable Properties info) throws SQLException {
        String own = url == null ? null : delegateUrl(url);
        return DELEGATE.getPropertyInfo(own == null ? "jdbc:postgresql:" : own, info == null ? new Properties() : info);
    }

    @Override
    public int getMajorVersion() {
        return DELEGATE.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return DELEGATE.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return DELEGATE.jdbcCompliant();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("dev.pgtrickle.driver");
    }
}
