package dev.pgtrickle.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.scenario.BundledScenarios;
import dev.pgtrickle.conformance.scenario.Scenario;
import org.junit.jupiter.api.Test;

/** What is expected of the scenarios is written down for each of them. */
class CoverageTest {

    @Test
    void coverage_names_every_scenario_once_and_no_other() throws Exception {
        assertThat(Coverage.read().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        BundledScenarios.read().stream().map(Scenario::number).toList());
    }
}
