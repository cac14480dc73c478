package dev.pgtrickle.driver;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;

/**
 * What is known of a session with a server or a proxy for as long as it lasts; several handles to it may come and go meanwhile.
 *
 * @param physical the connection, below any pool's handle
 * @param place where it leads
 * @param otherEnd who runs statements about stream tables
 * @param kept changes that its transactions keep for COMMIT
 */
record PhysicalSession(BaseConnection physical, Place place, OtherEnd otherEnd, KeptChanges kept) {

    /**
     * A session that has begun.
     *
     * @param connection pgjdbc's, or a handle to it that a pooled connection of pgjdbc gives
     * @param place where it leads
     * @return what is known of it
     * @throws SQLException when the connection is not pgjdbc's
     */
    static PhysicalSession of(Connection connection, Place place) throws SQLException {
        BaseConnection physical = connection.unwrap(BaseConnection.class);
        OtherEnd otherEnd = new OtherEnd(physical, place.settings());
        return new PhysicalSession(physical, place, otherEnd, new KeptChanges(physical, otherEnd, place.readers()));
    }
}
