package dev.pgtrickle.proxy.inject;

import static dev.pgtrickle.proxy.testkit.Wire.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor.Completion;
import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.RawClient;
import dev.pgtrickle.proxy.testkit.ServerMessage;
import java.util.Arrays;
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

    @Nested
    class A_rewrite {

        @OldestAndNewest
        void replaces_the_text(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("create index on shown (a)", "C<CREATE INDEX> ZI");
                assertThat(i.fake().calls()).containsExactly("rewrite OWN_TRANSACTION create index on shown (a)");
                assertThat(i.committed("select count(*) from pg_indexes where tablename = 'storage'"))
                        .containsExactly("1");
                assertThat(i.committed("select name from made")).containsExactly("index");
            }
        }

        @OldestAndNewest
        void is_not_in_the_transaction_of_the_statement(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("create index concurrently on shown (a)", "C<CREATE INDEX> ZI");
                c.query("begin", "C ZT")
                        .query("create index concurrently on shown (a)", "E<25001> ZE")
                        .query("rollback", "C ZI");
                c.query("begin", "C ZT")
                        .query("create index on shown (a)", "C ZT")
                        .query("rollback", "C ZI");
                assertThat(i.committed("select count(*) from pg_indexes where tablename = 'storage'"))
                        .containsExactly("1");
            }
        }

        @OldestAndNewest
        void that_is_refused_is_an_error(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().rewrite("create index", session -> {
                    session.query("INSERT INTO made VALUES ('half')");
                    throw SqlError.of("42809", "no index on this");
                });
                c.query("create index on shown (a)", "E<42809> ZI").query("select * from made", "T C<SELECT 0> ZI");
                c.query("begin", "C ZT")
                        .query("create index on shown (a)", "E<42809> ZE")
                        .query("rollback", "C ZI");
            }
        }

        @OldestAndNewest
        void has_no_positions_of_a_text_that_the_client_does_not_know(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().rewrite("create index", session -> "CREATE INDEX ON storage (nope + 1)");
                c.send(Q("create index on shown (a)"));
                assertThat(c.read().fields()).containsEntry('C', "42601").doesNotContainKey('P');
                c.expect("ZI");
                c.send(Q("select 1; create index on shown (a)")).expect("T D C");
                assertThat(c.read().fields()).containsEntry('C', "42601").doesNotContainKey('P');
                c.expect("ZI");
            }
        }
    }

    @Nested
    class An_observed_statement {

        @OldestAndNewest
        void is_run_by_the_server_and_completed_before_its_tag(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("select pgtrickle.act(3)", "T<act> N<00000> D<3> C<SELECT 1> ZI");
                assertThat(i.committed("select name from made")).containsExactly("completed");
                assertThat(i.fake().calls()).containsExactly("complete OWN_TRANSACTION");
                c.query("begin", "C ZT")
                        .query("select pgtrickle.act(4)", "T N D C ZT")
                        .query("rollback", "C ZI");
                assertThat(i.committed("select count(*) from made")).containsExactly("1");
                assertThat(i.fake().calls().getLast()).isEqualTo("complete TRANSACTION_BLOCK");
            }
        }

        @OldestAndNewest
        void whose_completion_fails_is_undone(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().completing(session -> {
                    throw SqlError.of("55000", "cannot do that");
                });
                c.query("select pgtrickle.act(3)", "T N D<3> E<55000> ZI").query("select * from t", "T C<SELECT 0> ZI");
                c.query("begin", "C ZT")
                        .query("select pgtrickle.act(3)", "T N D E<55000> ZE")
                        .query("commit", "C<ROLLBACK> ZI");
            }
        }

        @OldestAndNewest
        void that_fails_is_not_completed(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(Q("select pgtrickle.nope(1)"));
                assertThat(c.read().fields()).containsEntry('C', "42883").containsEntry('P', "8");
                c.expect("ZI");
                assertThat(i.fake().calls()).isEmpty();
            }
        }

        @OldestAndNewest
        void can_do_what_needs_a_block_when_it_is_completed(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().completing(session -> {
                    session.query("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
                    assertThat(session.query("SELECT a FROM t").single().number(0))
                            .isEqualTo(3);
                    return Completion.FINISHED;
                });
                c.query("select pgtrickle.act(3)", "T N D C ZI").query("select * from t", "T D<3> C ZI");
            }
        }

        @OldestAndNewest
        void may_commit_by_itself(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake()
                        .observe("do", sql -> new Interception.Observe(sql, false, ""))
                        .observe("vacuum", sql -> new Interception.Observe(sql, false, ""));
                c.query("do $$begin perform pgtrickle.act(1); commit; end$$", "N<00000> C<DO> ZI");
                c.query("vacuum pgtrickle.answers", "C<VACUUM> ZI");
                assertThat(i.fake().calls()).containsExactly("complete OWN_TRANSACTION", "complete OWN_TRANSACTION");
            }
        }

        @OldestAndNewest
        void with_another_tag_shows_no_rows(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("call pgtrickle.act(5)", "N<00000> C<CALL> ZI").query("select * from t", "T D<5> C ZI");
            }
        }

        @OldestAndNewest
        void is_repeated_when_its_answer_has_changed(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().completing(session -> {
                    session.query("INSERT INTO pgtrickle.answers VALUES ('42')");
                    return Completion.REPEAT;
                });
                c.query("select pgtrickle.ask('a')", "T<ask> D<a42> C<SELECT 1> ZI");
                assertThat(i.fake().calls()).containsExactly("complete OWN_TRANSACTION");
                i.fake().completing(session -> Completion.FINISHED);
                c.query("select pgtrickle.ask('b')", "T<ask> D<b42> C<SELECT 1> ZI");
            }
        }

        @OldestAndNewest
        void with_more_rows_than_can_be_held_back_streams(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().completing(session -> Completion.REPEAT);
                c.query(
                        "select pgtrickle.ask(repeat('x', 400000)) from generate_series(1, 5)",
                        "T D D D D D C<SELECT 5> ZI");
                assertThat(i.fake().calls()).hasSize(1);
            }
        }
    }

    @Nested
    class A_string_of_statements {

        @OldestAndNewest
        void runs_each_in_its_place(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query(
                        "insert into t values (1); create stream table x; select name from made; select pgtrickle.act(2); "
                                + "create index on shown (a); call pgtrickle.act(3); drop materialized view m; select sum(a) from t",
                        "C<INSERT 0 1> C<CREATE STREAM TABLE> T<name> D<made_by_us> C<SELECT 1> T N D<2> C<SELECT 1> "
                                + "C<CREATE INDEX> N C<CALL> C<DROP MATERIALIZED VIEW> T<sum> D<6> C<SELECT 1> ZI");
                assertThat(i.fake().calls()).allMatch(call -> call.contains("TRANSACTION_BLOCK"));
            }
        }

        @OldestAndNewest
        void is_one_transaction(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("create stream table x; insert into t values (1); select 1/0; select 2", "C C E<22012> ZI");
                assertThat(i.committed("select name from made")).isEmpty();
                assertThat(i.committed("select * from t")).isEmpty();
                i.fake().command("create stream table", session -> {
                    throw SqlError.of("42809", "no");
                });
                c.query("insert into t values (1); create stream table x; select 1", "C E<42809> ZI");
                assertThat(i.committed("select * from t")).isEmpty();
            }
        }

        @OldestAndNewest
        void is_relayed_when_nothing_in_it_is_ours(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("insert into t values (1); truncate t; select 1", "C C<TRUNCATE TABLE> T D C ZI");
                assertThat(i.fake().calls()).isEmpty();
                assertThat(i.asked()).containsExactly("test_n false");
            }
        }

        @OldestAndNewest
        void points_errors_into_the_whole_string(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                String sql = "select 'äöü😀'; create stream table x; -- ß\n select nope from t";
                c.send(Q(sql)).expect("T D C C");
                int position = sql.codePointCount(0, sql.indexOf("nope")) + 1;
                assertThat(c.read().fields()).containsEntry('C', "42703").containsEntry('P', String.valueOf(position));
                c.expect("ZI");
                i.fake().command("create stream table", session -> {
                    throw SqlError.of("42601", "here").at(8);
                });
                c.send(Q(sql)).expect("T D C");
                int stream = sql.codePointCount(0, sql.indexOf("stream")) + 1;
                assertThat(c.read().fields()).containsEntry('C', "42601").containsEntry('P', String.valueOf(stream));
                c.expect("ZI");
            }
        }

        @OldestAndNewest
        void may_contain_the_clients_transaction_control(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("begin; create stream table x; commit", "C<BEGIN> C<CREATE STREAM TABLE> C<COMMIT> ZI");
                c.query("drop table made_by_us; truncate made", "C C ZI");
                c.query("begin; create stream table x; rollback; select 1", "C C C<ROLLBACK> T D C ZI");
                assertThat(i.committed("select name from made")).isEmpty();
                c.query("create stream table x; begin; insert into t values (1)", "C C<BEGIN> C ZT");
                c.query("rollback", "C ZI");
                assertThat(i.committed("select name from made")).isEmpty();
                c.query(
                        "create stream table x; commit; insert into t values (1); select 1/0",
                        "C N<25P01> C<COMMIT> C<INSERT 0 1> E<22012> ZI");
                assertThat(i.committed("select name from made")).containsExactly("made_by_us");
                assertThat(i.committed("select * from t")).isEmpty();
                c.query("drop table made_by_us; select 1", "C T D C ZI");
                c.query("create stream table x; rollback; select 1", "C N<25P01> C<ROLLBACK> T D C ZI");
                assertThat(i.committed("select count(*) from made")).containsExactly("1");
            }
        }

        @OldestAndNewest
        void may_end_a_failed_block(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("begin", "C ZT").query("select 1/0", "E ZE");
                c.query("rollback; create stream table x", "C<ROLLBACK> C<CREATE STREAM TABLE> ZI");
                c.query("begin", "C ZT").query("savepoint a", "C ZT").query("select 1/0", "E ZE");
                c.query("rollback to a; drop materialized view m; commit", "C<ROLLBACK> C C<COMMIT> ZI");
            }
        }

        @OldestAndNewest
        void refuses_and_allows_what_the_server_does_in_a_string(PostgresVersion version) throws Exception {
            for (String statement : List.of(
                    "vacuum t",
                    "lock table t",
                    "declare c cursor for select 1",
                    "set local work_mem = '8MB'",
                    "set transaction isolation level serializable",
                    "savepoint a",
                    "discard all",
                    "create index concurrently on t (a)",
                    "do $$begin commit; end$$",
                    "copy (select 1) to stdout",
                    "explain (costs off) select 1",
                    "prepare p as select 1",
                    "begin isolation level serializable",
                    "select 1/0",
                    "selec")) {
                try (Intercepted i = Intercepted.start(version);
                        RawClient direct = i.proxied().connectDirectly();
                        RawClient c = i.connect()) {
                    for (String string : List.of("%s; truncate t", "truncate t; %s", "truncate t; %s; select 1")) {
                        // The command of ours leads to the same answer as the truncation in its place.
                        i.fake().command("drop stream table", session -> {
                            session.query("TRUNCATE t");
                            return new Outcome.Done("TRUNCATE TABLE");
                        });
                        String sql = string.formatted(statement);
                        String expected = direct.answerTo(sql);
                        direct.answerTo("rollback");
                        direct.answerTo("deallocate all");
                        if (statement.equals("selec")) {
                            // The server reads the whole string before it runs anything.
                            expected = string.startsWith("%s") ? expected : "C<TRUNCATE TABLE> " + expected;
                        }
                        assertThat(c.answerTo(sql.replace("truncate t", "drop stream table t")))
                                .as(sql)
                                .isEqualTo(expected);
                        c.answerTo("rollback");
                        c.answerTo("deallocate all");
                    }
                }
            }
        }

        @OldestAndNewest
        void holds_back_the_last_tag_until_the_commit(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("create stream table x; insert into d values (1), (1)", "C E<23505> ZI");
                c.query(
                        "create stream table x; insert into d values (1), (1); select 1",
                        "C C<INSERT 0 2> T D E<23505> ZI");
                assertThat(i.committed("select name from made")).isEmpty();
            }
        }

        @OldestAndNewest
        void may_copy_in_and_out(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(Q("create stream table x; copy t from stdin; copy t to stdout; select 1"))
                        .expect("C G");
                c.send(d("1\n"), S(), H(), d("2\n"), c()).expect("C<COPY 2> H d<1> d<2> c C<COPY 2> T D C ZI");
                c.send(Q("drop materialized view m; copy t from stdin"), d("3\n"), c(), Q("select sum(a) from t"))
                        .expect("C G C<COPY 1> ZI T D<6> C ZI");
            }
        }

        @OldestAndNewest
        void may_fail_in_a_copy(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(Q("create stream table x; copy t from stdin; select 1")).expect("C G");
                c.send(d("x\n")).expect("E<22P02> ZI");
                c.send(d("2\n"), c(), Q("select 1")).expect("T D C ZI");
                c.send(Q("create stream table x; copy t from stdin; select 1")).expect("C G");
                c.send(f("enough")).expect("E<57014> ZI");
                c.query("begin", "C ZT");
                c.send(Q("create stream table x; copy t from stdin; select 1")).expect("C G");
                c.send(d("x\n"), c()).expect("E<22P02> ZE");
                c.query("rollback", "C ZI");
                assertThat(i.committed("select name from made")).isEmpty();
                assertThat(i.committed("select * from t")).isEmpty();
            }
        }

        @OldestAndNewest
        void lets_a_large_message_of_a_failed_copy_end(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient other = i.connect();
                    RawClient c = i.connect()) {
                c.send(Q("create stream table x; copy t from stdin; select 1")).expect("C G");
                byte[] message = d("1\n".repeat(1 << 18));
                int half = message.length / 2;
                c.send(d("x\n"), Arrays.copyOf(message, half));
                // Time for the server to refuse the data while it is in the middle of a message.
                for (int round = 0; round < 20; round++) {
                    other.query("select 1", "T D C ZI");
                }
                c.send(Arrays.copyOfRange(message, half, message.length), c()).expect("E<22P02> ZI");
                c.query("select 1", "T D C ZI");
            }
        }
    }
}
