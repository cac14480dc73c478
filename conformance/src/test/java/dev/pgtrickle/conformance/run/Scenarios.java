package dev.pgtrickle.conformance.run;

import dev.pgtrickle.conformance.oracle.StreamTableOracle;
import dev.pgtrickle.conformance.scenario.BundledScenarios;
import dev.pgtrickle.conformance.scenario.Scenario;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.dvm.compile.ViewMode;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.SharedServers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scenario in every variant of one mode; each mode is a class, so that they are run side by side. {@code -Dpgtrickle.variants=all} runs all variants on all server versions; without it, any two choices meet on
 * the default version, and a few variants run on the oldest. {@code -Dpgtrickle.scenario=12} runs one scenario.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class Scenarios {

    private final long seed = Long.getLong("pgtrickle.seed", new SplittableRandom().nextLong(1_000_000));
    private final Map<PostgresVersion, Stage> stages = new EnumMap<>(PostgresVersion.class);
    private final ViewMode mode;
    private final Map<Integer, Expectation> coverage;

    /**
     * The scenarios in one mode.
     *
     * @param mode the mode that stream tables are asked to have
     */
    Scenarios(ViewMode mode) throws IOException {
        this.mode = mode;
        this.coverage = Coverage.read();
    }

    record Case(Scenario scenario, Variant variant) {
        @Override
        public String toString() {
            return scenario + ": " + variant;
        }
    }

    List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Scenario scenario : selected()) {
            variants(scenario, !expectation(scenario).isIncremental()).stream()
                    .filter(v -> v.mode() == mode)
                    .forEach(v -> cases.add(new Case(scenario, v)));
        }
        return cases;
    }

    private static List<Scenario> selected() {
        Integer only = Integer.getInteger("pgtrickle.scenario");
        return BundledScenarios.read().stream()
                .filter(s -> only == null || only == s.number())
                .toList();
    }

    private static List<Variant> variants(Scenario scenario, boolean recomputed) {
        List<Variant> variants = new ArrayList<>();
        if (System.getProperty("pgtrickle.variants", "").equals("all")) {
            for (PostgresVersion version : PostgresVersion.values()) {
                variants.addAll(Variant.all(version));
            }
        } else {
            PostgresVersion version = SharedServers.defaultVersion();
            variants.addAll(scenario.hasSessions() ? Variant.all(version) : Variant.pairs(version));
            if (!scenario.hasSessions()) {
                // What is recomputed needs fewer.
                Set<Variant> few = Set.copyOf(Variant.few(version));
                variants.removeIf(v -> (recomputed || v.mode() == ViewMode.FULL) && !few.contains(v));
            }
            variants.addAll(Variant.few(PostgresVersion.V15));
        }
        if (scenario.hasSessions()) {
            // Turns are transactions as they stand.
            variants.removeIf(v -> v.batching() != Batching.ONE_TRANSACTION);
        }
        return variants;
    }

    private Stage stage(PostgresVersion version) throws Exception {
        Stage stage = stages.get(version);
        if (stage == null) {
            stage = Stage.open(version);
            stages.put(version, stage);
        }
        return stage;
    }

    @AfterAll
    void close() throws Exception {
        for (Stage stage : stages.values()) {
            stage.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void contents_stay_exact(Case test) throws Exception {
        Stage stage = stage(test.variant().version());
        boolean passed = false;
        try {
            play(test, stage);
            passed = true;
        } finally {
            if (!passed) {
                // What a failure leaves behind, such as a session in a transaction, must not fail the next one.
                stages.remove(test.variant().version());
                stage.close();
            }
        }
    }

    private void play(Case test, Stage stage) throws Exception {
        try (StreamTableOracle oracle = new StreamTableOracle(stage)) {
            Play play = new Play(stage, test.scenario(), test.variant(), expectation(test.scenario()), oracle, seed);
            if (test.scenario().hasSessions()) {
                SessionsPlay.run(play);
            } else {
                StepsPlay.run(play, seed / 1_000_000.0);
            }
        }
    }

    private Expectation expectation(Scenario scenario) {
        return Objects.requireNonNull(coverage.get(scenario.number()), "no line in coverage.txt for " + scenario);
    }
}
