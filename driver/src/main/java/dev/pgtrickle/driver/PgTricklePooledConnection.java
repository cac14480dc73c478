package dev.pgtrickle.driver;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;
import org.postgresql.ds.PGPooledConnection;

/** A physical connection of pgjdbc for a pool: each handle to it that a client gets knows stream tables. */
final class PgTricklePooledConnection extends PGPooledConnection {

    private final PhysicalSession session;

    PgTricklePooledConnection(BaseConnection connection, boolean autoCommit, Place place) throws SQLException {
        super(connection, autoCommit);
        this.session = PhysicalSession.of(connection, place);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return new PgTrickleConnection(super.getConnection(), session);
    }
}
