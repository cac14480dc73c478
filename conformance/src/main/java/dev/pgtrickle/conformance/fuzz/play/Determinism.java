package dev.pgtrickle.conformance.fuzz.play;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether the queries of a case have one answer: they are asked again over tables with the same rows in another order, by another plan. */
final class Determinism {

    private Determinism() {}

    /** Compares two answers; the tables of the case are those that are there now. */
    static boolean holds(Arena arena, FuzzCase test) throws SQLException {
        try (Connection session = arena.bypass()) {
            Arena.run(session, "SET search_path = " + Arena.SCHEMA);
            Arena.run(session, "SET statement_timeout = '10s'");
            List<Stage> questions = new ArrayList<>(test.stages());
            questions.add(new Stage("answer", Stage.Mode.REFRESHED, test.query()));
            for (Stage question : questions) {
                // Temporary tables are found first, so that each stage is read as it was answered here.
                Arena.run(
                        session,
                        "CREATE TEMP TABLE " + question.name() + " AS "
                                + question.query().sql());
            }
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
            for (Stage question : questions) {
                if (!answeredAlike(session, question)) {
                    return false;
                }
                turn(session, question.name());
            }
            return true;
        }
    }

    private static boolean answeredAlike(Connection session, Stage question) throws SQLException {
        return Comparison.differing(
                        session,
                        FuzzCase.equality(question.query()),
                        "SELECT * FROM " + question.name(),
                        question.query().sql())
                .isEmpty();
    }

    private static void turn(Connection session, String name) throws SQLException {
        Arena.run(session, "CREATE TEMP TABLE turned AS SELECT * FROM " + name + " ORDER BY ctid DESC");
        Arena.run(session, "DROP TABLE " + name);
        Arena.run(session, "ALTER TABLE turned RENAME TO " + name);
    }
}
