package dev.pgtrickle.conformance.fuzz.play;

import dev.pgtrickle.conformance.fuzz.play.Batch.Commit;
import dev.pgtrickle.conformance.fuzz.play.Failure.Kind;
import dev.pgtrickle.conformance.fuzz.play.Stage.Mode;
import dev.pgtrickle.conformance.fuzz.query.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Runs a case: one stream table whose mode AUTO chooses and that is refreshed after every batch, one that is IMMEDIATE; after every batch both are
 * compared with the query. So are the stages below them, each with its own.
 */
public final class CaseRun {

    private static final String REFRESHED = "di";
    private static final String IMMEDIATE = "im";
    private static final String REFUSED = "0A000";
    /** When changes are applied where the session decides: for each batch another way. */
    private enum When {
        COMMIT("commit"),
        STATEMENT("statement"),
        /** Before they are read in the transaction, and what comes behind before COMMIT. */
        READ("commit");

        private final String setting;

        When(String setting) {
            this.setting = setting;
        }
    }

    private static final int MOST_ROWS = 3000;

    private final FuzzCase test;
    private final Connection session;
    private String immediateRefusal = "";
    private When when = When.COMMIT;

    private CaseRun(FuzzCase test, Connection session) {
        this.test = test;
        this.session = session;
    }

    /** The end of a run by a failure. */
    private static final class Found extends Exception {

        private static final long serialVersionUID = 1;

        private final transient Outcome outcome;

        Found(Outcome outcome) {
            super(outcome.toString());
            this.outcome = outcome;
        }
    }

    /** Something that is asked of the server. */
    @FunctionalInterface
    private interface Step {
        void run() throws SQLException, Found;
    }

    /**
     * Runs a case.
     *
     * @param arena where
     * @param test the case
     * @return what came of it
     * @throws SQLException when the arena is not usable
     */
    public static Outcome of(Arena arena, FuzzCase test) throws SQLException {
        arena.clear();
        try (Connection session = arena.throughProxy()) {
            Arena.run(session, "SET search_path = " + Arena.SCHEMA);
            Outcome outcome = new CaseRun(test, session).run();
            if (!(outcome instanceof Outcome.Failed)) {
                return outcome;
            }
            settle(session);
            return Determinism.holds(arena, test) ? outcome : new Outcome.Skipped("the query has several answers");
        }
    }

    /** What was written is what the query has to have one answer for; a transaction that failed wrote nothing. */
    private static void settle(Connection session) throws SQLException {
        if (!session.getAutoCommit()) {
            try {
                session.commit();
            } catch (SQLException e) {
                session.rollback();
            }
        }
    }

    private Outcome run() throws SQLException {
        try {
            prepare();
            createStages();
            measure(test.query());
            create();
            for (int i = 0; i < test.batches().size(); i++) {
                when = When.values()[i % When.values().length];
                Arena.run(session, "SET pgtrickle.immediate = '" + when.setting + "'");
                play(test.batches().get(i), "batch " + (i + 1));
            }
            compareHiddenState();
            return new Outcome.Exact(immediateRefusal, recomputed());
        } catch (Found found) {
            return found.outcome;
        }
    }

    private void prepare() throws Found {
        try {
            for (Table table : test.tables()) {
                for (String sql : table.sql()) {
                    Arena.run(session, sql);
                }
            }
        } catch (SQLException e) {
            throw new Found(new Outcome.Skipped(e.getSQLState() + " " + e.getMessage()));
        }
    }

    /** Looks whether a query works, and is small. */
    private void measure(Query measured) throws Found {
        try {
            Arena.run(session, "SET statement_timeout = '1s'");
            List<String> count = Arena.rows(session, "SELECT count(*) FROM (" + measured.sql() + ") q");
            if (Integer.parseInt(count.getFirst()) > MOST_ROWS) {
                throw new Found(new Outcome.Skipped("too many rows"));
            }
            Arena.run(session, "SET statement_timeout = '20s'");
        } catch (SQLException e) {
            throw new Found(new Outcome.Skipped(e.getSQLState() + " " + e.getMessage()));
        }
    }

    private void createStages() throws Found {
        for (Stage stage : test.stages()) {
            String place = "creation of " + stage.name();
            measure(stage.query());
            attempt(Kind.CREATION, place, () -> createStage(stage));
            compare(Kind.FIRST_CONTENTS, stage.name(), stage.query(), place);
        }
    }

    private void createStage(Stage stage) throws SQLException, Found {
        try {
            Arena.run(session, stage.sql());
        } catch (SQLException e) {
            if (stage.mode() == Mode.IMMEDIATE && REFUSED.equals(e.getSQLState())) {
                throw new Found(new Outcome.Full(String.valueOf(e.getMessage())));
            }
            throw e;
        }
    }

    private void create() throws SQLException, Found {
        attempt(
                Kind.CREATION,
                "creation in mode AUTO",
                () -> Arena.run(session, Stage.sql(REFRESHED, Mode.REFRESHED, test.query())));
        List<String> mode = Arena.rows(
                session,
                "SELECT refresh_mode, mode_reason FROM pgtrickle.stream_table WHERE view_relid = '" + REFRESHED
                        + "'::regclass");
        compare(Kind.FIRST_CONTENTS, REFRESHED, test.query(), "creation in mode AUTO");
        if (mode.getFirst().startsWith("FULL|")) {
            throw new Found(new Outcome.Full(mode.getFirst().substring("FULL|".length())));
        }
        attempt(Kind.CREATION, "creation in mode IMMEDIATE", this::createImmediate);
        compareImmediate(Kind.FIRST_CONTENTS, "creation in mode IMMEDIATE");
    }

    private void createImmediate() throws SQLException {
        try {
            Arena.run(session, Stage.sql(IMMEDIATE, Mode.IMMEDIATE, test.query()));
        } catch (SQLException e) {
            if (!REFUSED.equals(e.getSQLState())) {
                throw e;
            }
            immediateRefusal = String.valueOf(e.getMessage());
        }
    }

    private void play(Batch batch, String place) throws SQLException, Found {
        attempt(Kind.WRITE, place, () -> write(batch, place));
        compareImmediate(Kind.IMMEDIATE_CONTENTS, place);
        for (Stage stage : test.stages()) {
            if (stage.mode() == Mode.REFRESHED) {
                String refresh = place + ", refresh of " + stage.name();
                refresh(stage.name(), stage.query(), refresh);
                compareImmediate(Kind.IMMEDIATE_CONTENTS, refresh);
            }
        }
        refresh(REFRESHED, test.query(), place);
    }

    private void refresh(String name, Query query, String place) throws Found {
        attempt(Kind.REFRESH, place, () -> Arena.run(session, "REFRESH MATERIALIZED VIEW " + name));
        compare(Kind.DIFFERENTIAL_CONTENTS, name, query, place);
    }

    private void write(Batch batch, String place) throws SQLException, Found {
        if (batch.commit() == Commit.EACH) {
            for (Change change : batch.changes()) {
                try {
                    Arena.run(session, change.sql());
                } catch (SQLException e) {
                    requireOrdinary(e);
                }
            }
            return;
        }
        session.setAutoCommit(false);
        for (Change change : batch.changes()) {
            Arena.run(session, "SAVEPOINT before");
            try {
                Arena.run(session, change.sql());
            } catch (SQLException e) {
                requireOrdinary(e);
                Arena.run(session, "ROLLBACK TO before");
            }
        }
        if (when != When.COMMIT) {
            Arena.run(session, "SELECT pgtrickle.flush()");
            compareImmediate(Kind.UNCOMMITTED_CONTENTS, place + ", before its commit");
        }
        session.commit();
        session.setAutoCommit(true);
    }

    /** A constraint of a table of the case is violated now and then; one of ours must not be. */
    private static void requireOrdinary(SQLException e) throws SQLException {
        ServerErrorMessage message = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        boolean ordinary = "23".equals(String.valueOf(e.getSQLState()).substring(0, 2))
                && message != null
                && Arena.SCHEMA.equals(message.getSchema());
        if (!ordinary) {
            throw e;
        }
    }

    private void attempt(Kind kind, String place, Step step) throws Found {
        try {
            step.run();
        } catch (SQLException e) {
            throw "57014".equals(e.getSQLState())
                    ? new Found(new Outcome.Skipped("timeout: " + kind))
                    : new Found(new Outcome.Failed(new Failure(kind, place, e.getSQLState() + " " + e.getMessage())));
        }
    }

    private void compareImmediate(Kind kind, String place) throws Found {
        for (Stage stage : test.stages()) {
            if (stage.mode() == Mode.IMMEDIATE) {
                compare(kind, stage.name(), stage.query(), place + ", " + stage.name());
            }
        }
        if (immediateRefusal.isEmpty()) {
            compare(kind, IMMEDIATE, test.query(), place);
        }
    }

    private void compare(Kind kind, String name, Query query, String place) throws Found {
        attempt(kind, place, () -> {
            List<String> differing =
                    Comparison.differing(session, FuzzCase.equality(query), "SELECT * FROM " + name, query.sql());
            if (!differing.isEmpty()) {
                throw new Found(new Outcome.Failed(new Failure(kind, place, String.join("\n", differing))));
            }
        });
    }

    /** By SQL equality: a sum may carry trailing zeros from inputs that are gone, and a group may show any of its equal keys. */
    private void compareHiddenState() throws SQLException, Found {
        attempt(Kind.HIDDEN_STATE, "the end", () -> {
            Arena.run(
                    session,
                    "CREATE MATERIALIZED VIEW twin WITH (pgtrickle.stream, pgtrickle.mode = 'DIFFERENTIAL', pgtrickle.schedule = 'manual') AS "
                            + test.query().sql());
            compareStorage(REFRESHED);
            if (immediateRefusal.isEmpty()) {
                // What is maintained in the transactions of writers may have a state of its own.
                Arena.run(session, "DROP MATERIALIZED VIEW twin");
                Arena.run(session, Stage.sql("twin", Mode.IMMEDIATE, test.query()));
                Logs.fold(session);
                compareStorage(IMMEDIATE);
            }
        });
    }

    private void compareStorage(String name) throws SQLException, Found {
        List<String> differing = Comparison.differing(
                session, FuzzCase.Equality.SQL, "SELECT * FROM " + storage(name), "SELECT * FROM " + storage("twin"));
        if (!differing.isEmpty()) {
            throw new Found(new Outcome.Failed(
                    new Failure(Kind.HIDDEN_STATE, "the end, " + name, String.join("\n", differing))));
        }
    }

    private String storage(String name) throws SQLException {
        return Arena.rows(
                        session,
                        "SELECT storage_relid FROM pgtrickle.stream_table WHERE view_relid = '" + name + "'::regclass")
                .getFirst();
    }

    private List<String> recomputed() throws SQLException {
        return Arena.rows(
                session,
                "SELECT h.action || ': ' || coalesce(h.reason, '') FROM pgtrickle.pgt_refresh_history h JOIN pgtrickle.stream_table t USING (pgt_id)"
                        + " WHERE t.view_relid = '"
                        + REFRESHED
                        + "'::regclass AND h.initiated_by = 'MANUAL' AND h.action IN ('FULL', 'REINITIALIZE')");
    }
}
