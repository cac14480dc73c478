package dev.pgtrickle.driver;

import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.BaseDataSource;

/** Opens the sessions that a connection needs besides its own, in the same database and as the same role. */
final class FurtherSessions {

    private FurtherSessions() {}

    /**
     * Sessions like those that the driver opens.
     *
     * @param url pgjdbc's
     * @param info properties of any driver
     * @return what opens them
     * @throws SQLException when a property has no meaning
     */
    static DataSource of(String url, Properties info) throws SQLException {
        PGSimpleDataSource sessions = new PGSimpleDataSource();
        sessions.setUrl(url);
        for (String name : info.stringPropertyNames()) {
            if (PGProperty.forName(name) != null) {
                sessions.setProperty(name, info.getProperty(name));
            }
        }
        return sessions;
    }

    /**
     * Sessions like those of a data source.
     *
     * @param settings the data source
     * @param user the role
     * @param password its password, if it has one
     * @return what opens them
     */
    static DataSource of(BaseDataSource settings, @Nullable String user, @Nullable String password) {
        PGSimpleDataSource sessions = new PGSimpleDataSource();
        sessions.setUrl(settings.getUrl());
        sessions.setUser(user);
        sessions.setPassword(password);
        return sessions;
    }
}
