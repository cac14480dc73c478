package dev.pgtrickle.driver;

import java.io.Serializable;
import java.util.List;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.common.BaseDataSource;
import org.postgresql.util.PSQLException;

/** What a data source of ours has besides pgjdbc's: what it is told about stream tables, and what its connections share. */
final class Additions implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1;

    private volatile Settings settings;
    private final transient Places places = new Places();

    /** Without settings. */
    Additions() {
        this(Settings.NONE);
    }

    private Additions(Settings settings) {
        this.settings = settings;
    }

    /** What is read from a stream shares nothing with what was written. */
    private Object readResolve() {
        return new Additions(settings);
    }

    /**
     * Takes what is ours out of an URL.
     *
     * @param url ours or pgjdbc's
     * @return pgjdbc's
     * @throws IllegalArgumentException when a property of ours has no meaning
     */
    String taken(String url) {
        Address address = Address.of(url);
        settings = settings.and(address.settings());
        return address.url();
    }

    /** The value of a property that is ours; null when it depends on the connection. */
    @Nullable
    String property(String name) throws PSQLException {
        return settings.value(Settings.known(name)).orElse(null);
    }

    /** Sets a property that is ours; null leaves it as it is. */
    void setProperty(String name, @Nullable String value) throws PSQLException {
        if (value != null) {
            settings = settings.with(name, value);
        }
    }

    /** Adds what a naming service keeps. */
    Reference keptIn(Reference reference) {
        return PgTrickleObjectFactory.keep(settings, reference);
    }

    /** Takes what a naming service has kept. */
    void takeFrom(Reference reference) {
        settings = PgTrickleObjectFactory.kept(reference);
    }

    /**
     * Where a new connection leads.
     *
     * @param source the data source that has opened it
     * @param user its role
     * @param password the role's password, if it has one
     * @return what it shares with others
     */
    Place place(BaseDataSource source, @Nullable String user, @Nullable String password) {
        Settings told = settings;
        return places.at(
                List.of(source.getUrl(), String.valueOf(user)), told, FurtherSessions.of(source, user, password, told));
    }

    /** Ends the scheduler, if there is one. */
    @Override
    public void close() {
        places.close();
    }
}
