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
public class PgTrickleXADataSource extends PGXADataSource {

    private Settings settings = Settings.NONE;

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
        return new PgTrickleXAConnection(connection, FurtherSessions.of(this, user, password, settings), settings);
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

    @Override
    protected Reference createReference() {
        return PgTrickleObjectFactory.reference(this);
    }
}
