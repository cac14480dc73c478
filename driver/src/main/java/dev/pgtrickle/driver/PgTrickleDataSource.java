package dev.pgtrickle.driver;

import java.sql.Connection;
import java.sql.SQLException;
import javax.naming.NamingException;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A data source of connections with stream tables; everything that it can be told, pgjdbc's {@link PGSimpleDataSource} can be told. */
public class PgTrickleDataSource extends PGSimpleDataSource implements AutoCloseable {

    private static final long serialVersionUID = 1;

    private final Additions own = new Additions();

    /** Without settings. */
    public PgTrickleDataSource() {}

    @Override
    public void setUrl(String url) {
        super.setUrl(own.taken(url));
    }

    @Override
    public void setURL(String url) {
        setUrl(url);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return getConnection(getUser(), getPassword());
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return PgTrickleConnection.of(super.getConnection(user, password), own.place(this, user, password));
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
