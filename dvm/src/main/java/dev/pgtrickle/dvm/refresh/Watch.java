package dev.pgtrickle.dvm.refresh;

import java.sql.Connection;
import java.sql.SQLException;

/** Follows the attempts of a refresh, so that it can be stopped from outside. */
interface Watch {

    /** Follows nothing: a refresh that nobody stops. */
    Watch NONE = new Watch() {
        @Override
        public void begins(Connection connection) {}

        @Override
        public void pauses() {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    };

    /**
     * An attempt begins.
     *
     * @param connection the session that makes it, outside of a transaction
     * @throws SQLException 57014 when the refresh was stopped before
     */
    void begins(Connection connection) throws SQLException;

    /** An attempt has ended; from now on the session does something else. */
    void pauses();

    /**
     * Whether the refresh was stopped from outside.
     *
     * @return true when its failure is wanted
     */
    boolean isCancelled();
}
