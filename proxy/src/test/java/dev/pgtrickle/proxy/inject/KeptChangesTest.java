package dev.pgtrickle.proxy.inject;

import static dev.pgtrickle.proxy.testkit.Wire.B;
import static dev.pgtrickle.proxy.testkit.Wire.E;
import static dev.pgtrickle.proxy.testkit.Wire.P;
import static dev.pgtrickle.proxy.testkit.Wire.PBE;
import static dev.pgtrickle.proxy.testkit.Wire.Q;
import static dev.pgtrickle.proxy.testkit.Wire.S;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.RawClient;
import dev.pgtrickle.proxy.testkit.StreamTables;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/** Changes that a client's block keeps for COMMIT: the client reads what it has written, and sees nothing of what we send for that. */
class KeptChangesTest {

    private static final String PENDING = "SELECT coalesce(current_setting('pgtrickle.pending', true), '')";
    private static final String TOP = "SELECT k, m FROM top ORDER BY k";

    private static StreamTables start(PostgresVersion version) throws Exception {
        StreamTables tables = StreamTables.start(version);
        tables.database()
                .run(
                        "CREATE TABLE s (k int, v int); CREATE INDEX ON s (k); INSERT INTO s VALUES (1, 10), (2, 7); CREATE TABLE other (k int)");
        try (RawClient c = tables.connect()) {
            c.query(
                    "CREATE MATERIALIZED VIEW top WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE')"
                            + " AS SELECT k, max(v) AS m FROM s GROUP BY k",
                    "C<SELECT 2> ZI");
        }
        tables.look();
        return tables;
    }

    /** Whether the server has changes that it has not applied. */
    private static boolean keeps(RawClient c) throws Exception {
        return !c.rows(PENDING).getFirst().isEmpty();
    }

    @OldestAndNewest
    void are_applied_before_a_query_that_reads_them(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.query("BEGIN", "C<BEGIN> ZT");
            c.query("INSERT INTO s VALUES (1, 11)", "C<INSERT 0 1> ZT");
            c.query("UPDATE s SET v = 12 WHERE v = 11", "C<UPDATE 1> ZT");
            assertThat(keeps(c)).isTrue();
            c.query("SELECT count(*) FROM s", "T D<3> C ZT");
            assertThat(keeps(c)).as("it reads no stream table").isTrue();
            c.query(TOP, "T<k|m> D<1|12> D<2|7> C<SELECT 2> ZT");
            assertThat(keeps(c)).isFalse();
            c.query("INSERT INTO s VALUES (3, 1)", "C ZT");
            c.query("SAVEPOINT a", "C ZT");
            c.query("DELETE FROM s", "C<DELETE 4> ZT");
            c.query("SELECT 1 FROM other; " + TOP, "T C T C ZT");
            c.query("ROLLBACK TO a", "C ZT");
            assertThat(tables.committed(TOP)).containsExactly("1|10", "2|7");
            c.query("COMMIT", "C<COMMIT> ZI");
            assertThat(tables.committed(TOP)).containsExactly("1|12", "2|7", "3|1");
        }
    }

    @OldestAndNewest
    void are_applied_before_a_bound_statement_that_reads_them(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.send(P("begin", "BEGIN"), P("read", TOP), P("write", "INSERT INTO s VALUES (5, 1)"), S())
                    .expect("1 1 1 ZI");
            for (int i = 1; i <= 2; i++) {
                c.send(B("", "begin"), E(), B("", "write"), E(), S()).expect("2 C<BEGIN> 2 C<INSERT 0 1> ZT");
                assertThat(keeps(c)).as("from the first statement on").isTrue();
                c.send(B("", "read"), E(), B("", "write"), E(), B("", "read"), E(), S())
                        .expect("2 D<1|10> D<2|7> D<5|1> C 2 C 2 D D D C ZT");
                c.send(PBE("COMMIT"), S()).expect("1 2 C<COMMIT> ZI");
            }
            c.send(B("", "read"), E(), S()).expect("2 D D D C ZI");
        }
    }

    @OldestAndNewest
    void without_a_block_nothing_is_kept(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.query("INSERT INTO s VALUES (1, 20)", "C ZI");
            c.send(PBE("INSERT INTO s VALUES (1, 21)"), PBE(TOP), S()).expect("1 2 C 1 2 D<1|21> D C ZI");
            c.query("INSERT INTO s VALUES (1, 22); " + TOP, "C T D<1|22> D C ZI");
            c.query("BEGIN READ ONLY", "C ZT");
            assertThat(c.rows("SELECT current_setting('pgtrickle.immediate', true)"))
                    .as("it cannot write")
                    .containsExactly("NULL");
            c.query("COMMIT", "C ZI");
        }
    }

    @OldestAndNewest
    void a_session_that_has_settled_it_is_left_alone(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.query("SET pgtrickle.immediate = 'statement'", "C ZI").query("BEGIN", "C ZT");
            c.query("INSERT INTO s VALUES (1, 20)", "C ZT");
            assertThat(keeps(c)).isFalse();
            c.query("COMMIT", "C ZI");
        }
    }

    @OldestAndNewest
    void what_fails_is_the_answer_to_the_statement_that_needs_it(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            String storage = tables.committed("SELECT storage_relid::text FROM pgtrickle.stream_table")
                    .getFirst();
            tables.database().run("ALTER TABLE " + storage + " ADD CHECK (m < 100)");
            c.query("BEGIN", "C ZT").query("INSERT INTO s VALUES (1, 100)", "C ZT");
            c.query(TOP, "E<23514> ZE").query("SELECT 1", "E<25P02> ZE").query("ROLLBACK", "C ZI");
            c.query("BEGIN", "C ZT").query("INSERT INTO s VALUES (1, 100)", "C ZT");
            c.send(PBE(TOP), PBE("SELECT 1"), S()).expect("1 E<23514> ZE");
            c.query("ROLLBACK", "C ZI");
            c.query("BEGIN", "C ZT").query("INSERT INTO s VALUES (1, 100)", "C ZT");
            c.query("COMMIT", "E<23514> ZI");
            assertThat(tables.committed(TOP)).containsExactly("1|10", "2|7");
            assertThat(tables.committed("SELECT count(*) FROM s")).containsExactly("2");
        }
    }

    @OldestAndNewest
    void what_may_set_off_a_trigger_ends_the_keeping(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.query("""
                    CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN INSERT INTO s SELECT 9, max(m) FROM top; PERFORM FROM top; RETURN NULL; END $$""", "C ZI");
            c.query("CREATE TRIGGER look AFTER INSERT ON other FOR EACH ROW EXECUTE FUNCTION look()", "C ZI");
            tables.look();
            c.query("BEGIN", "C ZT").query("INSERT INTO s VALUES (1, 30)", "C ZT");
            assertThat(keeps(c)).isTrue();
            c.query("INSERT INTO other VALUES (1)", "C ZT");
            c.query("INSERT INTO s VALUES (1, 31)", "C ZT");
            assertThat(keeps(c)).isFalse();
            c.query("COMMIT", "C ZI");
            assertThat(tables.committed(TOP)).containsExactly("1|31", "2|7", "9|30");
        }
    }

    @OldestAndNewest
    void commands_in_the_block_find_them_applied(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.query("BEGIN", "C ZT").query("INSERT INTO s VALUES (1, 30)", "C ZT");
            c.query("REFRESH MATERIALIZED VIEW top", "C ZT").query("INSERT INTO s VALUES (1, 31)", "C ZT");
            c.query("CREATE VIEW over AS SELECT m FROM top", "C<CREATE VIEW> ZT");
            c.query("SELECT max(m) FROM over", "T D<31> C ZT");
            c.query("INSERT INTO s VALUES (1, 33)", "C ZT");
            c.query("SELECT max(m) FROM over", "T D<33> C ZT");
            c.query("INSERT INTO s VALUES (1, 32)", "C ZT");
            c.query("DROP TABLE s CASCADE", "N C<DROP TABLE> ZT").query("COMMIT", "C ZI");
            c.query("SELECT FROM top", "E<42P01> ZI");
        }
    }

    @OldestAndNewest
    void pipelined_queries_and_failed_begins_lose_nothing(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                RawClient c = tables.connect()) {
            c.send(Q("BEGIN"), Q("INSERT INTO s VALUES (1, 40)"), Q(TOP), Q("COMMIT"), Q("BEGIN"), Q("ROLLBACK"))
                    .expect("C ZT C ZT T D<1|40> D C ZT C<COMMIT> ZI C ZT C ZI");
            c.query("BEGIN", "C ZT").query("SELECT 1/0", "E<22012> ZE").query("BEGIN", "E<25P02> ZE");
            c.query(TOP, "E<25P02> ZE").query("ROLLBACK", "C ZI");
            c.query(TOP, "T D D C ZI");
            c.send(PBE("SELECT 1/0"), PBE("BEGIN"), PBE("INSERT INTO s VALUES (1, 41)"), S())
                    .expect("1 E<22012> ZI");
            c.query("SELECT count(*) FROM s WHERE v = 41", "T D<0> C ZI");
        }
    }

    @OldestAndNewest
    void pgjdbc_reads_what_it_writes(PostgresVersion version) throws Exception {
        try (StreamTables tables = start(version);
                Connection connection = DriverManager.getConnection(tables.jdbcUrl());
                var write = connection.prepareStatement("INSERT INTO s VALUES (?, ?)");
                var read = connection.prepareStatement("SELECT m FROM top WHERE k = ?");
                Statement other = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 1; i <= 12; i++) {
                write.setInt(1, 1);
                write.setInt(2, 100 + i);
                write.executeUpdate();
                try (ResultSet pending = other.executeQuery(PENDING)) {
                    pending.next();
                    assertThat(pending.getString(1)).isNotEmpty();
                }
                read.setInt(1, 1);
                try (ResultSet rows = read.executeQuery()) {
                    rows.next();
                    assertThat(rows.getInt(1)).isEqualTo(100 + i);
                }
                connection.commit();
            }
        }
    }
}
