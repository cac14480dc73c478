package dev.pgtrickle.driver;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.ds.PGPooledConnection;

/** A physical connection of pgjdbc for a pool: each handle to it that a client gets knows stream tables. */
final class PgTricklePooledConnection extends PGPooledConnection {

    private final DataSource others;
    private final Settings settings;

    PgTricklePooledConnection(BaseConnection connection, boolean autoCommit, DataSource others, Settings settings) {
        super(connection, autoCommit);
        this.others = others;
        this.settings = settings;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return PgTrickleConnection.of(super.getConnection(), others, settings);
    }
}
