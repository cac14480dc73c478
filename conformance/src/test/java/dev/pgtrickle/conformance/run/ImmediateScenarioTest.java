package dev.pgtrickle.conformance.run;

import dev.pgtrickle.dvm.compile.ViewMode;
import java.io.IOException;

/** Every scenario with its stream table maintained by writers. */
class ImmediateScenarioTest extends Scenarios {

    ImmediateScenarioTest() throws IOException {
        super(ViewMode.IMMEDIATE);
    }
}
