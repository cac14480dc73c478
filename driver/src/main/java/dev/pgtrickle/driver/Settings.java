package dev.pgtrickle.driver;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * What an application says about stream tables.
 *
 * @param given what it says; all else has its default
 */
record Settings(Map<PgTrickleProperty, String> given) implements Serializable {

    /** Nothing is said. */
    static final Settings NONE = new Settings(Map.of());

    Settings {
        given = Map.copyOf(given);
    }

    /**
     * What properties of any driver say.
     *
     * @param info the properties
     * @return ours
     * @throws PSQLException 22023 when one of ours has no meaning
     */
    static Settings of(Properties info) throws PSQLException {
        Settings settings = NONE;
        for (String name : info.stringPropertyNames()) {
            if (isOurs(name)) {
                settings = settings.with(name, info.getProperty(name));
            }
        }
        return settings;
    }

    /** Whether a property is ours, known or not. */
    static boolean isOurs(String name) {
        return name.startsWith(PgTrickleProperty.PREFIX);
    }

    /** The same with one more. */
    Settings with(String name, String value) throws PSQLException {
        PgTrickleProperty property = known(name);
        if (!property.getChoices().isEmpty() && !property.getChoices().contains(value)) {
            throw wrong("invalid value \"" + value + "\" for property " + name + ": it is one of "
                    + String.join(", ", property.getChoices()));
        }
        return and(new Settings(Map.of(property, value)));
    }

    /** What has a name that is ours. */
    static PgTrickleProperty known(String name) throws PSQLException {
        return PgTrickleProperty.forName(name)
                .orElseThrow(() -> wrong("unrecognized property \"" + name + "\"; there are "
                        + Stream.of(PgTrickleProperty.values())
                                .map(PgTrickleProperty::getName)
                                .collect(Collectors.joining(", "))));
    }

    /** The same with others, which win. */
    Settings and(Settings others) {
        Map<PgTrickleProperty, String> all = new EnumMap<>(PgTrickleProperty.class);
        all.putAll(given);
        all.putAll(others.given);
        return new Settings(all);
    }

    static PSQLException wrong(String message) {
        return new PSQLException(message, PSQLState.INVALID_PARAMETER_VALUE);
    }

    /** What holds for a property; nothing when that depends on the connection. */
    Optional<String> value(PgTrickleProperty property) {
        return Optional.ofNullable(given.get(property)).or(property::getDefaultValue);
    }

    private boolean is(PgTrickleProperty property, String value) {
        return value(property).filter(value::equals).isPresent();
    }

    /** Whether the first stream table of a database installs the catalog. */
    boolean installs() {
        return is(PgTrickleProperty.INSTALL, "auto");
    }

    /** Whether statements about stream tables are ours to run, or may be. */
    boolean mayIntercept() {
        return !is(PgTrickleProperty.STATEMENTS, "server");
    }

    /** Whether the other end is asked if they are its own to run. */
    boolean asks() {
        return is(PgTrickleProperty.STATEMENTS, "auto");
    }

    /** Whether this process may be elected to refresh. */
    boolean schedules() {
        return is(PgTrickleProperty.SCHEDULER, "embedded");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Settings" + given.keySet();
    }
}
