package dev.pgtrickle.driver;

import java.util.EnumMap;
import java.util.Hashtable;
import java.util.Map;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.common.BaseDataSource;

/** Makes our data sources from what a naming service keeps of them. */
public final class PgTrickleObjectFactory implements ObjectFactory {

    /** For naming services, which find it by its name. */
    public PgTrickleObjectFactory() {}

    /** What a naming service keeps of a data source: its class and this one's. */
    static Reference reference(BaseDataSource source) {
        return new Reference(source.getClass().getName(), PgTrickleObjectFactory.class.getName(), null);
    }

    static Reference keep(Settings settings, Reference reference) {
        settings.given().forEach((property, value) -> reference.add(new StringRefAddr(property.getName(), value)));
        return reference;
    }

    static Settings kept(Reference reference) {
        Map<PgTrickleProperty, String> given = new EnumMap<>(PgTrickleProperty.class);
        for (PgTrickleProperty property : PgTrickleProperty.values()) {
            RefAddr address = reference.get(property.getName());
            if (address != null) {
                given.put(property, String.valueOf(address.getContent()));
            }
        }
        return new Settings(given);
    }

    /**
     * A data source with the settings that were kept.
     *
     * @param object what was kept
     * @param name not looked at
     * @param context not looked at
     * @param environment not looked at
     * @return the data source; null when something else was kept, for another factory
     */
    @Override
    public @Nullable Object getObjectInstance(
            @Nullable Object object,
            @Nullable Name name,
            @Nullable Context context,
            @Nullable Hashtable<?, ?> environment) {
        if (!(object instanceof Reference reference)) {
            return null;
        }
        BaseDataSource source = empty(reference.getClassName());
        if (source != null) {
            source.setFromReference(reference);
        }
        return source;
    }

    private static @Nullable BaseDataSource empty(String className) {
        if (className.equals(PgTrickleDataSource.class.getName())) {
            return new PgTrickleDataSource();
        }
        if (className.equals(PgTrickleConnectionPoolDataSource.class.getName())) {
            return new PgTrickleConnectionPoolDataSource();
        }
        return className.equals(PgTrickleXADataSource.class.getName()) ? new PgTrickleXADataSource() : null;
    }
}
