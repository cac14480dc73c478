package dev.pgtrickle.proxy.inject;

import static dev.pgtrickle.proxy.testkit.Wire.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor.Completion;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.RawClient;
import org.junit.jupiter.api.Nested;

/** Statements that the server runs and we change or complete, in simple queries. */
class SimpleObservedTest {

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
}
