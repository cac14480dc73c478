package dev.pgtrickle.proxy.bench.suite;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much a round changes: a number of new things, or a share of all things that goes, comes and changes. */
public sealed interface Churn {

    /**
     * New things, in one transaction.
     *
     * @param number how many
     */
    record Added(int number) implements Churn {
        @Override
        public String toString() {
            return String.valueOf(number);
        }
    }

    /**
     * A share of all things goes, as many come, and as many change.
     *
     * @param percent the share, in percent
     */
    record Replaced(double percent) implements Churn {

        /**
         * The share of a number of things.
         *
         * @param all how many there are
         * @return how many are replaced, at least one
         */
        public int of(long all) {
            return (int) Math.max(1, Math.round(all * percent / 100));
        }

        @Override
        public String toString() {
            return (percent == Math.rint(percent) ? String.valueOf((long) percent) : String.valueOf(percent)) + "%";
        }
    }

    /** What {@link #parse} reads. */
    Pattern NOTATION = Pattern.compile("(\\d+)|(\\d+(?:\\.\\d+)?)%");

    /**
     * Reads a churn.
     *
     * @param text a number such as {@code 100}, or a share such as {@code 0.1%}
     * @return what it means
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    static Churn parse(String text) {
        Matcher matcher = NOTATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "A churn is a number such as 100 or a share such as 0.1%, not \"" + text + "\".");
        }
        Churn churn = matcher.group(1) != null
                ? new Added(Integer.parseInt(matcher.group(1)))
                : new Replaced(Double.parseDouble(matcher.group(2)));
        boolean possible = switch (churn) {
            case Added added -> added.number() > 0;
            case Replaced replaced -> replaced.percent() > 0 && replaced.percent() <= 50;
        };
        if (!possible) {
            throw new IllegalArgumentException(
                    "A churn is at least 1, and as a share at most 50%, not \"" + text + "\".");
        }
        return churn;
    }
}
