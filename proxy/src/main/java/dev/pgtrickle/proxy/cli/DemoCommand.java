package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.demo.Demo;
import dev.pgtrickle.proxy.demo.Screen;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pgtrickle demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Shows stream tables on TPC-H data: loads it by COPY through the proxy, creates stream tables for seven queries of the"
                    + " specification, and plays its refresh streams while a table shows what following the changes costs, what computing the"
                    + " queries anew costs, and whether the contents are exactly what the query returns right now.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:after each round, each stream table was equal to its query",
            "1:at least one was not",
            "2:wrong input, or a server that cannot be used"
        })
final class DemoCommand implements Callable<Integer> {

    private static final double LARGEST_SCALE = 100;
    private static final double SMALLEST_SCALE = 0.001;

    /** What the script says about standard output; Java itself cannot tell. */
    private static final String TERMINAL_PROPERTY = "pgtrickle.terminal";

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--sf",
            paramLabel = "SCALE",
            defaultValue = "0.01",
            description = "The scale factor of TPC-H; 1 is about 1 GB (default: ${DEFAULT-VALUE}).")
    private double scale;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many rounds of changes (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private final ScratchOptions scratchOptions = new ScratchOptions();

    @Mixin
    private final LogOptions logOptions = new LogOptions();

    @Override
    public Integer call() throws SQLException {
        logOptions.apply();
        if (!(scale >= SMALLEST_SCALE && scale <= LARGEST_SCALE)) {
            throw CommandFailure.ofInput("--sf must be between " + SMALLEST_SCALE + " and 100, not " + scale + ".");
        }
        if (rounds < 1) {
            throw CommandFailure.ofInput("--rounds must be at least 1, not " + rounds + ".");
        }
        PrintWriter out = Main.out(command);
        Screen screen =
                new Screen(out, Boolean.getBoolean(TERMINAL_PROPERTY) ? Screen.Kind.TERMINAL : Screen.Kind.LINES);
        try (Lifetime lifetime = Lifetime.endingWithJvm()) {
            out.println(scratchOptions.announcement());
            out.flush();
            Scratch scratch = scratchOptions.start(lifetime, "pgtrickle_demo");
            try (Connection writer = scratch.connect();
                    Connection watcher = scratch.connect()) {
                return switch (new Demo(writer, watcher, scale, screen).play(rounds)) {
                    case EQUAL -> 0;
                    case DIFFERENT -> throw CommandFailure.ofResult("a stream table differs from its query.");
                };
            } catch (SQLException e) {
                throw lifetime.unlessEnding(e);
            }
        }
    }
}
