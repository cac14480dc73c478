package dev.pgtrickle.driver;

import java.sql.SQLException;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.sql.XAConnection;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.xa.PGXADataSource;

/**
 * Connections for a transaction manager; what they hand out knows stream tables, whose upkeep is part of the transaction that is prepared. Its settings
 * are those of pgjdbc's {@link PGXADataSource}.
 */
public class PgTrickleXADataSource extends PGXADataSource implements AutoCloseable {

    private final Additions own = new Additions();

    /** Without settings. */
    public PgTrickleXADataSource() {}

    @Override
    public void setUrl(String url) {
        super.setUrl(own.taken(url));
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
        return new PgTrickleXAConnection(connection, own.place(this, user, password));
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
