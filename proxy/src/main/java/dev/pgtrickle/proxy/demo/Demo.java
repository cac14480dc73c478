package dev.pgtrickle.proxy.demo;

import dev.pgtrickle.proxy.check.EqualityCheck;
import dev.pgtrickle.proxy.demo.StreamTables.Work;
import dev.pgtrickle.proxy.tpch.TpchLoad;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The demo: data, stream tables, and rounds of changes after each of which every stream table is compared with its query. */
public final class Demo {

    private final Connection writer;
    private final Connection watcher;
    private final double scale;
    private final Screen screen;

    /**
     * A demo in an empty database.
     *
     * @param writer a session through the proxy that writes
     * @param watcher a session through the proxy that makes the stream tables and looks at them
     * @param scale the scale factor of TPC-H: 1 is about 1 GB
     * @param screen where it is shown
     */
    public Demo(Connection writer, Connection watcher, double scale, Screen screen) {
        this.writer = writer;
        this.watcher = watcher;
        this.scale = scale;
        this.screen = screen;
    }

    /** How a demo ended. */
    public enum Verdict {
        /** After each round, each stream table was equal to its query. */
        EQUAL,
        /** At least one was not. */
        DIFFERENT
    }

    /**
     * Plays it.
     *
     * @param rounds how many rounds of changes
     * @return whether contents were right all the time
     * @throws SQLException when a statement fails
     */
    public Verdict play(int rounds) throws SQLException {
        long rows = new TpchLoad(writer, scale, screen.progress("loading TPC-H at scale " + scale + " by COPY")).run();
        screen.line(String.format(Locale.ROOT, "%,d rows in 8 tables", rows));
        StreamTables streamTables = new StreamTables(watcher, scale);
        List<StreamTableState> tables =
                streamTables.create(screen.progress("creating " + StreamTables.SHOWN.size() + " stream tables"));
        tables.stream()
                .filter(t -> !t.reason().isEmpty())
                .forEach(
                        t -> screen.line(t.query().streamTable() + " is recomputed (" + t.mode() + "): " + t.reason()));
        RefreshStreams streams = new RefreshStreams(writer, scale);
        EqualityCheck check = new EqualityCheck(watcher);
        List<List<RoundResult>> results = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Changes changes = streams.round();
            streamTables.follow(changes.lastTransaction());
            List<RoundResult> result = measure(tables, streamTables, check);
            results.add(result);
            screen.table(ResultTable.lines("round " + round + " of " + rounds + ": " + changes, result));
        }
        List<RoundResult> medians = ResultTable.medians(results);
        screen.table(ResultTable.lines(
                "all " + rounds + " rounds: medians, and whether contents were equal after each", medians));
        return medians.stream().allMatch(r -> r.differences() == 0) ? Verdict.EQUAL : Verdict.DIFFERENT;
    }

    private List<RoundResult> measure(List<StreamTableState> tables, StreamTables streamTables, EqualityCheck check)
            throws SQLException {
        Map<Long, Work> work = streamTables.work();
        List<RoundResult> results = new ArrayList<>();
        for (StreamTableState table : tables) {
            Work own = work.getOrDefault(table.id(), Work.NONE);
            results.add(new RoundResult(
                    table,
                    own.rows(),
                    own.refreshes(),
                    own.milliseconds(),
                    streamTables.recompute(table.query()),
                    check.differences(table.query().streamTable(), table.query().text(scale))));
        }
        return results;
    }
}
