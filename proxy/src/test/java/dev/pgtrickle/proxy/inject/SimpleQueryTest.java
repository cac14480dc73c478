package dev.pgtrickle.proxy.inject;

import static dev.pgtrickle.proxy.testkit.Wire.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.RawClient;
import dev.pgtrickle.proxy.testkit.ServerMessage;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** Statements that concern us in simple queries. What the transcripts do not show must not be on the wire. */
class SimpleQueryTest {

    @Nested
    class A_command {

        @OldestAndNewest
        void is_run_in_the_clients_session_and_answered_with_its_tag(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("create stream table x", "C<CREATE STREAM TABLE> ZI");
                assertThat(i.committed("select name from made")).containsExactly("made_by_us");
                assertThat(i.fake().calls()).containsExactly("run OWN_TRANSACTION create stream table x");
                assertThat(i.asked()).containsExactly("test_n true");
                c.query("select 1", "T D C ZI");
            }
        }

        @OldestAndNewest
        void belongs_to_the_clients_block(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("begin", "C ZT").query("create stream table x", "C<CREATE STREAM TABLE> ZT");
                assertThat(i.committed("select name from made")).isEmpty();
                c.query("rollback", "C<ROLLBACK> ZI");
                assertThat(i.committed("select name from made")).isEmpty();
                assertThat(i.fake().calls()).containsExactly("run TRANSACTION_BLOCK create stream table x");
                c.query("begin", "C ZT").query("create stream table x", "C ZT").query("commit", "C<COMMIT> ZI");
                assertThat(i.committed("select name from made")).containsExactly("made_by_us");
            }
        }

        @OldestAndNewest
        void may_be_relayed_after_all(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("drop materialized view whatever", "C<DROP MATERIALIZED VIEW> ZI");
                c.query("drop materialized view whatever", "E<42P01> ZI");
                assertThat(i.asked()).containsOnly("test_n false");
            }
        }

        @OldestAndNewest
        void that_fails_in_the_engine_undoes_what_it_did(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().command("create stream table", session -> {
                    session.query("INSERT INTO made VALUES ('half')");
                    throw SqlError.of("42809", "that is no table: it's \"x\"\\")
                            .withDetail("Some 'detail'.")
                            .withHint("Some hint.")
                            .within("while doing it")
                            .at(8);
                });
                c.send(Q("create stream table x"));
                ServerMessage error = c.read();
                assertThat(error.fields())
                        .containsEntry('S', "ERROR")
                        .containsEntry('V', "ERROR")
                        .containsEntry('C', "42809")
                        .containsEntry('M', "that is no table: it's \"x\"\\")
                        .containsEntry('D', "Some 'detail'.")
                        .containsEntry('H', "Some hint.")
                        .containsEntry('W', "while doing it")
                        .containsEntry('P', "8")
                        .hasSize(8);
                c.expect("ZI");
                assertThat(i.committed("select name from made")).isEmpty();
                c.query("select 1", "T D C ZI");
            }
        }

        @OldestAndNewest
        void that_fails_in_the_engine_fails_the_clients_block(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().command("create stream table", session -> {
                    throw SqlError.of("42809", "no");
                });
                c.query("begin", "C ZT")
                        .query("insert into t values (1)", "C ZT")
                        .query("create stream table x", "E<42809> ZE")
                        .query("select 1", "E<25P02> ZE")
                        .query("commit", "C<ROLLBACK> ZI");
                assertThat(i.committed("select * from t")).isEmpty();
            }
        }

        @OldestAndNewest
        void that_fails_in_the_server_reports_the_servers_error(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().command("create stream table", session -> {
                    session.query("INSERT INTO made VALUES ('half')");
                    session.query("INSERT INTO d VALUES (NULL)");
                    return new Outcome.Done("unreachable");
                });
                c.send(Q("create stream table x"));
                ServerMessage error = c.read();
                assertThat(error.fields())
                        .containsEntry('C', "23502")
                        .containsEntry('t', "d")
                        .containsEntry('c', "a")
                        .containsKeys('F', 'L', 'R', 's')
                        .doesNotContainKey('P');
                c.expect("ZI");
                assertThat(i.committed("select name from made")).isEmpty();
            }
        }

        @OldestAndNewest
        void whose_engine_swallows_an_error_fails_nevertheless(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().command("create stream table", session -> {
                    try {
                        session.query("SELECT * FROM nope");
                    } catch (SqlError expected) {
                        assertThat(expected.sqlState()).isEqualTo("42P01");
                        assertThat(expected.position()).isEqualTo(15);
                    }
                    return new Outcome.Done("CREATE STREAM TABLE");
                });
                c.send(Q("create stream table x"));
                ServerMessage error = c.read();
                assertThat(error.fields()).containsEntry('C', "42P01").doesNotContainKey('P');
                c.expect("ZI");
                i.fake().command("create stream table", session -> {
                    try {
                        session.query("SELECT * FROM nope");
                    } catch (SqlError expected) {
                        session.query("SELECT 1");
                    }
                    return new Outcome.Done("CREATE STREAM TABLE");
                });
                c.query("begin", "C ZT")
                        .query("create stream table x", "E<42P01> ZE")
                        .query("commit", "C<ROLLBACK> ZI");
            }
        }

        @OldestAndNewest
        void whose_engine_breaks_is_an_internal_error(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().command("create stream table", session -> {
                    session.query("INSERT INTO made VALUES ('half')");
                    throw new IllegalStateException("a bug");
                });
                c.query("create stream table x", "E<XX000> ZI").query("select * from made", "T C<SELECT 0> ZI");
            }
        }

        @OldestAndNewest
        void that_is_read_as_wrong_is_an_error_at_its_position(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake()
                        .refuse(
                                "create stream table",
                                SqlError.of("22023", "unknown option").at(8));
                c.send(Q("insert into t values (1);  create stream table x"));
                ServerMessage error = c.read();
                assertThat(error.fields()).containsEntry('C', "22023").containsEntry('P', "35");
                c.expect("ZI");
                assertThat(i.committed("select * from t")).isEmpty();
            }
        }

        @OldestAndNewest
        void whose_commit_fails_is_an_error_in_place_of_its_tag(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().command("create stream table", session -> {
                    session.query("INSERT INTO d VALUES (1), (1)");
                    return new Outcome.Done("CREATE STREAM TABLE");
                });
                c.query("create stream table x", "E<23505> ZI").query("select * from d", "T C<SELECT 0> ZI");
                c.query("begin", "C ZT").query("create stream table x", "C ZT").query("commit", "E<23505> ZI");
            }
        }

        @OldestAndNewest
        void can_do_what_needs_a_block(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().command("create stream table", session -> {
                    session.query("LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE");
                    session.query("SET LOCAL work_mem = '8MB'");
                    session.query("DECLARE c CURSOR FOR SELECT 1");
                    return new Outcome.Done(session.query("FETCH c").single().text(0));
                });
                c.query("create stream table x", "C<1> ZI")
                        .query("begin", "C ZT")
                        .query("create stream table x", "C<1> ZT");
            }
        }

        @OldestAndNewest
        void in_a_failed_block_is_refused_like_any_other(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("begin", "C ZT")
                        .query("select 1/0", "E<22012> ZE")
                        .query("create stream table x", "E<25P02> ZE")
                        .query("create index on shown (a)", "E<25P02> ZE")
                        .query("select pgtrickle.act(1)", "E<25P02> ZE")
                        .query("drop materialized view m", "E<25P02> ZE")
                        .query("select 1; create stream table x", "E<25P02> ZE")
                        .query("rollback", "C ZI");
                assertThat(i.fake().calls()).isEmpty();
            }
        }

        @OldestAndNewest
        void waits_for_what_was_sent_before(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(Q("select 1"), Q("create stream table x"), Q("select name from made"), PBE("select 2"), S())
                        .expect("T D<1> C ZI C<CREATE STREAM TABLE> ZI T D<made_by_us> C ZI 1 2 D<2> C ZI");
                c.send(Q("begin"), Q("drop table made_by_us"), Q("create stream table x"), Q("commit"))
                        .expect("C ZT C ZT C<CREATE STREAM TABLE> ZT C ZI");
                assertThat(i.fake().calls().getLast()).startsWith("run TRANSACTION_BLOCK");
            }
        }

        @OldestAndNewest
        void behind_an_error_before_a_sync_is_swallowed(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("selec"), Q("create stream table x"), S(), Q("select 1"))
                        .expect("E<42601> ZI T D C ZI");
                c.send(P("selec"), H()).expect("E<42601>");
                c.send(Q("create stream table x"), S(), Q("select 1")).expect("ZI T D C ZI");
                assertThat(i.fake().calls()).isEmpty();
            }
        }

        @OldestAndNewest
        void in_the_middle_of_a_copy_is_a_violation_as_it_would_be_anyway(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect();
                    RawClient early = i.connect()) {
                c.query("copy t from stdin", "G");
                c.query("create stream table x", "E<08P01> E<08P01> EOF");
                // Here it is sent before it is known that there is a COPY.
                early.send(Q("copy t from stdin"), Q("create stream table x")).expect("G E<08P01> E<08P01> EOF");
                assertThat(i.fake().calls()).isEmpty();
            }
        }

        @OldestAndNewest
        void leaves_named_statements_and_portals_alone(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("s", "select 7"), S()).expect("1 ZI");
                c.query("begin", "C ZT");
                c.send(P("g", "select generate_series(1, 3)"), B("p", "g"), E("p", 1), S())
                        .expect("1 2 D<1> s ZT");
                c.query("create stream table x", "C ZT");
                c.send(E("p", 0), B("", "s"), E(), S()).expect("D<2> D<3> C 2 D<7> C ZT");
                c.query("select name from pg_prepared_statements order by 1", "T D<g> D<s> C ZT");
            }
        }

        @OldestAndNewest
        void destroys_the_unnamed_statement_and_portal_as_any_query_does(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("select 7"), S()).expect("1 ZI");
                c.query("create stream table x; select 1", "C T D C ZI");
                c.send(B(), E(), S()).expect("E<26000> ZI");
            }
        }

        @OldestAndNewest
        void shows_notices_of_the_engine_and_none_of_what_it_runs(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().command("create stream table", session -> {
                    session.query("DROP TABLE IF EXISTS nope");
                    session.raise(new Notice(Notice.Severity.WARNING, "it's slow\\", "Some detail.", "Some hint."));
                    session.raise(new Notice(Notice.Severity.DEBUG, "not shown", null, null));
                    session.raise(Notice.notice("done"));
                    return new Outcome.Done("CREATE STREAM TABLE");
                });
                c.send(Q("create stream table x"));
                ServerMessage warning = c.read();
                assertThat(warning.type()).isEqualTo('N');
                assertThat(warning.fields())
                        .containsEntry('S', "WARNING")
                        .containsEntry('C', "01000")
                        .containsEntry('M', "it's slow\\")
                        .containsEntry('D', "Some detail.")
                        .containsEntry('H', "Some hint.")
                        .hasSize(6);
                ServerMessage notice = c.read();
                assertThat(notice.fields())
                        .containsEntry('S', "NOTICE")
                        .containsEntry('M', "done")
                        .hasSize(4);
                c.expect("C<CREATE STREAM TABLE> ZI");
                c.query("set client_min_messages to error", "C ZI").query("create stream table x", "C ZI");
            }
        }

        @OldestAndNewest
        void lets_asynchronous_messages_pass(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().command("create stream table", session -> {
                    session.query("SELECT set_config('TimeZone', 'Asia/Tokyo', false)");
                    session.query("SELECT pg_notify('news', '')");
                    return new Outcome.Done("CREATE STREAM TABLE");
                });
                c.query("listen news", "C ZI");
                List<ServerMessage> answer = c.send(Q("create stream table x")).readUntilReady();
                assertThat(RawClient.transcript(answer))
                        .contains("A<news>", "S<TimeZone>", "C<CREATE STREAM TABLE>", "ZI");
            }
        }

        @OldestAndNewest
        void sees_text_parameters_and_rows_as_they_are(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().command("create stream table", session -> {
                    var rows = session.query(
                            "SELECT $1::text AS a, $2::int + 1 AS b, NULL AS \"ü\" UNION ALL SELECT 'z', 0, ''",
                            "ä'\\",
                            "41");
                    assertThat(rows.columns()).containsExactly("a", "b", "ü");
                    assertThat(rows.rows().getFirst().values()).containsExactly("ä'\\", "42", null);
                    assertThat(rows.rows()).hasSize(2);
                    assertThat(session.query("SELECT $1::text", (String) null)
                                    .single()
                                    .nullable(0))
                            .isNull();
                    assertThat(session.query("CREATE TEMP TABLE x AS SELECT 1").isEmpty())
                            .isTrue();
                    assertThat(session.query("").columns()).isEmpty();
                    return new Outcome.Done("CHECKED");
                });
                c.query("create stream table x", "C<CHECKED> ZI");
            }
        }
    }
}
