package dev.pgtrickle.proxy.bench.nexmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The queries of Nexmark over tables. Windows of time are groups of {@code date_bin}, or of {@code generate_series} where they overlap, sessions are
 * found by gaps. Left out are Q10, which writes files, and Q12, whose windows are those of the clock at the time of processing.
 */
public enum NexmarkQuery {
    /** All bids. */
    Q0(0, "pass through"),
    /** A projection. */
    Q1(1, "currency conversion"),
    /** A filter. */
    Q2(2, "selection"),
    /** A join. */
    Q3(3, "local item suggestion"),
    /** An average of maxima. */
    Q4(4, "average price for a category"),
    /** Maxima of counts in overlapping windows of time. */
    Q5(5, "hot items"),
    /** A moving average. */
    Q6(6, "average selling price by seller"),
    /** Maxima of windows of time. */
    Q7(7, "highest bid"),
    /** A join of windows of time. */
    Q8(8, "monitor new users"),
    /** The first of each partition. */
    Q9(9, "winning bids"),
    /** Sessions. */
    Q11(11, "user sessions"),
    /** A join with a table that does not change. */
    Q13(13, "bounded side input"),
    /** Calculations. */
    Q14(14, "calculation"),
    /** Distinct counts by day. */
    Q15(15, "bidding statistics"),
    /** Distinct counts by channel and day. */
    Q16(16, "channel statistics"),
    /** Aggregates by auction and day. */
    Q17(17, "auction statistics"),
    /** The last of each partition. */
    Q18(18, "last bid"),
    /** The first ten of each partition. */
    Q19(19, "auction top 10"),
    /** A join with a filter. */
    Q20(20, "expand bid with auction"),
    /** Regular expressions. */
    Q21(21, "add channel id"),
    /** Text functions. */
    Q22(22, "get URL directories"),
    /** A join of four. */
    Q23(23, "bids with both persons");

    private final int number;
    private final String title;

    NexmarkQuery(int number, String title) {
        this.number = number;
        this.title = title;
    }

    /**
     * Its number.
     *
     * @return 0 to 23
     */
    public int number() {
        return number;
    }

    /**
     * A name for its stream table.
     *
     * @return an identifier
     */
    public String streamTable() {
        return "q" + number;
    }

    /**
     * What Nexmark calls it.
     *
     * @return a few words
     */
    public String title() {
        return title;
    }

    /**
     * Its text.
     *
     * @return the query without a semicolon
     */
    public String text() {
        String resource = streamTable() + ".sql";
        try (InputStream in = NexmarkQuery.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no text of " + this);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
