package dev.pgtrickle.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.oracle.Equality;
import dev.pgtrickle.conformance.oracle.StreamTableOracle;
import dev.pgtrickle.conformance.run.Expectation.Trait;
import dev.pgtrickle.conformance.scenario.Scenario;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.dvm.compile.ViewMode;
import dev.pgtrickle.dvm.refresh.RefreshResult;
import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import java.util.Optional;

/** One scenario on the stage in one variant: its stream table, how it is refreshed, and how it is judged. */
final class Play {

    static final String NAME = "st";
    private static final String TWIN = "twin";

    final Stage stage;
    final Scenario scenario;
    final Variant variant;
    private final Expectation expectation;
    private final StreamTableOracle oracle;
    private final String context;
    private final Equality equality;

    /** The mode that the stream table must be in. */
    private ViewMode mode;

    Play(
            Stage stage,
            Scenario scenario,
            Variant variant,
            Expectation expectation,
            StreamTableOracle oracle,
            long seed) {
        this.stage = stage;
        this.scenario = scenario;
        this.variant = variant;
        this.expectation = expectation;
        this.oracle = oracle;
        this.equality = scenario.equalityOnly() ? Equality.SQL : Equality.EXACT;
        this.mode = expectation.isIncremental() ? variant.mode() : ViewMode.FULL;
        this.context = "-Dpgtrickle.scenario=" + scenario.number() + " -Dpgtrickle.seed=" + seed + ", " + variant;
    }

    /** Says where in the scenario something was found. */
    String at(String place) {
        return context + ", " + place;
    }

    /** Whether the contents change in the writer's transaction. */
    boolean isImmediate() {
        return mode == ViewMode.IMMEDIATE;
    }

    /** Whether the variant's mode is refused: beyond today's coverage, and by writers who should follow the time. */
    private boolean isRefused() {
        return switch (variant.mode()) {
            case FULL -> false;
            case DIFFERENTIAL -> !expectation.isIncremental();
            case IMMEDIATE -> !expectation.isIncremental() || expectation.is(Trait.CLOCK);
        };
    }

    /** The mode to ask for: beyond today's coverage a refusal is expected first, and then AUTO has to be exact. */
    String requestedMode() throws Exception {
        if (!isRefused()) {
            return variant.mode().name();
        }
        Optional<String> refusal =
                variant.route().create(stage, NAME, variant.mode().name(), scenario.query());
        assertThat(refusal)
                .as(at("refusal"))
                .hasValueSatisfying(error ->
                        assertThat(error).contains("this query cannot be maintained in mode " + variant.mode()));
        stage.database().run("DELETE FROM pgtrickle.request");
        assertThat(stage.database().rows("SELECT count(*) FROM pgtrickle.stream_table"))
                .as(at("a refused stream table leaves nothing"))
                .containsExactly("0");
        return "AUTO";
    }

    void create() throws Exception {
        String requested = requestedMode();
        assertThat(variant.route().create(stage, NAME, requested, scenario.query()))
                .as(at("creation in mode " + requested))
                .isEmpty();
    }

    /** What creation says about the mode is what coverage expects. */
    void judgeCreation() throws Exception {
        if (mode == ViewMode.FULL && variant.mode() != ViewMode.FULL) {
            assertThat(stage.database().rows("SELECT mode_reason FROM pgtrickle.stream_table"))
                    .as(at("reason for FULL"))
                    .singleElement()
                    .asString()
                    .contains(expectation.fullReason().orElseThrow());
        }
        judgeContents("after creation");
    }

    /** AUTO chooses an incremental mode for what is covered; asked for in one mode only, as the answer is the same in all. */
    void judgeChoice() throws Exception {
        if (!expectation.isIncremental() || variant.mode() != ViewMode.FULL) {
            return;
        }
        assertThat(variant.route().create(stage, NAME, "AUTO", scenario.query()))
                .as(at("AUTO"))
                .isEmpty();
        // Of the stream table itself, and of parts of its query that are stored.
        assertThat(stage.database().rows("SELECT DISTINCT refresh_mode, mode_reason FROM pgtrickle.stream_table"))
                .as(at("AUTO"))
                .containsExactly("DIFFERENTIAL|<null>");
        variant.route().drop(stage, NAME);
    }

    /** After a commit: refreshes, unless the writer has done it, and compares. */
    void refreshAndJudge(String place) throws Exception {
        if (!isImmediate() || expectation.rebuildReason().isPresent()) {
            judgeRefresh(variant.route().refresh(stage, NAME), place);
        }
        judgeContents(place);
        if (!isImmediate()) {
            judgeIdleRefresh(variant.route().refresh(stage, NAME), place);
        }
    }

    private void judgeRefresh(RefreshResult result, String place) {
        if (result.action() == Action.NO_DATA) {
            return;
        }
        if (expectation.is(Trait.TRUNCATED)
                && result.action() == Action.REINITIALIZE
                && result.reason().equals("a source was truncated")) {
            return;
        }
        if (result.action() == Action.REINITIALIZE) {
            assertThat(expectation.rebuildReason())
                    .as(at(place) + ": contents were recomputed because " + result.reason())
                    .hasValueSatisfying(expected -> assertThat(result.reason()).contains(expected));
            return;
        }
        assertThat(result.action().name())
                .as(at(place) + ": what the refresh did")
                .isEqualTo(mode.name());
    }

    private void judgeIdleRefresh(RefreshResult result, String place) {
        if (result.action() == Action.REINITIALIZE
                && expectation.rebuildReason().isPresent()) {
            // Changes cannot be trusted yet, so nobody can know that there were none.
            judgeRefresh(result, place);
            return;
        }
        if (expectation.is(Trait.CLOCK) && result.action() == Action.DIFFERENTIAL && mode == ViewMode.DIFFERENTIAL) {
            // Time passed since the refresh before.
            return;
        }
        boolean unseen = expectation.is(Trait.UNSEEN) || expectation.is(Trait.CLOCK) && mode == ViewMode.FULL;
        Action expected = unseen ? Action.FULL : Action.NO_DATA;
        assertThat(result.action())
                .as(at(place) + ": a refresh after which nothing was written")
                .isEqualTo(expected);
    }

    void judgeContents(String place) throws Exception {
        oracle.assertExact(NAME, mode.name(), comparedQuery(), equality, at(place));
    }

    /** Whether the stream table is exact inside of the writer's transaction too; not where the writer switches our triggers off. */
    boolean isExactBeforeCommit() {
        return isImmediate() && expectation.rebuildReason().isEmpty();
    }

    /** Whether the rest of the scenario is of interest after the refusal: what runs in full has nothing to do with the mode that was refused. */
    boolean endsWithRefusal() {
        return isRefused() && variant.mode() == ViewMode.IMMEDIATE;
    }

    private String comparedQuery() throws Exception {
        if (expectation.is(Trait.RENAMED)) {
            return "SELECT * FROM "
                    + stage.database()
                            .rows("SELECT pin_relid FROM pgtrickle.stream_table")
                            .getFirst();
        }
        if (!expectation.is(Trait.CLOCK)) {
            return scenario.query();
        }
        String time = stage.database()
                .rows("SELECT clock FROM pgtrickle.stream_table_state")
                .getFirst();
        return scenario.query().replace("now()", "'" + time + "'::timestamptz");
    }

    /** Whether a twin must have the same hidden state: not one that is of another time. */
    private boolean hasTwins() {
        return mode != ViewMode.FULL && !expectation.is(Trait.CLOCK);
    }

    void judgeHiddenState(String place) throws Exception {
        if (hasTwins()) {
            oracle.assertHiddenStateIsFresh(NAME, at(place));
        }
    }

    /** What is maintained in the transactions of writers may have a state of its own. */
    private String twinMode() {
        return mode == ViewMode.IMMEDIATE ? "IMMEDIATE" : "DIFFERENTIAL";
    }

    /** At the end: the hidden state is that of a twin, and dropping both leaves nothing behind. */
    void finish() throws Exception {
        if (hasTwins()) {
            assertThat(variant.route().create(stage, TWIN, twinMode(), scenario.query()))
                    .as(at("twin"))
                    .isEmpty();
            oracle.assertHiddenStateEquals(NAME, TWIN, at("at the end"));
            variant.route().drop(stage, TWIN);
        }
        variant.route().drop(stage, NAME);
        assertThat(
                        stage.database()
                                .rows(
                                        "SELECT (SELECT count(*) FROM pgtrickle.stream_table), (SELECT count(*) FROM pgtrickle.capture)"))
                .as(at("what is left"))
                .containsExactly("0|0");
    }
}
