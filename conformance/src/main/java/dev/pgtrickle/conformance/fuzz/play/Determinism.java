package dev.pgtrickle.conformance.fuzz.play;

import java.sql.Connection;
import java.sql.SQLException;

/** Whether a query has one answer: it is asked again over tables with the same rows in another order, by another plan. */
final class Determinism {

    private Determinism() {}

    /** Compares two answers; the tables of the case are those that are there now. */
    static boolean holds(Arena arena, FuzzCase test) throws SQLException {
        try (Connection session = arena.bypass()) {
            Arena.run(session, "SET search_path = " + Arena.SCHEMA);
            Arena.run(session, "SET statement_timeout = '10s'");
            Arena.run(session, "CREATE TEMP TABLE answer AS " + test.query().sql());
            for (Table table : test.tables()) {
                String name = table.name();
                Arena.run(
                        session,
                        "CREATE TEMP TABLE " + name + " (LIKE " + Arena.SCHEMA + "." + name + " INCLUDING ALL)");
                Arena.run(
                        session,
                        "INSERT INTO " + name + " SELECT * FROM " + Arena.SCHEMA + "." + name + " ORDER BY ctid DESC");
            }
            for (String setting : new String[] {"enable_hashjoin", "enable_hashagg", "enable_seqscan", "jit"}) {
                Arena.run(session, "SET " + setting + " = off");
            }
            return Comparison.differing(
                            session,
                            test.equality(),
                            "SELECT * FROM answer",
                            test.query().sql())
                    .isEmpty();
        }
    }
}
