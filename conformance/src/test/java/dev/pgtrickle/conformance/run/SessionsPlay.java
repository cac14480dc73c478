package dev.pgtrickle.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.scenario.Part;
import dev.pgtrickle.conformance.scenario.Scenario;
import dev.pgtrickle.conformance.scenario.SqlStatement;
import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.testkit.Interleaving;
import java.sql.Connection;
import java.util.List;

/** Plays a scenario of several sessions that take turns. */
final class SessionsPlay {

    private final Play play;
    private final Interleaving interleaving;

    private SessionsPlay(Play play, Interleaving interleaving) {
        this.play = play;
        this.interleaving = interleaving;
    }

    static void run(Play play) throws Exception {
        play.stage.clear();
        try (Interleaving interleaving = new Interleaving(play.stage.database())) {
            new SessionsPlay(play, interleaving).run();
        }
        play.finish();
    }

    private void run() throws Exception {
        try (Connection c = play.stage.connect(Route.BYPASS)) {
            for (SqlStatement statement : play.scenario.setup()) {
                Stage.run(c, statement.text());
            }
        }
        if (!play.scenario.createsStreamTable()) {
            play.create();
            play.judgeCreation();
        }
        for (int i = 0; i < sessions(play.scenario); i++) {
            interleaving.addSession(play.variant.writer().connect(play.stage, play.variant.route()), "SELECT");
        }
        for (Part part : play.scenario.parts()) {
            switch (part) {
                case Part.Turn turn -> take(turn);
                case Part.Refresh refresh -> judge("after the refresh of line " + refresh.line());
                case Part.Step step -> throw new IllegalStateException("a step among turns: " + step);
            }
        }
        interleaving.finish();
        judge("at the end");
        play.judgeHiddenState("at the end");
    }

    private static int sessions(Scenario scenario) {
        return scenario.parts().stream()
                .mapToInt(p -> p instanceof Part.Turn turn ? turn.session() : 0)
                .max()
                .orElseThrow();
    }

    private void take(Part.Turn turn) throws Exception {
        for (SqlStatement statement : turn.statements()) {
            String sql = statement.beginsWith("create stream table") ? creation() : statement.text();
            interleaving.step(turn.session() - 1, play.variant.writer().statement(sql));
        }
    }

    /** The statement with which a session of the scenario creates the stream table. */
    private String creation() throws Exception {
        String mode = play.requestedMode();
        return switch (play.variant.route()) {
            case PROXY ->
                "CREATE STREAM TABLE " + Play.NAME + " WITH (mode = '" + mode + "', schedule = 'manual') AS "
                        + play.scenario.query();
            case BYPASS ->
                "SELECT pgtrickle.create_stream_table('" + Play.NAME + "', $query$" + play.scenario.query()
                        + "$query$, 'manual', '" + mode + "')";
        };
    }

    /** A session may be waiting for another one meanwhile. */
    private void judge(String place) throws Exception {
        List<String> log = interleaving.log();
        assertThat(Route.finished(play.stage)).as(play.at(place)).isEmpty();
        List<String> errors = log.stream().filter(l -> l.contains(" -> ")).toList();
        if (play.isImmediate()) {
            // A writer may be told to try again; a block that failed answers the rest of its statements with 25P02.
            assertThat(errors)
                    .as(play.at(place) + "\n" + String.join("\n", log))
                    .allMatch(e -> e.matches("s. -> (40001|40P01|25P02) (?s).*"));
        } else {
            assertThat(errors).as(play.at(place)).isEmpty();
        }
        play.refreshAndJudge(place);
    }
}
