package dev.pgtrickle.proxy.inject;

import static dev.pgtrickle.proxy.testkit.Wire.B;
import static dev.pgtrickle.proxy.testkit.Wire.Dp;
import static dev.pgtrickle.proxy.testkit.Wire.Ds;
import static dev.pgtrickle.proxy.testkit.Wire.E;
import static dev.pgtrickle.proxy.testkit.Wire.P;
import static dev.pgtrickle.proxy.testkit.Wire.PBDE;
import static dev.pgtrickle.proxy.testkit.Wire.PBE;
import static dev.pgtrickle.proxy.testkit.Wire.Q;
import static dev.pgtrickle.proxy.testkit.Wire.S;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.RawClient;
import dev.pgtrickle.proxy.testkit.StreamTables;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands on stream tables over the wire, with the interceptor that the product has. */
class StreamTableCommandsTest {

    private static final String CREATE =
            "CREATE MATERIALIZED VIEW totals WITH (pgtrickle.stream) AS SELECT k, sum(v) AS total FROM s GROUP BY k";
    private static final String SHOW = "SELECT k, total FROM totals ORDER BY k";

    private static StreamTables start(PostgresVersion version) throws SQLException, IOException {
        StreamTables tables = StreamTables.start(version);
        tables.database().run("CREATE TABLE s (k int, v int); INSERT INTO s VALUES (1, 10), (1, 5), (2, 7)");
        return tables;
    }

    private static List<String> names(StreamTables tables) throws SQLException {
        return tables.committed("SELECT pgt_name FROM pgtrickle.pgt_stream_tables ORDER BY 1");
    }

    @OldestAndNewest
    void live_in_simple_queries(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.query(CREATE, "C<SELECT 2> ZI");
            c.query(SHOW, "T<k|total> D<1|15> D<2|7> C<SELECT 2> ZI");
            c.query("INSERT INTO s VALUES (3, 1)", "C ZI");
            c.query("REFRESH MATERIALIZED VIEW totals", "C<REFRESH MATERIALIZED VIEW> ZI");
            c.query(SHOW, "T D<1|15> D<2|7> D<3|1> C ZI");
            c.query("ALTER MATERIALIZED VIEW totals RENAME TO sums", "C<ALTER MATERIALIZED VIEW> ZI");
            c.query("CREATE INDEX ON sums (total)", "C<CREATE INDEX> ZI");
            c.query("INSERT INTO sums VALUES (1, 1)", "E<42809> ZI");
            c.query("DROP MATERIALIZED VIEW sums", "C<DROP MATERIALIZED VIEW> ZI");
            c.query("SELECT * FROM sums", "E<42P01> ZI");
            assertThat(names(tables)).isEmpty();
        }
    }

    @OldestAndNewest
    void live_in_extended_messages(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.send(PBDE(CREATE), S()).expect("1 2 n C<SELECT 2> ZI");
            c.send(PBDE(SHOW), S()).expect("1 2 T<k|total> D<1|15> D<2|7> C ZI");
            c.send(P("r", "REFRESH MATERIALIZED VIEW totals"), Ds("r"), S()).expect("1 t n ZI");
            for (int v = 1; v <= 3; v++) {
                c.send(PBE("INSERT INTO s VALUES (2, 1)"), S()).expect("1 2 C ZI");
                c.send(B("", "r"), E(), S()).expect("2 C<REFRESH MATERIALIZED VIEW> ZI");
                c.send(PBE("SELECT total FROM totals WHERE k = 2"), S()).expect("1 2 D<" + (7 + v) + "> C ZI");
            }
            c.send(PBE("CREATE UNIQUE INDEX ON totals (k)"), S()).expect("1 2 C<CREATE INDEX> ZI");
            c.send(PBE("CREATE INDEX CONCURRENTLY ON totals (total)"), S()).expect("1 2 C<CREATE INDEX> ZI");
            c.send(PBE("ALTER MATERIALIZED VIEW totals SET (pgtrickle.mode = 'FULL')"), S())
                    .expect("1 2 C<ALTER MATERIALIZED VIEW> ZI");
            c.send(P("d", "DROP MATERIALIZED VIEW totals"), B("", "d"), Dp(""), E(), S())
                    .expect("1 2 n C<DROP MATERIALIZED VIEW> ZI");
            c.send(B("", "d"), E(), S()).expect("2 E<42P01> ZI");
            assertThat(names(tables)).isEmpty();
        }
    }

    @OldestAndNewest
    void belong_to_the_clients_transaction(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.query("BEGIN", "C ZT")
                    .query(CREATE, "C<SELECT 2> ZT")
                    .query(SHOW, "T D D C ZT")
                    .query("ROLLBACK", "C ZI");
            assertThat(names(tables)).isEmpty();
            c.send(
                            PBE("BEGIN"),
                            PBE(CREATE),
                            PBE("INSERT INTO s VALUES (9, 9)"),
                            PBE("REFRESH MATERIALIZED VIEW totals"),
                            S())
                    .expect("1 2 C 1 2 C<SELECT 2> 1 2 C 1 2 C<REFRESH MATERIALIZED VIEW> ZT");
            c.send(PBE(SHOW), S()).expect("1 2 D D D<9|9> C ZT");
            assertThat(names(tables)).isEmpty();
            c.query(
                    "SAVEPOINT a; DROP MATERIALIZED VIEW totals; ROLLBACK TO a; COMMIT",
                    "C C C<ROLLBACK> C<COMMIT> ZI");
            assertThat(names(tables)).containsExactly("totals");
            c.query("BEGIN; DROP MATERIALIZED VIEW totals; ROLLBACK", "C C C ZI");
            assertThat(tables.committed(SHOW)).hasSize(3);
            assertThat(objects(tables)).isNotZero();
            c.query("DROP MATERIALIZED VIEW totals", "C ZI");
            assertThat(objects(tables)).isZero();
        }
    }

    /** What a stream table leaves behind: its storage, views, functions and triggers. */
    private static int objects(StreamTables tables) throws SQLException {
        return Integer.parseInt(tables.committed("""
                        SELECT (SELECT count(*) FROM pg_class WHERE relname ~ '^(st|pin)_\\d+$' OR relname = 'totals')
                             + (SELECT count(*) FROM pg_trigger WHERE tgrelid = 's'::regclass)
                             + (SELECT count(*) FROM pgtrickle.stream_table)
                        """).getFirst());
    }

    @OldestAndNewest
    void are_one_transaction_with_the_rest_of_their_pipeline(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.send(PBE("INSERT INTO s VALUES (3, 1)"), PBE(CREATE), PBE(SHOW), S())
                    .expect("1 2 C<INSERT 0 1> 1 2 C<SELECT 3> 1 2 D D D<3|1> C<SELECT 3> ZI");
            assertThat(names(tables)).containsExactly("totals");
            c.send(PBE("DROP MATERIALIZED VIEW totals"), PBE("SELECT 1/(random() * 0)::int"), PBE("SELECT 2"), S())
                    .expect("1 2 C<DROP MATERIALIZED VIEW> 1 2 E<22012> ZI");
            assertThat(names(tables)).containsExactly("totals");
            c.send(PBE("DROP MATERIALIZED VIEW totals"), PBE(CREATE), PBE("INSERT INTO s VALUES (4, 1)"), S())
                    .expect("1 2 C<DROP MATERIALIZED VIEW> 1 2 C<SELECT 3> 1 2 C ZI");
            c.query("REFRESH MATERIALIZED VIEW totals; " + SHOW, "C T D D D D<4|1> C ZI");
        }
    }

    @OldestAndNewest
    void that_fail_leave_nothing(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            String wrong = CREATE.replace("sum(v)", "sum(nope)");
            c.send(Q("SELECT 1; " + wrong)).expect("T D C");
            assertThat(c.read().fields())
                    .containsEntry('C', "42703")
                    .containsEntry('P', String.valueOf(wrong.indexOf("nope") + 1 + "SELECT 1; ".length()))
                    .doesNotContainKeys('q', 'p');
            c.expect("ZI");
            c.send(PBE(wrong), PBE("SELECT 1"), S()).expect("1 2 E<42703> ZI");
            String option = CREATE.replace("pgtrickle.stream", "pgtrickle.stream, pgtrickle.colour = 'red'");
            c.send(P(option), B(), E(), S());
            assertThat(c.read().fields()).containsEntry('C', "22023").containsKey('H');
            c.expect("ZI");
            c.query("BEGIN", "C ZT")
                    .query(option, "E<22023> ZE")
                    .query("SELECT 1", "E<25P02> ZE")
                    .query("ROLLBACK", "C ZI");
            c.query("DROP MATERIALIZED VIEW IF EXISTS totals", "N<00000> C<DROP MATERIALIZED VIEW> ZI");
            assertThat(objects(tables)).isZero();
        }
    }

    @OldestAndNewest
    void may_be_called_as_functions(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.send(P("c", "SELECT pgtrickle.create_stream_table($1, $2)"), S()).expect("1 ZI");
            c.send(B("", "c", "totals", "SELECT k, sum(v) AS total FROM s GROUP BY k"), E(), S())
                    .expect("2 D C<SELECT 1> ZI");
            c.query(SHOW, "T D<1|15> D<2|7> C ZI");
            c.query("INSERT INTO s VALUES (2, 1)", "C ZI");
            c.query("CALL pgtrickle.refresh_stream_table('totals')", "C<CALL> ZI")
                    .query(SHOW, "T D D<2|8> C ZI");
            c.send(
                            PBE("INSERT INTO s VALUES (2, 1)"),
                            PBE("CALL pgtrickle.refresh_stream_table('totals')"),
                            PBE(SHOW),
                            S())
                    .expect("1 2 C 1 2 C<CALL> 1 2 D D<2|9> C ZI");
            c.query("BEGIN; SELECT pgtrickle.drop_stream_table('totals'); ROLLBACK", "C T D C<SELECT 1> C ZI");
            assertThat(names(tables)).containsExactly("totals");
            c.send(PBE("SELECT pgtrickle.drop_stream_table('totals')"), S()).expect("1 2 D C<SELECT 1> ZI");
            assertThat(objects(tables)).isZero();
            c.query("SELECT pgtrickle.create_stream_table('totals', 'SELECT nope FROM s')", "T D E<42703> ZI");
            assertThat(objects(tables)).isZero();
        }
    }

    @OldestAndNewest
    void are_explained_before_they_exist(PostgresVersion version) throws Exception {
        String explain = "SELECT pass_name FROM pgtrickle.explain_query_rewrite($1)";
        String steps =
                "D<canonical_query> D<operator_tree> D<refresh_mode> D<storage> D<populate_query> D<delta_query>";
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            String query = "SELECT k, sum(v) AS total FROM s GROUP BY k";
            c.query(explain.replace("$1", "'" + query + "'"), "T<pass_name> " + steps + " C<SELECT 6> ZI");
            c.send(P("x", explain), B("", "x", query), E(), S()).expect("1 2 " + steps + " C<SELECT 6> ZI");
            c.query(
                    "BEGIN; SELECT count(*) > 6 FROM pgtrickle.explain_query_rewrite('SELECT v FROM s WHERE v = (SELECT max(v) FROM s)'); COMMIT",
                    "C T D<t> C C ZI");
            c.query(
                    "SELECT 1; SELECT count(*) > 6 FROM pgtrickle.explain_query_rewrite('SELECT v FROM s WHERE v = (SELECT max(v) FROM s)')",
                    "T D<1> C T D<t> C ZI");
            c.query(explain.replace("$1", "'SELECT nope FROM s'"), "E<42703> ZI");
            assertThat(objects(tables)).isZero();
        }
    }

    @OldestAndNewest
    void mix_with_other_statements_in_a_string(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.query(
                    "INSERT INTO s VALUES (3, 1); " + CREATE + "; " + SHOW + "; DROP MATERIALIZED VIEW totals",
                    "C C<SELECT 3> T D D D<3|1> C C<DROP MATERIALIZED VIEW> ZI");
            c.query(CREATE + "; SELECT 1/0", "C<SELECT 3> E<22012> ZI");
            assertThat(objects(tables)).isZero();
            c.query("CREATE MATERIALIZED VIEW plain AS SELECT 1 AS a; " + CREATE, "C<SELECT 1> C<SELECT 3> ZI");
            c.query("REFRESH MATERIALIZED VIEW plain", "C<REFRESH MATERIALIZED VIEW> ZI");
            c.query("DROP MATERIALIZED VIEW plain, totals", "C<DROP MATERIALIZED VIEW> ZI");
            assertThat(objects(tables)).isZero();
        }
    }

    /** Each of them makes the same stream table; a semicolon in it ends no statement. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            /* ; */ CREATE /* a; /* nested */ */ MATERIALIZED VIEW "totals" WITH (pgtrickle.stream = true) AS SELECT 1 AS a
            -- one; two\\n create materialized view totals with (PGTRICKLE.STREAM) as select ';' as a;
            CREATE MATERIALIZED VIEW totals WITH ("pgtrickle"."stream") AS SELECT $a$;'$a$ AS a -- the end
            CREATE STREAM TABLE totals AS SELECT $$it's; fine$$::text AS a;;
            SELECT pgtrickle.create_stream_table($n$totals$n$, $q$SELECT ';' AS a$q$);
            """)
    void may_be_written_in_odd_ways(String sql) throws Exception {
        String text = sql.replace("\\n", "\n");
        try (StreamTables tables = StreamTables.start(PostgresVersion.newest());
                RawClient c = tables.connect()) {
            c.send(Q(text));
            assertThat(RawClient.transcript(c.readUntilReady()))
                    .doesNotContain("E<")
                    .endsWith("ZI");
            assertThat(names(tables)).containsExactly("totals");
            c.query("DROP MATERIALIZED VIEW totals", "C ZI");
            c.send(PBE(text.replaceAll(";+$", "")), S());
            assertThat(RawClient.transcript(c.readUntilReady()))
                    .doesNotContain("E<")
                    .endsWith("ZI");
            assertThat(names(tables)).containsExactly("totals");
        }
    }

    @OldestAndNewest
    void take_odd_names(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.query("CREATE SCHEMA \"My Schema\"", "C ZI");
            String name = "\"My Schema\".\"tot;\"\"äls😀\"";
            c.query(CREATE.replace("totals", name), "C<SELECT 2> ZI");
            c.query("INSERT INTO s VALUES (5, 5)", "C ZI").query("REFRESH MATERIALIZED VIEW " + name, "C ZI");
            c.query("SELECT * FROM " + name + " WHERE k = 5", "T<k|total> D<5|5> C ZI");
            c.send(PBE("DROP MATERIALIZED VIEW " + name), S()).expect("1 2 C ZI");
            assertThat(names(tables)).isEmpty();
        }
    }

    @OldestAndNewest
    void leave_the_session_as_it_was(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.query("CREATE TABLE i (id int GENERATED ALWAYS AS IDENTITY); INSERT INTO i DEFAULT VALUES", "C C ZI");
            String state =
                    "SELECT lastval(), (SELECT string_agg(name || '=' || setting, ',' ORDER BY name) FROM pg_settings "
                            + "WHERE source = 'session'), (SELECT count(*) FROM pg_prepared_statements), current_user";
            List<String> before = c.rows(state);
            c.query(CREATE, "C ZI")
                    .query("REFRESH MATERIALIZED VIEW totals", "C ZI")
                    .query("DROP MATERIALIZED VIEW totals", "C ZI");
            assertThat(c.rows(state)).isEqualTo(before);
        }
    }

    @OldestAndNewest
    void of_an_immediate_one_keep_it_exact_within_the_transaction(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.query(CREATE.replace("stream)", "stream, pgtrickle.mode = 'IMMEDIATE')"), "C<SELECT 2> ZI");
            c.send(
                            PBE("BEGIN"),
                            PBE("INSERT INTO s VALUES (1, 1)"),
                            PBE("SELECT total FROM totals WHERE k = 1"),
                            PBE("ROLLBACK"),
                            S())
                    .expect("1 2 C 1 2 C 1 2 D<16> C 1 2 C ZI");
            c.query("UPDATE s SET v = v + 1 WHERE k = 1; " + SHOW, "C<UPDATE 2> T D<1|17> D<2|7> C ZI");
        }
    }
}
