package dev.pgtrickle.conformance.run;

import dev.pgtrickle.dvm.compile.ViewMode;
import java.io.IOException;

/** Every scenario with its stream table refreshed after commits. */
class DifferentialScenarioTest extends Scenarios {

    DifferentialScenarioTest() throws IOException {
        super(ViewMode.DIFFERENTIAL);
    }
}
