package dev.pgtrickle.proxy.bench;

/** The tables of the measurements: sales of a given number, customers a tenth, and products a hundredth of that. */
final class BenchData {

    /** A prime: spreads consecutive sales over shops, customers and products. */
    private static final int SPREAD = 7919;

    private static final int SHOPS = 1000;

    private BenchData() {}

    /** A query that makes sales. */
    static String sales(int first, int last, int size) {
        return "SELECT i, i::bigint * " + SPREAD + " % " + SHOPS + ", 1 + i::bigint * " + SPREAD + " % "
                + customers(size) + ", 1 + i::bigint * " + SPREAD + " % " + products(size)
                + ", (i % 1000) + 0.25 FROM generate_series(" + first + ", " + last + ") i";
    }

    private static int customers(int size) {
        return Math.max(1, size / 10);
    }

    private static int products(int size) {
        return Math.max(1, size / 100);
    }

    /** A script that makes the tables anew in a schema of their own. */
    static String script(String schema, int size) {
        return """
                DROP SCHEMA IF EXISTS %1$s CASCADE;
                CREATE SCHEMA %1$s;
                CREATE TABLE %1$s.customer (id int PRIMARY KEY, name text NOT NULL);
                CREATE TABLE %1$s.product (id int PRIMARY KEY, title text NOT NULL);
                CREATE TABLE %1$s.sale (id int PRIMARY KEY, shop int NOT NULL, customer_id int NOT NULL REFERENCES %1$s.customer,
                    product_id int NOT NULL REFERENCES %1$s.product, amount numeric(12,2) NOT NULL);
                INSERT INTO %1$s.customer SELECT i, 'customer ' || i FROM generate_series(1, %2$d) i;
                INSERT INTO %1$s.product SELECT i, 'product ' || i FROM generate_series(1, %3$d) i;
                INSERT INTO %1$s.sale %4$s;
                CREATE INDEX ON %1$s.sale (customer_id);
                CREATE INDEX ON %1$s.sale (product_id);
                VACUUM ANALYZE %1$s.customer, %1$s.product, %1$s.sale;
                """.formatted(schema, customers(size), products(size), sales(1, size, size));
    }
}
