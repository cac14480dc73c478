package dev.pgtrickle.proxy.inject;

import static dev.pgtrickle.proxy.testkit.Wire.B;
import static dev.pgtrickle.proxy.testkit.Wire.Bbinary;
import static dev.pgtrickle.proxy.testkit.Wire.Dp;
import static dev.pgtrickle.proxy.testkit.Wire.Ds;
import static dev.pgtrickle.proxy.testkit.Wire.E;
import static dev.pgtrickle.proxy.testkit.Wire.P;
import static dev.pgtrickle.proxy.testkit.Wire.PBDE;
import static dev.pgtrickle.proxy.testkit.Wire.PBE;
import static dev.pgtrickle.proxy.testkit.Wire.Q;
import static dev.pgtrickle.proxy.testkit.Wire.S;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.intercept.Interceptor.Completion;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.RawClient;
import org.junit.jupiter.api.Nested;

/** Statements that the server runs and we change or complete, in the extended protocol. */
class ExtendedObservedTest {

    @Nested
    class A_rewrite {

        @OldestAndNewest
        void happens_when_it_is_parsed(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(PBDE("create index on shown (a)"), S()).expect("1 2 n C<CREATE INDEX> ZI");
                assertThat(i.fake().calls()).containsExactly("rewrite OWN_TRANSACTION create index on shown (a)");
                c.query("begin", "C ZT");
                c.send(PBE("create index on shown (a)"), S())
                        .expect("1 2 C<CREATE INDEX> ZT")
                        .query("rollback", "C ZI");
                c.send(PBE("select 1"), PBE("create index on shown (a)"), S()).expect("1 2 D C 1 2 C<CREATE INDEX> ZI");
                assertThat(i.committed("select count(*) from pg_indexes where tablename = 'storage'"))
                        .containsExactly("2");
            }
        }

        @OldestAndNewest
        void may_refuse_to_run_in_a_transaction(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(PBE("create index concurrently on shown (a)"), S()).expect("1 2 C<CREATE INDEX> ZI");
                c.query("begin", "C ZT");
                c.send(PBE("create index concurrently on shown (a)"), S())
                        .expect("1 2 E<25001> ZE")
                        .query("rollback", "C ZI");
                assertThat(i.committed("select count(*) from pg_indexes where tablename = 'storage'"))
                        .containsExactly("1");
            }
        }

        @OldestAndNewest
        void that_is_refused_is_an_error_of_parse(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().rewrite("create index", session -> {
                    session.query("INSERT INTO made VALUES ('half')");
                    throw SqlError.of("42809", "no index on this");
                });
                c.send(PBE("create index on shown (a)"), S()).expect("E<42809> ZI");
                c.send(PBE("insert into t values (1)"), PBE("create index on shown (a)"), S(), Q("select 1"))
                        .expect("1 2 C E<42809> ZI T D C ZI");
                assertThat(i.committed("select * from made")).isEmpty();
                assertThat(i.committed("select * from t")).isEmpty();
            }
        }
    }

    @Nested
    class An_observed_statement {

        @OldestAndNewest
        void is_run_by_the_server_and_completed_before_its_tag(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("s", "select pgtrickle.act($1)"), Ds("s"), S()).expect("1 t T<act> ZI");
                c.send(B("", "s", "3"), Dp(""), E(), S()).expect("2 T<act> N D<3> C<SELECT 1> ZI");
                c.send(B("", "s", "4"), E(), S()).expect("2 N D<4> C ZI");
                assertThat(i.fake().calls()).containsExactly("complete OWN_TRANSACTION", "complete OWN_TRANSACTION");
                assertThat(i.committed("select sum(a) from t")).containsExactly("7");
                assertThat(i.committed("select count(*) from made")).containsExactly("2");
            }
        }

        @OldestAndNewest
        void is_completed_in_its_place_in_a_pipeline(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(PBE("select pgtrickle.act(3)"), PBE("select name from made"), S())
                        .expect("1 2 N D<3> C 1 2 D<completed> C ZI");
                assertThat(i.fake().calls()).containsExactly("complete TRANSACTION_BLOCK");
                i.fake().completing(session -> {
                    throw SqlError.of("55000", "cannot do that");
                });
                c.send(PBE("select pgtrickle.act(4)"), PBE("select 1"), S()).expect("1 2 N D<4> E<55000> ZI");
                c.send(PBE("select pgtrickle.act(4)"), S()).expect("1 2 N D<4> E<55000> ZI");
                assertThat(i.committed("select * from t")).containsExactly("3");
            }
        }

        @OldestAndNewest
        void in_portions_is_completed_after_the_first(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("select pgtrickle.act(g) from generate_series(1, 3) g"), B(), E("", 2), E("", 2), S())
                        .expect("1 2 N D<1> N D<2> s N D<3> C<SELECT 1> ZI");
                assertThat(i.fake().calls()).containsExactly("complete TRANSACTION_BLOCK");
            }
        }

        @OldestAndNewest
        void with_another_tag_shows_no_rows(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("s", "call pgtrickle.act($1)"), Ds("s"), S()).expect("1 t n ZI");
                c.send(B("", "s", "5"), Dp(""), E(), S()).expect("2 n N C<CALL> ZI");
                c.query("select * from t", "T D<5> C ZI");
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
                c.send(P("s", "select pgtrickle.ask($1)"), B("", "s", "a"), Dp(""), E(), S())
                        .expect("1 2 T<ask> D<a42> C<SELECT 1> ZI");
                c.query("truncate pgtrickle.answers", "C ZI");
                c.send(B("p", "s", "b"), E("p", 0), PBE("select 1"), S()).expect("2 D<b42> C<SELECT 1> 1 2 D C ZI");
                c.query("truncate pgtrickle.answers", "C ZI");
                c.send(P("select pgtrickle.ask('x')"), Bbinary("", ""), Dp(""), E(), S())
                        .expect("1 2 T<ask> D<x42> C ZI");
            }
        }

        @OldestAndNewest
        void that_fails_is_not_completed(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("select pgtrickle.nope(1)"), S());
                assertThat(c.read().fields()).containsEntry('C', "42883").containsEntry('P', "8");
                c.expect("ZI");
                c.send(P("s", "select pgtrickle.act($1)"), S()).expect("1 ZI");
                c.send(B("", "s", "x"), E(), S()).expect("E<22P02> ZI");
                c.send(PBE("select pgtrickle.act(1/(random() * 0)::int)"), S()).expect("1 2 E<22012> ZI");
                assertThat(i.fake().calls()).isEmpty();
            }
        }
    }
}
