package dev.pgtrickle.driver;

import java.sql.SQLException;
import javax.naming.NamingException;
import javax.naming.Reference;
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

    private final Additions own = new Additions();

    /** Without settings. */
    public PgTrickleConnectionPoolDataSource() {}

    @Override
    public void setUrl(String url) {
        super.setUrl(own.taken(url));
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
        return new PgTricklePooledConnection(connection, isDefaultAutoCommit(), own.place(this, user, password));
    }

    @Override
    public @Nullable String getProperty(String name) throws SQLException {
        return Settings.isOurs(name) ? own.property(name) : super.getProperty(name);
    }

    @Override
    public void setProperty(String name, @Nullable String value) throws SQLException {
        if (Settings.isOurs(name)) {
            own.setProperty(name, value);
        } else {
            super.setProperty(name, value);
        }
    }

    @Override
    public Reference getReference() throws NamingException {
        return own.keptIn(super.getReference());
    }

    @Override
    public void setFromReference(Reference reference) {
        super.setFromReference(reference);
        own.takeFrom(reference);
    }

    /** Ends the scheduler, if this data source has been told to have one; connections stay open. */
    @Override
    public void close() {
        own.close();
    }

    @Override
    protected Reference createReference() {
        return PgTrickleObjectFactory.reference(this);
    }
}
