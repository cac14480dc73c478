package dev.pgtrickle.proxy.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The queries of TPC-H that the demo keeps up to date, as they stand in the specification with its validation parameters. */
enum TpchQuery {
    Q1("q1", "pricing summary"),
    Q3("q3", "shipping priority"),
    Q5("q5", "local supplier volume"),
    Q6("q6", "forecasting revenue"),
    Q10("q10", "returned items"),
    Q12("q12", "shipping modes"),
    Q14("q14", "promotion effect");

    private final String streamTable;
    private final String title;

    TpchQuery(String streamTable, String title) {
        this.streamTable = streamTable;
        this.title = title;
    }

    /** The name of its stream table. */
    String streamTable() {
        return streamTable;
    }

    /** The name of the ordinary materialized view with the same query. */
    String recomputed() {
        return streamTable + "_recomputed";
    }

    /** What the specification calls it, shortened. */
    String title() {
        return title;
    }

    /** Its text, without a semicolon. */
    String text() {
        try (InputStream in = TpchQuery.class.getResourceAsStream(streamTable + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("no text of " + this);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
