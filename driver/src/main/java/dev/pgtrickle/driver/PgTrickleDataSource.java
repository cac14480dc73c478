package dev.pgtrickle.driver;

import java.sql.Connection;
import java.sql.SQLException;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A data source of connections with stream tables; everything that it can be told, pgjdbc's {@link PGSimpleDataSource} can be told. */
public class PgTrickleDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1;

    /** Without settings. */
    public PgTrickleDataSource() {}

    @Override
    public void setUrl(String url) {
        super.setUrl(PgTrickleDriver.anyUrl(url));
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
        return PgTrickleConnection.of(super.getConnection(user, password), FurtherSessions.of(this, user, password));
    }

    @Override
    protected Reference createReference() {
        return PgTrickleObjectFactory.reference(this);
    }
}
