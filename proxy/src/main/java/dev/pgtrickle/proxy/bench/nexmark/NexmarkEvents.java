package dev.pgtrickle.proxy.bench.nexmark;

import java.util.List;

/**
 * Nexmark's tables, and SQL that fills them with its events: of 50 in a row one is a person, three are auctions, and the others bids. Everything
 * follows from an event's number, so it is the same each time. An event is a second later than the one before.
 */
public final class NexmarkEvents {

    /** Persons, auctions and bids repeat in this many events. */
    public static final int CYCLE = 50;

    private static final int AUCTIONS = 3;

    /** How many of the first events of a cycle are no bids. */
    public static final int BEFORE_BIDS = 1 + AUCTIONS;

    /** The tables, their keys, and the indexes that joins and windows of time are read by. A bid has no key. */
    public static final List<String> TABLES = List.of(
            """
            CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL, email_address text NOT NULL, credit_card text NOT NULL, city text NOT NULL,
                state text NOT NULL, date_time timestamp NOT NULL, extra text NOT NULL)""",
            """
            CREATE TABLE auction (id bigint PRIMARY KEY, item_name text NOT NULL, description text NOT NULL, initial_bid bigint NOT NULL,
                reserve bigint NOT NULL, date_time timestamp NOT NULL, expires timestamp NOT NULL, seller bigint NOT NULL REFERENCES person,
                category bigint NOT NULL, extra text NOT NULL)""",
            """
            CREATE TABLE bid (auction bigint NOT NULL REFERENCES auction, bidder bigint NOT NULL REFERENCES person, price bigint NOT NULL,
                channel text NOT NULL, url text NOT NULL, date_time timestamp NOT NULL, extra text NOT NULL)""",
            "CREATE TABLE side_input (key bigint PRIMARY KEY, value text NOT NULL)",
            "INSERT INTO side_input SELECT i, 'value ' || i FROM generate_series(0, 9999) i",
            "CREATE INDEX ON auction (seller)",
            "CREATE INDEX ON auction (date_bin('10 seconds', date_time, '2026-01-01'))",
            "CREATE INDEX ON person (date_bin('10 seconds', date_time, '2026-01-01'))",
            "CREATE INDEX ON bid (auction)",
            "CREATE INDEX ON bid (bidder)",
            "CREATE INDEX ON bid (date_time)",
            "CREATE INDEX ON bid (date_bin('10 seconds', date_time, '2026-01-01'))");

    private static final String TIME = "timestamp '2026-01-01' + n * interval '1 second'";

    private NexmarkEvents() {}

    /**
     * Statements that insert events.
     *
     * @param first the number of the first event
     * @param count how many
     * @return one statement for each table, in the order in which foreign keys let them run
     */
    public static List<String> inserts(long first, long count) {
        String events = " FROM generate_series(" + first + ", " + (first + count - 1) + ") n WHERE n % " + CYCLE + " ";
        // The last person and auction that were there when an event happened.
        String person = "(n / " + CYCLE + ")";
        String auction = "(" + AUCTIONS + " * (n / " + CYCLE + ") + least(n % " + CYCLE + ", " + AUCTIONS + ") - 1)";
        return List.of(
                "INSERT INTO person SELECT " + person + ", 'person ' || " + draw(1, 500) + ", n || '@example.com', "
                        + draw(2, 10000)
                        + " || ' ' || " + draw(3, 10000)
                        + ", (array['Phoenix', 'Seattle', 'Portland', 'Boise', 'Redmond', 'Bend'])[1 + "
                        + draw(4, 6) + "], (array['AZ', 'CA', 'ID', 'OR', 'WA', 'WY'])[1 + " + draw(5, 6) + "], " + TIME
                        + ", md5(n::text)"
                        + events + "= 0",
                "INSERT INTO auction SELECT " + auction + ", 'item ' || " + draw(6, 1000) + ", md5(n::text), 1 + "
                        + draw(7, 1000) + ", 1000 + "
                        + draw(8, 100000) + ", " + TIME + ", " + TIME + " + (100 + " + draw(9, 1000)
                        + ") * interval '1 second', greatest(0, " + person + " - " + draw(10, 100) + "), 10 + "
                        + draw(11, 5)
                        + ", md5(n::text)" + events + "BETWEEN 1 AND " + AUCTIONS,
                // Half of the bids are for a hot auction.
                "INSERT INTO bid SELECT CASE " + draw(12, 2) + " WHEN 0 THEN " + auction
                        + " / 100 * 100 ELSE greatest(0, " + auction + " - "
                        + draw(13, 100) + ") END, greatest(0, " + person + " - " + draw(14, 200)
                        + "), round(100 * power(10, " + draw(15, 6000) + " / 1000.0))::bigint, CASE " + draw(16, 2)
                        + " WHEN 0 THEN (array['Google', 'Facebook', 'Baidu', 'Apple'])[1 + " + draw(17, 4)
                        + "] ELSE 'channel-' || "
                        + draw(18, 100) + " END, 'https://www.example.com/' || " + draw(19, 50) + " || '/' || "
                        + draw(20, 50)
                        + " || '/item.htm?query=1' || CASE " + draw(21, 3) + " WHEN 0 THEN '' ELSE '&channel_id=' || "
                        + draw(22, 1000)
                        + " END, " + TIME + ", md5(n::text)" + events + ">= " + BEFORE_BIDS);
    }

    /** A number from 0 on that looks random and follows from the event. */
    private static String draw(int what, int below) {
        return "((hashint8extended(n, " + what + ") & 9007199254740991) % " + below + ")";
    }
}
