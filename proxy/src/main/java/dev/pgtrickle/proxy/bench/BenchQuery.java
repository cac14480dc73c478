package dev.pgtrickle.proxy.bench;

import java.util.Locale;

/** What stream tables are measured with. */
enum BenchQuery {
    /** A thousand groups over one table. */
    AGGREGATE(
            "SELECT shop, count(*) AS sales, sum(amount) AS turnover, avg(amount) AS average FROM %1$s.sale GROUP BY shop"),
    /** One row for each row of the largest table. */
    JOIN("SELECT s.id, s.amount, c.name AS customer, p.title AS product FROM %1$s.sale s"
            + " JOIN %1$s.customer c ON c.id = s.customer_id JOIN %1$s.product p ON p.id = s.product_id");

    private final String text;

    BenchQuery(String text) {
        this.text = text;
    }

    /** Its text over the tables of a schema. */
    String over(String schema) {
        return text.formatted(schema);
    }

    /** A name for the terminal. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
