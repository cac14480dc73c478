package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.coalesce.Readers;
import dev.pgtrickle.dvm.intercept.Interceptor;
import java.util.Optional;

/** Finds the interceptor of a database. */
@FunctionalInterface
public interface Interceptors {

    /** Intercepts nothing. */
    Interceptors NONE = (database, certainlyNeeded) -> Optional.empty();

    /**
     * Finds an interceptor. May block, as it may have to install something; called on virtual threads.
     *
     * @param database the database of the session
     * @param certainlyNeeded whether the statement at hand is stream DDL or mentions the schema {@code pgtrickle}; otherwise it only
     *     might concern a stream table, if the database has any
     * @return the interceptor, or nothing when statements are to be relayed as they stand
     * @throws dev.pgtrickle.dvm.session.SqlError when the database cannot be made ready; the client gets it as the answer to its
     *     statement
     */
    Optional<Interceptor> forDatabase(String database, boolean certainlyNeeded);

    /**
     * What in a database may read stream tables whose changes are kept for COMMIT. Does not block; called on event loops.
     *
     * @param database the database of the session
     * @return what is known now; nothing while no engine runs there
     */
    default Optional<Readers> readers(String database) {
        return Optional.empty();
    }
}
