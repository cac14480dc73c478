package dev.pgtrickle.driver;

import java.sql.Connection;
import java.sql.SQLException;
import javax.naming.NamingException;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A data source of connections with stream tables; everything that it can be told, pgjdbc's {@link PGSimpleDataSource} can be told. */
public class PgTrickleDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1;

    private Settings settings = Settings.NONE;

    /** Without settings. */
    public PgTrickleDataSource() {}

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
    public Connection getConnection() throws SQLException {
        return getConnection(getUser(), getPassword());
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return PgTrickleConnection.of(
                super.getConnection(user, password), FurtherSessions.of(this, user, password, settings), settings);
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
