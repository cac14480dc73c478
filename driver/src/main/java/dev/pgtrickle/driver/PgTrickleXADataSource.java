package dev.pgtrickle.driver;

import java.sql.SQLException;
import javax.naming.Reference;
import javax.sql.XAConnection;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.xa.PGXADataSource;

/**
 * Connections for a transaction manager; what they hand out knows stream tables, whose upkeep is part of the transaction that is prepared. Its settings
 * are those of pgjdbc's {@link PGXADataSource}.
 */
public class PgTrickleXADataSource extends PGXADataSource {

    /** Without settings. */
    public PgTrickleXADataSource() {}

    @Override
    public void setUrl(String url) {
        super.setUrl(PgTrickleDriver.anyUrl(url));
    }

    @Override
    public void setURL(String url) {
        setUrl(url);
    }

    @Override
    public XAConnection getXAConnection() throws SQLException {
        return getXAConnection(getUser(), getPassword());
    }

    @Override
    public XAConnection getXAConnection(@Nullable String user, @Nullable String password) throws SQLException {
        BaseConnection connection = getConnection(user, password).unwrap(BaseConnection.class);
        return new PgTrickleXAConnection(connection, FurtherSessions.of(this, user, password));
    }

    @Override
    protected Reference createReference() {
        return PgTrickleObjectFactory.reference(this);
    }
}
