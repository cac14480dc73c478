package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlState;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a stream table is refreshed by itself. */
public sealed interface Schedule {

    /**
     * The schedule as text.
     *
     * @return what {@link #parse} reads
     */
    String text();

    /**
     * At most every so often, if something changed.
     *
     * @param text such as {@code 1m30s}
     * @param period how long at least between two refreshes
     */
    record Every(String text, Duration period) implements Schedule {}

    /** Only when someone asks for it. */
    record Manual() implements Schedule {
        @Override
        public String text() {
            return "manual";
        }
    }

    /** One part of a duration: a number and a unit. */
    Pattern PART = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d|w)");

    /** The longest schedule that makes sense. */
    Duration LONGEST = Duration.ofDays(3660);

    /**
     * Reads a schedule.
     *
     * @param text a duration such as {@code 500ms}, {@code 10} (seconds) or {@code 1h30m}; {@code manual}; or {@code calculated}
     * @return the schedule, or nothing for {@code calculated}: as soon as something changes
     * @throws SqlError 22023 for anything else
     */
    static Optional<Schedule> parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "calculated" -> Optional.empty();
            case "manual" -> Optional.of(new Manual());
            default -> Optional.of(new Every(lower, duration(lower, text)));
        };
    }

    private static Duration duration(String lower, String text) {
        if (lower.matches("\\d{1,9}")) {
            return checked(Duration.ofSeconds(Long.parseLong(lower)), text);
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(lower);
        int end = 0;
        while (part.find()
                && lower.substring(end, part.start()).isBlank()
                && part.group(1).length() <= 9) {
            long number = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        case "d" -> Duration.ofDays(number);
                        default -> Duration.ofDays(7 * number);
                    });
            end = part.end();
        }
        if (end == 0 || end != lower.length()) {
            throw invalid(text);
        }
        return checked(sum, text);
    }

    private static Duration checked(Duration duration, String text) {
        if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw invalid(text);
        }
        return duration;
    }

    private static SqlError invalid(String text) {
        return SqlError.of(SqlState.INVALID_PARAMETER_VALUE, "invalid schedule \"" + text + "\"")
                .withHint(
                        "Write a duration such as '500ms', '10s' or '1h30m' (units ms, s, m, h, d, w), 'calculated' to refresh as soon as"
                                + " something changes, or 'manual'.");
    }
}
