package dev.pgtrickle.dvm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.coalesce.Readers;
import dev.pgtrickle.dvm.command.StreamTableInterceptor;
import dev.pgtrickle.dvm.refresh.RefreshService;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Random changes against one query, in both incremental modes at once, with intermediate results and without, applied statement by statement and
 * before COMMIT: contents equal the query after every cycle, hidden state that of a fresh twin at the end.
 */
public final class RandomTrial {

    private static final String FOLD = "SELECT pgtrickle._fold(pgt_id) FROM pgtrickle.stream_table";

    private final Database database;
    private final int cycles;

    /**
     * A trial in a database that has our catalog.
     *
     * @param database the database
     * @param cycles how many transactions
     */
    public RandomTrial(Database database, int cycles) {
        this.database = database;
        this.cycles = cycles;
    }

    /**
     * Runs it.
     *
     * @param name the name of the case
     * @param equality how contents are compared
     * @param query the defining query over the tables of {@link RandomChanges}
     */
    public void run(String name, Equality equality, String query) throws Exception {
        run(name, equality, query, new Workload(RandomChanges.SETUP, random -> new RandomChanges(random)::transaction));
    }

    /**
     * Tables and what happens to them.
     *
     * @param setup creates and fills the tables
     * @param transactions makes up transactions, each a list of statements
     */
    public record Workload(List<String> setup, Function<RandomGenerator, Supplier<List<String>>> transactions) {}

    /**
     * Runs it on other tables.
     *
     * @param name the name of the case
     * @param equality how contents are compared
     * @param query the defining query over the tables of the workload
     * @param workload the tables and their changes
     */
    public void run(String name, Equality equality, String query, Workload workload) throws Exception {
        long seed = Long.getLong("pgtrickle.seed", new SplittableRandom().nextLong());
        String context = name + ", -Dpgtrickle.seed=" + seed;
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        RefreshService refreshes = new RefreshService(source);
        try (InterceptedSession s = new InterceptedSession(database.connect(), new StreamTableInterceptor(refreshes))) {
            Lab.open(s, workload.setup());
            s.run("CREATE MATERIALIZED VIEW im WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS " + query);
            boolean appended = !s.rows(
                            "SELECT FROM pgtrickle.stream_table WHERE view_relid = 'im'::regclass AND log_relid IS NOT NULL")
                    .isEmpty();
            List<String> immediate = appended ? List.of("im", "turns") : List.of("im");
            if (appended) {
                s.run(
                        "CREATE MATERIALIZED VIEW turns WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE', pgtrickle.immediate = '"
                                + (seed % 2 == 0 ? "statement" : "commit") + "') AS " + query);
            }
            s.run(
                    "CREATE MATERIALIZED VIEW di WITH (pgtrickle.stream, pgtrickle.mode = 'DIFFERENTIAL', pgtrickle.schedule = 'manual') AS "
                            + query);
            s.run(
                    "CREATE MATERIALIZED VIEW off WITH (pgtrickle.stream, pgtrickle.mode = 'DIFFERENTIAL', pgtrickle.schedule = 'manual',"
                            + " pgtrickle.intermediates = 'off') AS " + query);
            Supplier<List<String>> changes = workload.transactions().apply(new SplittableRandom(seed));
            // When the session's changes are applied, unless a stream table is created for one of these.
            List<String> sessions = List.of(
                    "statement",
                    "commit",
                    Readers.of(new JdbcSession(s.connection(), Scope.OWN_TRANSACTION, notice -> {}))
                            .setting());
            StringBuilder log = new StringBuilder();
            for (int cycle = 1; cycle <= cycles; cycle++) {
                List<String> transaction = changes.get();
                log.append("\n-- cycle ")
                        .append(cycle)
                        .append('\n')
                        .append(String.join(";\n", transaction))
                        .append(';');
                s.run("SET pgtrickle.immediate = '" + sessions.get(cycle % sessions.size()) + "'");
                Lab.transaction(s.connection(), transaction, "23505", "21000");
                String at = context + ", cycle " + cycle + log;
                for (String kept : immediate) {
                    Oracle.assertEqualsQuery(s.connection(), kept, query, equality, at);
                }
                if (cycle % 3 == 0) {
                    s.run(FOLD);
                    Oracle.assertEqualsQuery(s.connection(), "im", query, equality, at + " folded");
                }
                if (cycle % 2 == 0) {
                    for (String kept : List.of("di", "off")) {
                        s.run("REFRESH MATERIALIZED VIEW " + kept);
                        Oracle.assertEqualsQuery(s.connection(), kept, query, equality, at);
                    }
                }
            }
            String at = context + log;
            assertThat(
                            s.rows(
                                    "SELECT DISTINCT pgt_name, refresh_mode FROM pgtrickle.pgt_stream_tables WHERE pgt_name IN ('im', 'turns', 'di', 'off')"))
                    .as(at)
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    immediate.stream().map(kept -> kept + "|IMMEDIATE"),
                                    Stream.of("di|DIFFERENTIAL", "off|DIFFERENTIAL"))
                            .toList());
            assertThat(s.rows("SELECT action, reason FROM pgtrickle.pgt_refresh_history"
                            + " WHERE action <> 'DIFFERENTIAL' AND reason IS DISTINCT FROM 'a source was truncated'"))
                    .as("recomputed: " + at)
                    .isEmpty();
            s.run("SELECT pgtrickle._mark_interrupted_immediate()");
            assertThat(s.rows("SELECT reinit_reason FROM pgtrickle.stream_table_state WHERE needs_reinit"))
                    .as("to be recomputed: " + at)
                    .isEmpty();
            for (String kept :
                    Stream.concat(immediate.stream(), Stream.of("di", "off")).toList()) {
                // What is maintained in the transactions of writers may have a state of its own.
                String mode = switch (kept) {
                    case "im" -> "'IMMEDIATE'";
                    case "turns" -> "'IMMEDIATE', pgtrickle.immediate = 'statement'";
                    default -> "'DIFFERENTIAL', pgtrickle.schedule = 'manual'";
                };
                s.run("CREATE MATERIALIZED VIEW twin WITH (pgtrickle.stream, pgtrickle.mode = " + mode
                        + ", pgtrickle.intermediates = '" + (kept.equals("off") ? "off" : "auto") + "') AS " + query);
                if (equality == Equality.EXACT) {
                    Oracle.assertSameHiddenState(s.connection(), kept, "twin", at);
                }
                s.run("DROP MATERIALIZED VIEW twin");
            }
            s.run("DROP MATERIALIZED VIEW di, off, " + String.join(", ", immediate));
            assertThat(s.rows("SELECT count(*) FROM pgtrickle.capture")).containsExactly("0");
        }
    }
}
