package dev.pgtrickle.driver;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** A data source of connections with stream tables; everything that it can be told, pgjdbc's {@link PGSimpleDataSource} can be told. */
public class PgTrickleDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1;

    /** Without settings. */
    public PgTrickleDataSource() {}

    @Override
    public void setUrl(String url) {
        String own = PgTrickleDriver.delegateUrl(url);
        super.setUrl(own == null ? url : own);
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
        PGSimpleDataSource others = new PGSimpleDataSource();
        others.setUrl(getUrl());
        others.setUser(user);
        others.setPassword(password);
        return new PgTrickleConnection(super.getConnection(user, password).unwrap(BaseConnection.class), others);
    }
}
