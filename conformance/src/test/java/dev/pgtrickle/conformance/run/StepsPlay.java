package dev.pgtrickle.conformance.run;

import dev.pgtrickle.conformance.oracle.Equality;
import dev.pgtrickle.conformance.oracle.StreamTableOracle;
import dev.pgtrickle.conformance.scenario.Part;
import dev.pgtrickle.conformance.scenario.SqlStatement;
import dev.pgtrickle.conformance.stage.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Plays a scenario of one session. */
final class StepsPlay {

    private final Play play;
    private final Connection writer;

    private StepsPlay(Play play, Connection writer) {
        this.play = play;
        this.writer = writer;
    }

    static void run(Play play, double seed) throws Exception {
        play.stage.clear();
        try (Connection writer = play.variant.writer().connect(play.stage, play.variant.route())) {
            Stage.run(writer, "SELECT setseed(" + seed + ")");
            new StepsPlay(play, writer).run();
        }
    }

    private void run() throws Exception {
        for (SqlStatement statement : play.scenario.setup()) {
            write(statement);
        }
        if (play.endsWithRefusal()) {
            play.requestedMode();
            return;
        }
        play.judgeChoice();
        play.create();
        play.judgeCreation();
        for (Part part : play.scenario.parts()) {
            Part.Step step = (Part.Step) part;
            String place = "after the step of line " + step.line();
            switch (play.variant.batching()) {
                case ONE_TRANSACTION -> {
                    writeTogether(step);
                    play.refreshAndJudge(place);
                }
                case ONE_REFRESH -> {
                    for (List<SqlStatement> transaction : step.transactions()) {
                        write(transaction);
                    }
                    play.refreshAndJudge(place);
                }
                case REFRESH_EACH -> {
                    for (List<SqlStatement> transaction : step.transactions()) {
                        write(transaction);
                        play.refreshAndJudge("after \"" + transaction.getLast() + "\" of line "
                                + transaction.getLast().line());
                    }
                }
            }
            play.judgeHiddenState(place);
        }
        play.finish();
    }

    private void writeTogether(Part.Step step) throws SQLException {
        if (step.hasOwnBlocks()) {
            write(step.statements());
            return;
        }
        Stage.run(writer, "BEGIN");
        write(step.statements());
        if (play.isExactBeforeCommit() && !play.scenario.equalityOnly()) {
            // The writer sees its own changes before anyone else does.
            StreamTableOracle.assertSameRows(
                    writer,
                    Play.NAME,
                    play.scenario.query(),
                    Equality.EXACT,
                    play.at("before COMMIT of line " + step.line()));
        }
        Stage.run(writer, "COMMIT");
    }

    private void write(List<SqlStatement> statements) throws SQLException {
        for (SqlStatement statement : statements) {
            write(statement);
        }
    }

    private void write(SqlStatement statement) throws SQLException {
        try {
            play.variant.writer().run(writer, statement.text());
        } catch (SQLException e) {
            throw new SQLException(
                    play.at("line " + statement.line()) + ": " + statement + ": " + e.getMessage(), e.getSQLState(), e);
        }
    }
}
