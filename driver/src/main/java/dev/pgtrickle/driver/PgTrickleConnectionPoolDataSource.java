package dev.pgtrickle.driver;

import java.sql.SQLException;
import java.util.List;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.ds.PGConnectionPoolDataSource;

/**
 * Physical connections for a pool that an application server provides; what it hands out knows stream tables. Its settings are those of pgjdbc's
 * {@link PGConnectionPoolDataSource}.
 */
public class PgTrickleConnectionPoolDataSource extends PGConnectionPoolDataSource implements AutoCloseable {

    private static final long serialVersionUID = 1;

    private Settings settings = Settings.NONE;
    private transient volatile @Nullable Schedulers schedulers;

    /** Without settings. */
    public PgTrickleConnectionPoolDataSource() {}

    @Override
    public void setUrl(String url) {
        Address address = Address.of(url);
        super.setUrl(address.url());
        settings = settings.and(address.settings());
    }

    @Override
    public void setURL(String url) {
        setUrl(url);
    }

    @Override
    public PooledConnection getPooledConnection() throws SQLException {
        return getPooledConnection(getUser(), getPassword());
    }

    @Override
    public PooledConnection getPooledConnection(@Nullable String user, @Nullable String password) throws SQLException {
        BaseConnection connection = getConnection(user, password).unwrap(BaseConnection.class);
        return new PgTricklePooledConnection(connection, isDefaultAutoCommit(), others(user, password), settings);
    }

    @Override
    public @Nullable String getProperty(String name) throws SQLException {
        return Settings.isOurs(name) ? settings.value(Settings.known(name)).orElse(null) : super.getProperty(name);
    }

    @Override
    public void setProperty(String name, @Nullable String value) throws SQLException {
        if (!Settings.isOurs(name)) {
            super.setProperty(name, value);
        } else if (value != null) {
            settings = settings.with(name, value);
        }
    }

    @Override
    public Reference getReference() throws NamingException {
        return PgTrickleObjectFactory.keep(settings, super.getReference());
    }

    @Override
    public void setFromReference(Reference reference) {
        super.setFromReference(reference);
        settings = PgTrickleObjectFactory.kept(reference);
    }

    private DataSource others(@Nullable String user, @Nullable String password) {
        DataSource others = FurtherSessions.of(this, user, password, settings);
        schedulers().start(settings, List.of(getUrl(), String.valueOf(user)), () -> others);
        return others;
    }

    /** What is read from a stream has none at first. */
    private synchronized Schedulers schedulers() {
        Schedulers found = schedulers;
        if (found == null) {
            found = new Schedulers();
            schedulers = found;
        }
        return found;
    }

    /** Ends the scheduler, if this data source has been told to have one; connections stay open. */
    @Override
    public void close() {
        Schedulers found = schedulers;
        if (found != null) {
            found.close();
        }
    }

    @Override
    protected Reference createReference() {
        return PgTrickleObjectFactory.reference(this);
    }
}
