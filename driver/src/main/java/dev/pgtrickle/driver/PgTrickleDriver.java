package dev.pgtrickle.driver;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The driver of URLs that begin with {@code jdbc:pgtrickle:}: pgjdbc, whose URLs begin with {@code jdbc:postgresql:}, with stream tables.
 *
 * <p>A scheduler that an URL asked for ends when the driver is deregistered.
 *
 * <p>Everything behind the prefix is pgjdbc's, and so are all properties except those of {@link PgTrickleProperty}.
 */
public final class PgTrickleDriver implements Driver {

    private static final Address NOWHERE = new Address("jdbc:postgresql:", Settings.NONE);

    private static final org.postgresql.Driver DELEGATE = new org.postgresql.Driver();

    private final Places places = new Places();

    static {
        try {
            PgTrickleDriver driver = new PgTrickleDriver();
            DriverManager.registerDriver(driver, driver::close);
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public boolean acceptsURL(@Nullable String url) throws SQLException {
        if (url == null) {
            throw new SQLException("the URL is null");
        }
        return Address.isOurs(url);
    }

    /**
     * Opens a connection.
     *
     * @param url a URL that begins with {@code jdbc:pgtrickle:}
     * @param info pgjdbc's properties, and those of {@link PgTrickleProperty}
     * @return the connection; null when the URL is another driver's
     * @throws SQLException as pgjdbc does
     */
    @Override
    public @Nullable Connection connect(@Nullable String url, @Nullable Properties info) throws SQLException {
        if (url == null) {
            throw new SQLException("the URL is null");
        }
        Optional<Address> address = Address.ofOwn(url);
        if (address.isEmpty()) {
            return null;
        }
        String own = address.get().url();
        Properties rest = withoutOurs(info);
        Settings settings = settings(info).and(address.get().settings());
        Connection connection = DELEGATE.connect(own, rest);
        if (connection == null) {
            return null;
        }
        DataSource others = FurtherSessions.of(own, rest, settings);
        return PgTrickleConnection.of(connection, places.at(List.of(own, rest, settings), settings, others));
    }

    /** A copy, with what the application's properties have as defaults. */
    private static Properties withoutOurs(@Nullable Properties info) {
        Properties copy = new Properties();
        if (info != null) {
            for (String name : info.stringPropertyNames()) {
                if (!Settings.isOurs(name)) {
                    copy.setProperty(name, info.getProperty(name));
                }
            }
        }
        return copy;
    }

    private static Settings settings(@Nullable Properties info) throws SQLException {
        return info == null ? Settings.NONE : Settings.of(info);
    }

    /** First those of {@link PgTrickleProperty}, then pgjdbc's. */
    @Override
    public DriverPropertyInfo[] getPropertyInfo(@Nullable String url, @Nullable Properties info) throws SQLException {
        Address address = url == null ? NOWHERE : Address.ofOwn(url).orElse(NOWHERE);
        Settings settings = settings(info).and(address.settings());
        return Stream.concat(
                        Arrays.stream(PgTrickleProperty.values()).map(property -> property.info(settings)),
                        Arrays.stream(DELEGATE.getPropertyInfo(address.url(), withoutOurs(info))))
                .toArray(DriverPropertyInfo[]::new);
    }

    /** Ends the schedulers; connections stay open. */
    void close() {
        places.close();
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
