package dev.pgtrickle.conformance.fuzz.shrink;

import dev.pgtrickle.conformance.fuzz.play.Batch;
import dev.pgtrickle.conformance.fuzz.play.Batch.Commit;
import dev.pgtrickle.conformance.fuzz.play.Change;
import dev.pgtrickle.conformance.fuzz.play.Failure;
import dev.pgtrickle.conformance.fuzz.play.FuzzCase;
import dev.pgtrickle.conformance.fuzz.play.Outcome;
import dev.pgtrickle.conformance.fuzz.play.Stage;
import dev.pgtrickle.conformance.fuzz.play.Table;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Cuts a case down for as long as it fails in the same way: batches, statements, operators, columns, rows, tables. */
public final class Shrinker {

    /** Runs a case. */
    @FunctionalInterface
    public interface Runner {
        /**
         * Runs a case.
         *
         * @param test the case
         * @return what came of it
         * @throws SQLException when that cannot be found out
         */
        Outcome run(FuzzCase test) throws SQLException;
    }

    /**
     * A case that fails, and how.
     *
     * @param test the case
     * @param failure what goes wrong
     */
    public record Shrunk(FuzzCase test, Failure failure) {}

    private final Runner runner;
    private final long end;
    private Shrunk smallest;

    private Shrinker(Runner runner, Duration limit, Shrunk found) {
        this.runner = runner;
        this.end = System.nanoTime() + limit.toNanos();
        this.smallest = found;
    }

    /**
     * Cuts a case down.
     *
     * @param runner runs cases
     * @param test the case
     * @param failure how it fails
     * @param limit how long to try
     * @return the smallest case that was found to fail in the same way
     * @throws SQLException when a case cannot be run at all
     */
    public static Shrunk shrink(Runner runner, FuzzCase test, Failure failure, Duration limit) throws SQLException {
        Shrinker shrinker = new Shrinker(runner, limit, new Shrunk(test, failure));
        boolean progress = true;
        while (progress) {
            progress = shrinker.pass();
        }
        return shrinker.smallest;
    }

    /** Tries every way to cut the case down, each again for as long as it helps. */
    private boolean pass() throws SQLException {
        boolean progress = false;
        while (firstThatFails(fewerBatches(smallest.test()))) {
            progress = true;
        }
        while (firstThatFails(smallerQueries(smallest.test()))) {
            progress = true;
        }
        while (firstThatFails(smallerStages(smallest.test()))) {
            progress = true;
        }
        while (firstThatFails(fewerChanges(smallest.test()))) {
            progress = true;
        }
        while (firstThatFails(smallerTables(smallest.test()))) {
            progress = true;
        }
        return progress;
    }

    private boolean firstThatFails(Stream<FuzzCase> candidates) throws SQLException {
        for (FuzzCase candidate : (Iterable<FuzzCase>) candidates::iterator) {
            if (System.nanoTime() > end) {
                return false;
            }
            if (runner.run(candidate) instanceof Outcome.Failed(Failure failure)
                    && failure.kind() == smallest.failure().kind()) {
                smallest = new Shrunk(candidate, failure);
                return true;
            }
        }
        return false;
    }

    private static Stream<FuzzCase> fewerBatches(FuzzCase test) {
        List<Batch> batches = test.batches();
        Stream<FuzzCase> halves = batches.size() > 3
                ? Stream.of(
                        test.withBatches(batches.subList(0, batches.size() / 2)),
                        test.withBatches(batches.subList(batches.size() / 2, batches.size())))
                : Stream.empty();
        return Stream.concat(halves, Reductions.without(batches).map(test::withBatches));
    }

    private static Stream<FuzzCase> smallerQueries(FuzzCase test) {
        return Reductions.of(test.query()).map(test::withQuery);
    }

    private static Stream<FuzzCase> smallerStages(FuzzCase test) {
        Stream<FuzzCase> fewer = Reductions.without(test.stages()).map(test::withStages);
        Stream<FuzzCase> smaller = IntStream.range(0, test.stages().size())
                .boxed()
                .flatMap(i -> Reductions.of(test.stages().get(i)).map(stage -> {
                    List<Stage> stages = new ArrayList<>(test.stages());
                    stages.set(i, stage);
                    return test.withStages(stages);
                }));
        return Stream.concat(fewer, smaller);
    }

    private static Stream<FuzzCase> fewerChanges(FuzzCase test) {
        return IntStream.range(0, test.batches().size())
                .boxed()
                .flatMap(i -> smallerBatches(test.batches().get(i)).map(batch -> {
                    List<Batch> batches = new ArrayList<>(test.batches());
                    batches.set(i, batch);
                    return test.withBatches(batches);
                }));
    }

    private static Stream<Batch> smallerBatches(Batch batch) {
        Stream<Batch> fewer = batch.changes().size() > 1
                ? Reductions.without(batch.changes()).map(changes -> new Batch(changes, batch.commit()))
                : Stream.empty();
        Stream<Batch> separate =
                batch.commit() == Commit.TOGETHER ? Stream.of(new Batch(batch.changes(), Commit.EACH)) : Stream.empty();
        Stream<Batch> rows = IntStream.range(0, batch.changes().size())
                .boxed()
                .flatMap(i -> batch.changes().get(i)
                                        instanceof Change.Insert(String table, List<List<String>> all, String conflict)
                                && all.size() > 1
                        ? Reductions.without(all).map(less -> {
                            List<Change> changes = new ArrayList<>(batch.changes());
                            changes.set(i, new Change.Insert(table, less, conflict));
                            return new Batch(changes, batch.commit());
                        })
                        : Stream.empty());
        return Stream.of(fewer, separate, rows).flatMap(s -> s);
    }

    private static Stream<FuzzCase> smallerTables(FuzzCase test) {
        Stream<FuzzCase> fewer = Reductions.without(test.tables()).map(test::withTables);
        Stream<FuzzCase> rows = IntStream.range(0, test.tables().size()).boxed().flatMap(i -> {
            Table table = test.tables().get(i);
            return Stream.concat(Stream.of(List.<List<String>>of()), Reductions.without(table.rows()))
                    .filter(less -> less.size() < table.rows().size())
                    .map(less -> {
                        List<Table> tables = new ArrayList<>(test.tables());
                        tables.set(i, table.withRows(less));
                        return test.withTables(tables);
                    });
        });
        return Stream.concat(fewer, rows);
    }
}
