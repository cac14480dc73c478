package dev.pgtrickle.driver;

import java.sql.SQLException;
import java.util.List;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.sql.DataSource;
import javax.sql.XAConnection;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.xa.PGXADataSource;

/**
 * Connections for a transaction manager; what they hand out knows stream tables, whose upkeep is part of the transaction that is prepared. Its settings
 * are those of pgjdbc's {@link PGXADataSource}.
 */
public class PgTrickleXADataSource extends PGXADataSource implements AutoCloseable {

    private Settings settings = Settings.NONE;
    private transient volatile @Nullable Schedulers schedulers;

    /** Without settings. */
    public PgTrickleXADataSource() {}

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
    public XAConnection getXAConnection() throws SQLException {
        return getXAConnection(getUser(), getPassword());
    }

    @Override
    public XAConnection getXAConnection(@Nullable String user, @Nullable String password) throws SQLException {
        BaseConnection connection = getConnection(user, password).unwrap(BaseConnection.class);
        return new PgTrickleXAConnection(connection, others(user, password), settings);
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
