package dev.pgtrickle.driver;

import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.BaseDataSource;

/** Opens the sessions that a connection needs besides its own, in the same database as the same role unless it is told another. */
final class FurtherSessions {

    private FurtherSessions() {}

    /**
     * Sessions like those that the driver opens.
     *
     * @param url pgjdbc's
     * @param info properties of any driver
     * @param settings as whom, if it is not the same role
     * @return what opens them
     * @throws SQLException when a property has no meaning
     */
    static DataSource of(String url, Properties info, Settings settings) throws SQLException {
        PGSimpleDataSource sessions = new PGSimpleDataSource();
        sessions.setUrl(url);
        for (String name : info.stringPropertyNames()) {
            if (PGProperty.forName(name) != null) {
                sessions.setProperty(name, info.getProperty(name));
            }
        }
        return as(settings, sessions);
    }

    private static DataSource as(Settings settings, PGSimpleDataSource sessions) {
        settings.value(PgTrickleProperty.USER).ifPresent(user -> {
            sessions.setUser(user);
            sessions.setPassword(settings.value(PgTrickleProperty.PASSWORD).orElse(null));
        });
        return sessions;
    }

    /**
     * Sessions like those of a data source.
     *
     * @param source the data source
     * @param user the role
     * @param password its password, if it has one
     * @param settings as whom, if it is another role
     * @return what opens them
     */
    static DataSource of(BaseDataSource source, @Nullable String user, @Nullable String password, Settings settings) {
        PGSimpleDataSource sessions = new PGSimpleDataSource();
        sessions.setUrl(source.getUrl());
        sessions.setUser(user);
        sessions.setPassword(password);
        return as(settings, sessions);
    }
}
