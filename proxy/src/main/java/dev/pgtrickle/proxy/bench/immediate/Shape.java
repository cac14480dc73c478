package dev.pgtrickle.proxy.bench.immediate;

import java.util.List;
import java.util.Locale;

/** Which query is kept over the written table. */
public enum Shape {
    /** Sums over the table alone, to whose log writers may append. */
    SUMS,
    /** Sums by a column of the row that each row references. */
    JOIN,
    /** The same over one reference more. */
    THREE;

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Creates the tables of a schema. */
    List<String> tables(String schema, String written, int groups) {
        return List.of(
                "CREATE TABLE " + schema + ".regions (id int PRIMARY KEY, name text NOT NULL)",
                "INSERT INTO " + schema + ".regions SELECT i, 'region ' || i FROM generate_series(0, " + (groups - 1)
                        + ") i",
                "CREATE TABLE " + schema + ".customers (id int PRIMARY KEY, region int NOT NULL REFERENCES " + schema
                        + ".regions)",
                "INSERT INTO " + schema + ".customers SELECT i, i FROM generate_series(0, " + (groups - 1) + ") i",
                "CREATE TABLE " + written
                        + " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, grp int NOT NULL"
                        + (this == SUMS ? "" : " REFERENCES " + schema + ".customers")
                        + ", amount numeric(12,2) NOT NULL)",
                "INSERT INTO " + written + " (grp, amount) SELECT i, 1 FROM generate_series(0, " + (groups - 1) + ") i",
                "CREATE INDEX ON " + written + " (grp)",
                "CREATE INDEX ON " + schema + ".customers (region)",
                "ANALYZE " + schema + ".customers, " + schema + ".regions");
    }

    /** The kept query over the tables of a schema and the written one. */
    String query(String schema, String written) {
        String sums = "count(*) AS n, sum(o.amount) AS total FROM " + written + " o";
        return switch (this) {
            case SUMS -> "SELECT o.grp, " + sums + " GROUP BY o.grp";
            case JOIN ->
                "SELECT c.region, " + sums + " JOIN " + schema + ".customers c ON c.id = o.grp GROUP BY c.region";
            case THREE ->
                "SELECT r.id, r.name, " + sums + " JOIN " + schema + ".customers c ON c.id = o.grp JOIN " + schema
                        + ".regions r ON r.id = c.region GROUP BY r.id, r.name";
        };
    }

    /** The columns of {@link #query} that tell its rows apart. */
    String key() {
        return switch (this) {
            case SUMS -> "grp";
            case JOIN -> "region";
            case THREE -> "id, name";
        };
    }
}
