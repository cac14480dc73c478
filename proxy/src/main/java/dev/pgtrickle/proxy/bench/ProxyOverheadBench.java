package dev.pgtrickle.proxy.bench;

import dev.pgtrickle.proxy.bench.BenchReport.Measured;
import dev.pgtrickle.proxy.bench.BenchReport.Round;
import dev.pgtrickle.proxy.bench.BenchReport.Summary;
import dev.pgtrickle.proxy.bench.BenchSettings.Address;
import dev.pgtrickle.proxy.bench.Workload.Runner;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Measures how much longer a statement takes through the proxy than without it, with one client.
 *
 * <p>The two ways are measured in pairs, one statement on each in turn and each way first every other time, so that whatever else the machine
 * does meets both alike. A round gives the median of each way and their ratio; the result is the median of the rounds.
 */
public final class ProxyOverheadBench {

    private static final double NANOS_PER_MICRO = 1000;

    private final BenchSettings settings;
    private final PrintStream out;

    private ProxyOverheadBench(BenchSettings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * Measures, and prints what it finds as it goes.
     *
     * <p>A table for the rows is created in the first schema of the search path and dropped at the end.
     *
     * @param settings what to measure
     * @param out where to print to
     * @return what was printed
     * @throws SQLException when a connection or a statement fails
     */
    public static BenchReport run(BenchSettings settings, PrintStream out) throws SQLException {
        return new ProxyOverheadBench(settings, out).run();
    }

    private BenchReport run() throws SQLException {
        String table = "pgtrickle_bench_" + Long.toHexString(System.nanoTime());
        out.printf(
                Locale.ROOT,
                "%d rounds of %d statements on each way; median microseconds per statement%n",
                settings.rounds(),
                settings.statements());
        out.printf(Locale.ROOT, "%-30s %5s %10s %10s %7s%n", "statement", "round", "direct", "proxied", "ratio");
        try (Connection owner = connect(settings.direct(), PreferQueryMode.EXTENDED);
                Statement statement = owner.createStatement()) {
            statement.execute("CREATE TABLE " + table + " (a int)");
            try {
                List<Measured> measured = new ArrayList<>();
                for (Workload workload : Workload.values()) {
                    measured.add(measure(workload, table));
                }
                return new BenchReport(measured);
            } finally {
                statement.execute("DROP TABLE " + table);
            }
        }
    }

    private Measured measure(Workload workload, String table) throws SQLException {
        try (Connection direct = connect(settings.direct(), workload.mode());
                Connection proxied = connect(settings.proxied(), workload.mode());
                Runner onDirect = workload.prepare(direct, table);
                Runner onProxied = workload.prepare(proxied, table)) {
            // What has not been compiled or prepared yet is no cost of the proxy.
            round(onDirect, onProxied);
            List<Round> rounds = new ArrayList<>();
            for (int i = 1; i <= settings.rounds(); i++) {
                Round round = round(onDirect, onProxied);
                rounds.add(round);
                print(workload.title(), Integer.toString(i), round.direct(), round.proxied(), round.ratio());
            }
            Measured measured = new Measured(workload.title(), rounds);
            Summary median = measured.median();
            print(workload.title(), "all", median.direct(), median.proxied(), median.ratio());
            return measured;
        }
    }

    private Round round(Runner direct, Runner proxied) throws SQLException {
        double[] directTimes = new double[settings.statements()];
        double[] proxiedTimes = new double[settings.statements()];
        for (int i = 0; i < settings.statements(); i++) {
            if (i % 2 == 0) {
                directTimes[i] = direct.time();
                proxiedTimes[i] = proxied.time();
            } else {
                proxiedTimes[i] = proxied.time();
                directTimes[i] = direct.time();
            }
        }
        return new Round(
                BenchReport.median(directTimes) / NANOS_PER_MICRO, BenchReport.median(proxiedTimes) / NANOS_PER_MICRO);
    }

    private void print(String title, String round, double direct, double proxied, double ratio) {
        out.printf(Locale.ROOT, "%-30s %5s %10.1f %10.1f %7.2f%n", title, round, direct, proxied, ratio);
    }

    private Connection connect(Address address, PreferQueryMode mode) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {address.host()});
        source.setPortNumbers(new int[] {address.port()});
        source.setDatabaseName(settings.database());
        source.setUser(settings.user());
        source.setPassword(settings.password());
        source.setPreferQueryMode(mode);
        source.setPrepareThreshold(1);
        return source.getConnection();
    }
}
