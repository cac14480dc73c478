package dev.pgtrickle.dvm.statement;

import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.install.ImmediateUse;
import dev.pgtrickle.dvm.install.IntermediateUse;
import dev.pgtrickle.dvm.install.Schedule;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The options of a stream table, as written; each is declared once, in {@link Option}.
 *
 * @param values the given options, with their values
 */
public record Options(Map<Option, String> values) {

    /** Every option there is. */
    public enum Option {
        STREAM("stream", "true", "marks the materialized view as a stream table"),
        MODE("mode", "AUTO, FULL, DIFFERENTIAL or IMMEDIATE", "how it is kept up to date; the default is AUTO"),
        SCHEDULE(
                "schedule",
                "a duration such as '500ms' or '1h30m', 'calculated' or 'manual'",
                "when it is refreshed; the default, calculated, is as soon as something changes"),
        INITIALIZE("initialize", "true or false", "whether it is filled when it is created; the default is true"),
        INTERMEDIATES(
                "intermediates",
                "auto or off",
                "whether parts of the query may be stored to save work; the default is auto"),
        IMMEDIATE(
                "immediate",
                "auto, statement or commit",
                "how mode IMMEDIATE maintains it: auto lets writers append where the query allows it, statement makes them take turns from statement to COMMIT, commit applies all of a transaction's changes before its COMMIT; the default is auto");

        private final String spelling;
        private final String value;
        private final String meaning;

        Option(String spelling, String value, String meaning) {
            this.spelling = spelling;
            this.value = value;
            this.meaning = meaning;
        }

        /**
         * How it is written, without the prefix {@code pgtrickle.}.
         *
         * @return a lower-case name
         */
        public String spelling() {
            return spelling;
        }

        /**
         * What it takes, for documentation.
         *
         * @return a phrase
         */
        public String value() {
            return value;
        }

        /**
         * What it does, for documentation.
         *
         * @return a phrase
         */
        public String meaning() {
            return meaning;
        }

        /**
         * Finds an option.
         *
         * @param name a name without prefix, in any case
         * @return the option
         * @throws SqlError 22023 that lists all options
         */
        static Option of(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            return Arrays.stream(values())
                    .filter(o -> o.spelling.equals(lower))
                    .findFirst()
                    .orElseThrow(() -> unknown(name));
        }

        private static SqlError unknown(String name) {
            return SqlError.of(
                            SqlState.INVALID_PARAMETER_VALUE, "unrecognized option \"" + name + "\" of a stream table")
                    .withHint("Valid options are "
                            + Arrays.stream(values())
                                    .map(o -> "pgtrickle." + o.spelling)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
    }

    /** No options. */
    public static final Options NONE = new Options(Map.of());

    /** Copies the map and checks every value. */
    public Options {
        values = values.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(values));
        choice(values, Option.MODE, RequestedMode.class);
        schedule(values);
        choice(values, Option.INTERMEDIATES, IntermediateUse.class);
        choice(values, Option.IMMEDIATE, ImmediateUse.class);
        truth(values, Option.INITIALIZE);
        truth(values, Option.STREAM);
    }

    /**
     * The wanted mode.
     *
     * @return the mode, or nothing when none is given
     */
    public Optional<RequestedMode> mode() {
        return choice(values, Option.MODE, RequestedMode.class);
    }

    /**
     * Whether a schedule is given.
     *
     * @return true for any schedule, calculated included
     */
    public boolean hasSchedule() {
        return values.containsKey(Option.SCHEDULE);
    }

    /**
     * The wanted schedule.
     *
     * @return the schedule; nothing for calculated, and when none is given
     */
    public Optional<Schedule> schedule() {
        return schedule(values);
    }

    /**
     * Whether the stream table is to be filled at once.
     *
     * @return true unless {@code initialize} is false
     */
    public boolean initialize() {
        return truth(values, Option.INITIALIZE);
    }

    /**
     * Whether the statement asks for a stream table.
     *
     * @return true when {@code stream} is given and true
     */
    public boolean stream() {
        return values.containsKey(Option.STREAM) && truth(values, Option.STREAM);
    }

    /**
     * Whether intermediate results may be stored.
     *
     * @return the use, or nothing when it is not given
     */
    public Optional<IntermediateUse> intermediates() {
        return choice(values, Option.INTERMEDIATES, IntermediateUse.class);
    }

    /**
     * How mode IMMEDIATE is to maintain it.
     *
     * @return the use, or nothing when it is not given
     */
    public Optional<ImmediateUse> immediate() {
        return choice(values, Option.IMMEDIATE, ImmediateUse.class);
    }

    /** The constant of an enum that a value names, in any case. */
    private static <E extends Enum<E>> Optional<E> choice(Map<Option, String> values, Option option, Class<E> choices) {
        return Optional.ofNullable(values.get(option)).map(text -> {
            String upper = text.strip().toUpperCase(Locale.ROOT);
            return Arrays.stream(choices.getEnumConstants())
                    .filter(c -> c.name().equals(upper))
                    .findFirst()
                    .orElseThrow(() -> invalid(option, text).withHint("Valid values are " + option.value() + "."));
        });
    }

    private static SqlError invalid(Option option, String text) {
        return SqlError.of(
                SqlState.INVALID_PARAMETER_VALUE,
                "invalid value \"" + text + "\" for option \"" + option.spelling() + "\" of a stream table");
    }

    private static Optional<Schedule> schedule(Map<Option, String> values) {
        return Optional.ofNullable(values.get(Option.SCHEDULE)).flatMap(Schedule::parse);
    }

    private static boolean truth(Map<Option, String> values, Option option) {
        String text = values.getOrDefault(option, "true");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "1" -> true;
            case "false", "off", "no", "0" -> false;
            default -> throw invalid(option, text).withHint("Valid values are true and false.");
        };
    }
}
