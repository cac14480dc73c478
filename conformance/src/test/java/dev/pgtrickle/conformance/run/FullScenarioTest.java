package dev.pgtrickle.conformance.run;

import dev.pgtrickle.dvm.compile.ViewMode;
import java.io.IOException;

/** Every scenario with its stream table recomputed. */
class FullScenarioTest extends Scenarios {

    FullScenarioTest() throws IOException {
        super(ViewMode.FULL);
    }
}
