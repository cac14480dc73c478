package dev.pgtrickle.driver;

import java.sql.SQLException;
import javax.naming.Reference;
import javax.sql.PooledConnection;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.ds.PGConnectionPoolDataSource;

/**
 * Physical connections for a pool that an application server provides; what it hands out knows stream tables. Its settings are those of pgjdbc's
 * {@link PGConnectionPoolDataSource}.
 */
public class PgTrickleConnectionPoolDataSource extends PGConnectionPoolDataSource {

    private static final long serialVersionUID = 1;

    /** Without settings. */
    public PgTrickleConnectionPoolDataSource() {}

    @Override
    public void setUrl(String url) {
        super.setUrl(PgTrickleDriver.anyUrl(url));
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
        return new PgTricklePooledConnection(
                connection, isDefaultAutoCommit(), FurtherSessions.of(this, user, password));
    }

    @Override
    protected Reference createReference() {
        return PgTrickleObjectFactory.reference(this);
    }
}
