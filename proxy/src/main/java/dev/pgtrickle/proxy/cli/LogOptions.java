package dev.pgtrickle.proxy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How much a command tells about itself on standard error. */
final class LogOptions {

    private int verbosity;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more on standard error; -vv says much more.")
    void verbose(boolean[] times) {
        verbosity = times.length;
    }

    /** Takes effect; called by a command before it does anything else. */
    void apply() {
        Level level = switch (verbosity) {
            case 0 -> Level.WARN;
            case 1 -> Level.INFO;
            default -> Level.DEBUG;
        };
        if (LoggerFactory.getLogger("dev.pgtrickle") instanceof Logger ours) {
            ours.setLevel(level);
        }
    }
}
