package dev.pgtrickle.driver;

import java.sql.DriverPropertyInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be said about stream tables in an URL, in the properties of a connection, or to a data source; all else is pgjdbc's. */
public enum PgTrickleProperty {
    /** Who installs the catalog. */
    INSTALL(
            "pgtrickle.install",
            "auto",
            List.of("auto", "never"),
            "Whether the first stream table of a database installs schema `pgtrickle`, or a later version of it, there. With `never` somebody else has to."),

    /** Who runs statements about stream tables. */
    STATEMENTS(
            "pgtrickle.statements",
            "auto",
            List.of("auto", "driver", "server"),
            "Who runs statements about stream tables: `driver`, or the `server` that it is connected to, which has to be a proxy; with `auto` each connection asks whether it is one."),

    /** Who refreshes when nobody asks for it. */
    SCHEDULER(
            "pgtrickle.scheduler",
            "none",
            List.of("none", "embedded"),
            "Who refreshes DIFFERENTIAL stream tables by their schedule: `none` in this process, or `embedded`, with which one of the application's processes is elected to."),

    /** As whom to install and refresh. */
    USER(
            "pgtrickle.user",
            null,
            List.of(),
            "The role that installs and refreshes, in sessions of its own; the connection's unless given. It has to own schema `pgtrickle`."),

    /** The password of that role. */
    PASSWORD("pgtrickle.password", null, List.of(), "The password of `pgtrickle.user`.");

    /** What all names begin with. */
    static final String PREFIX = "pgtrickle.";

    private final String name;
    private final @Nullable String defaultValue;

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<String> choices;

    private final String description;

    PgTrickleProperty(String name, @Nullable String defaultValue, List<String> choices, String description) {
        this.name = name;
        this.defaultValue = defaultValue;
        this.choices = choices;
        this.description = description;
    }

    /**
     * What it is called.
     *
     * @return a name that begins with {@code pgtrickle.}
     */
    public String getName() {
        return name;
    }

    /**
     * What holds when nothing is said.
     *
     * @return the value; nothing when it depends on the connection
     */
    public Optional<String> getDefaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /**
     * What can be said.
     *
     * @return the values; empty when any text can be
     */
    public List<String> getChoices() {
        return choices;
    }

    /**
     * What it means.
     *
     * @return one or two sentences
     */
    public String getDescription() {
        return description;
    }

    static Optional<PgTrickleProperty> forName(String name) {
        for (PgTrickleProperty property : values()) {
            if (property.name.equals(name)) {
                return Optional.of(property);
            }
        }
        return Optional.empty();
    }

    /** For programs that ask people for it. */
    DriverPropertyInfo info(Settings settings) {
        DriverPropertyInfo info =
                new DriverPropertyInfo(name, settings.value(this).orElse(null));
        info.description = description;
        info.choices = choices.isEmpty() ? null : choices.toArray(new String[0]);
        return info;
    }
}
