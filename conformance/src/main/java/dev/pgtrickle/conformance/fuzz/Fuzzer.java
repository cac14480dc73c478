package dev.pgtrickle.conformance.fuzz;

import dev.pgtrickle.conformance.fuzz.play.Arena;
import dev.pgtrickle.conformance.fuzz.play.CaseRun;
import dev.pgtrickle.conformance.fuzz.play.FuzzCase;
import dev.pgtrickle.conformance.fuzz.play.Outcome;
import dev.pgtrickle.conformance.fuzz.shrink.Shrinker;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongFunction;

/** Runs cases one after the other, and prints each that fails, cut down. */
public final class Fuzzer {

    private static final Duration PROGRESS = Duration.ofSeconds(30);

    private final Arena arena;
    private final PrintWriter out;
    private final LongFunction<FuzzCase> cases;
    private final FuzzLimits limits;

    /**
     * A fuzzer.
     *
     * @param arena where cases are run
     * @param out where failures are printed
     * @param cases the case of each number
     * @param limits when to stop
     */
    public Fuzzer(Arena arena, PrintWriter out, LongFunction<FuzzCase> cases, FuzzLimits limits) {
        this.arena = arena;
        this.out = out;
        this.cases = cases;
        this.limits = limits;
    }

    /**
     * Runs cases.
     *
     * @param seed the number of the first case; the others follow
     * @return what came of them
     * @throws SQLException when the server cannot be used
     */
    public Tally run(long seed) throws SQLException {
        Tally tally = new Tally();
        long start = System.nanoTime();
        long told = start;
        while (tally.cases() < limits.cases()
                && tally.failed() < limits.failures()
                && System.nanoTime() - start < limits.time().toNanos()) {
            long number = seed + tally.cases();
            FuzzCase test = cases.apply(number);
            Outcome outcome = CaseRun.of(arena, test);
            tally.add(outcome);
            if (outcome instanceof Outcome.Failed failed) {
                var shrunk = Shrinker.shrink(t -> CaseRun.of(arena, t), test, failed.failure(), limits.shrinking());
                out.println(Repro.of(number, shrunk.test(), shrunk.failure()));
                out.flush();
            }
            if (outcome instanceof Outcome.Full(String reason)
                    && limits.shown().filter(reason::contains).isPresent()) {
                out.println("-- case " + number + ": " + reason + "\n"
                        + test.query().sql() + ";\n");
            }
            if (System.nanoTime() - told > PROGRESS.toNanos()) {
                told = System.nanoTime();
                out.println("-- " + tally.toString().lines().findFirst().orElse(""));
                out.flush();
            }
        }
        return tally;
    }
}
