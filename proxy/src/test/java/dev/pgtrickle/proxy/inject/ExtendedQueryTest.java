package dev.pgtrickle.proxy.inject;

import static dev.pgtrickle.proxy.testkit.Wire.B;
import static dev.pgtrickle.proxy.testkit.Wire.Cp;
import static dev.pgtrickle.proxy.testkit.Wire.Cs;
import static dev.pgtrickle.proxy.testkit.Wire.Dp;
import static dev.pgtrickle.proxy.testkit.Wire.Ds;
import static dev.pgtrickle.proxy.testkit.Wire.E;
import static dev.pgtrickle.proxy.testkit.Wire.H;
import static dev.pgtrickle.proxy.testkit.Wire.P;
import static dev.pgtrickle.proxy.testkit.Wire.PBDE;
import static dev.pgtrickle.proxy.testkit.Wire.PBE;
import static dev.pgtrickle.proxy.testkit.Wire.Q;
import static dev.pgtrickle.proxy.testkit.Wire.S;
import static dev.pgtrickle.proxy.testkit.Wire.d;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.RawClient;
import dev.pgtrickle.proxy.testkit.ServerMessage;
import dev.pgtrickle.proxy.testkit.Wire;
import org.junit.jupiter.api.Nested;

/** Statements that concern us in extended messages. What the transcripts do not show must not be on the wire. */
class ExtendedQueryTest {

    private static final String CREATE = "create stream table x";

    private static byte[] copyDone() {
        return Wire.c();
    }

    @Nested
    class A_command {

        @OldestAndNewest
        void is_run_when_it_is_executed(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P(CREATE), B(), Dp(""), S()).expect("1 2 n ZI");
                assertThat(i.fake().calls()).isEmpty();
                c.send(PBDE(CREATE), S()).expect("1 2 n C<CREATE STREAM TABLE> ZI");
                assertThat(i.fake().calls()).containsExactly("run OWN_TRANSACTION " + CREATE);
                assertThat(i.committed("select name from made")).containsExactly("made_by_us");
                c.send(PBE("select 1"), S()).expect("1 2 D<1> C ZI");
            }
        }

        @OldestAndNewest
        void may_be_prepared_described_and_executed_again(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("s", CREATE), Ds("s"), S()).expect("1 t n ZI");
                c.send(B("", "s"), E(), S()).expect("2 C<CREATE STREAM TABLE> ZI");
                c.send(B("", "s"), E(), S()).expect("2 E<42P07> ZI");
                c.query("drop table made_by_us", "C ZI");
                c.send(B("p", "s"), E("p", 0), Cp("p"), S()).expect("2 C<CREATE STREAM TABLE> 3 ZI");
                c.send(Cs("s"), S()).expect("3 ZI");
                c.send(B("", "s"), E(), S()).expect("E<26000> ZI");
                assertThat(i.fake().calls()).hasSize(3);
            }
        }

        @OldestAndNewest
        void belongs_to_the_clients_block(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("begin", "C ZT");
                c.send(PBE(CREATE), S()).expect("1 2 C<CREATE STREAM TABLE> ZT");
                c.send(PBE("select name from made"), S()).expect("1 2 D<made_by_us> C ZT");
                assertThat(i.committed("select name from made")).isEmpty();
                c.send(PBE("rollback"), S()).expect("1 2 C<ROLLBACK> ZI");
                assertThat(i.committed("select name from made")).isEmpty();
                assertThat(i.fake().calls()).containsExactly("run TRANSACTION_BLOCK " + CREATE);
            }
        }

        @OldestAndNewest
        void belongs_to_a_block_that_is_begun_in_the_same_packet(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(PBE("begin"), PBE(CREATE), S()).expect("1 2 C<BEGIN> 1 2 C<CREATE STREAM TABLE> ZT");
                c.send(PBE("rollback"), S()).expect("1 2 C<ROLLBACK> ZI");
                c.send(PBE("begin"), PBE(CREATE), PBE("commit"), S())
                        .expect("1 2 C<BEGIN> 1 2 C<CREATE STREAM TABLE> 1 2 C<COMMIT> ZI");
                assertThat(i.committed("select name from made")).containsExactly("made_by_us");
                assertThat(i.fake().calls()).allMatch(call -> call.startsWith("run TRANSACTION_BLOCK"));
            }
        }

        @OldestAndNewest
        void shares_the_transaction_of_its_pipeline(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(PBE("insert into t values (1)"), PBE(CREATE), PBE("select name from made"), S())
                        .expect("1 2 C<INSERT 0 1> 1 2 C<CREATE STREAM TABLE> 1 2 D<made_by_us> C<SELECT 1> ZI");
                assertThat(i.committed("select * from t")).containsExactly("1");
                c.query("drop table made_by_us; truncate t, made", "C C ZI");
                c.send(PBE("insert into t values (1)"), PBE(CREATE), PBE("select 1/0"), PBE("select 2"), S())
                        .expect("1 2 C 1 2 C 1 E<22012> ZI");
                assertThat(i.committed("select * from t")).isEmpty();
                assertThat(i.committed("select name from made")).isEmpty();
            }
        }

        @OldestAndNewest
        void twice_in_a_pipeline_is_one_transaction(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(PBE(CREATE), PBE(CREATE), S()).expect("1 2 C 1 2 E<42P07> ZI");
                assertThat(i.committed("select name from made")).isEmpty();
                c.send(PBE(CREATE), PBE("drop table made_by_us"), PBE(CREATE), S())
                        .expect("1 2 C 1 2 C 1 2 C ZI");
                assertThat(i.committed("select name from made")).containsExactly("made_by_us", "made_by_us");
            }
        }

        @OldestAndNewest
        void answers_a_flush_without_sync(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P(CREATE), H()).expect("1");
                c.send(B(), H()).expect("2");
                c.send(E(), H()).expect("C<CREATE STREAM TABLE>");
                c.send(S()).expect("ZI");
                assertThat(i.committed("select name from made")).containsExactly("made_by_us");
            }
        }

        @OldestAndNewest
        void that_fails_is_an_error_until_sync(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().command("create stream table", session -> {
                    session.query("INSERT INTO made VALUES ('half')");
                    throw SqlError.of("42809", "no").withHint("Some hint.");
                });
                c.send(PBE(CREATE), S()).expect("1 2 E<42809> ZI");
                c.send(PBE("insert into t values (1)"), PBE(CREATE), PBE("select 1"), Q("select 2"), S(), Q("select 3"))
                        .expect("1 2 C 1 2 E<42809> ZI T D<3> C ZI");
                c.send(PBE(CREATE), H()).expect("1 2 E<42809>");
                c.send(PBE("select 1"), S()).expect("ZI");
                c.query("begin", "C ZT");
                c.send(PBE(CREATE), PBE("select 1"), S()).expect("1 2 E<42809> ZE");
                c.send(PBE("select 1"), S()).expect("E<25P02> ZE");
                c.query("commit", "C<ROLLBACK> ZI");
                assertThat(i.committed("select * from t")).isEmpty();
                assertThat(i.committed("select * from made")).isEmpty();
            }
        }

        @OldestAndNewest
        void that_is_read_as_wrong_fails_when_it_is_parsed(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake()
                        .refuse(
                                "create stream table",
                                SqlError.of("22023", "unknown option").at(8));
                c.send(P(CREATE), B(), E(), S());
                ServerMessage error = c.read();
                assertThat(error.fields()).containsEntry('C', "22023").containsEntry('P', "8");
                c.expect("ZI");
                c.send(PBE("insert into t values (1)"), P(CREATE), B(), E(), S())
                        .expect("1 2 C E<22023> ZI");
                assertThat(i.committed("select * from t")).isEmpty();
            }
        }

        @OldestAndNewest
        void behind_an_error_is_skipped(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("s", CREATE), S()).expect("1 ZI");
                c.send(P("selec"), PBE(CREATE), B("", "s"), E(), S(), PBE("select 1"), S())
                        .expect("E<42601> ZI 1 2 D C ZI");
                c.send(P("selec"), H()).expect("E<42601>");
                c.send(B("", "s"), E(), S()).expect("ZI");
                assertThat(i.fake().calls()).isEmpty();
                c.send(B("", "s"), E(), S()).expect("2 C<CREATE STREAM TABLE> ZI");
            }
        }

        @OldestAndNewest
        void in_a_failed_block_is_refused(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("s", CREATE), S()).expect("1 ZI");
                c.query("begin", "C ZT").query("select 1/0", "E ZE");
                c.send(P(CREATE), B(), E(), S()).expect("E<25P02> ZE");
                c.send(B("", "s"), E(), S()).expect("E<25P02> ZE");
                c.send(PBE("rollback"), PBE(CREATE), S()).expect("1 2 C<ROLLBACK> 1 2 C<CREATE STREAM TABLE> ZI");
                assertThat(i.fake().calls()).hasSize(1);
            }
        }

        @OldestAndNewest
        void cannot_be_run_twice_in_one_portal(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P(CREATE), B("p", ""), E("p", 0), E("p", 0), S()).expect("1 2 C E<55000> ZI");
                assertThat(i.committed("select name from made")).isEmpty();
                c.send(P(CREATE), B("p", ""), S()).expect("1 2 ZI");
                c.send(E("p", 0), S()).expect("E<34000> ZI");
                c.send(P(CREATE), B("p", ""), Cp("p"), E("p", 0), S()).expect("1 2 3 E<34000> ZI");
            }
        }

        @OldestAndNewest
        void with_parameters_is_an_error_as_for_any_such_command(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P(CREATE), B("", "", "1"), E(), S()).expect("1 E<08P01> ZI");
                assertThat(i.fake().calls()).isEmpty();
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
                c.send(PBE(CREATE), S()).expect("1 2 E<23505> ZI");
                c.send(PBE("select 1"), PBE(CREATE), S()).expect("1 2 D C 1 2 C E<23505> ZI");
                c.query("begin", "C ZT");
                c.send(PBE(CREATE), S(), PBE("commit"), S()).expect("1 2 C ZT 1 2 E<23505> ZI");
            }
        }

        @OldestAndNewest
        void can_do_what_needs_a_block(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                i.fake().command("create stream table", session -> {
                    session.query("LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE");
                    session.query("DECLARE c CURSOR FOR SELECT 1");
                    return new Outcome.Done(session.query("FETCH c").single().text(0));
                });
                c.send(PBE(CREATE), S()).expect("1 2 C<1> ZI");
                c.send(PBE("begin"), PBE(CREATE), S(), Q("rollback")).expect("1 2 C 1 2 C<1> ZT C ZI");
            }
        }

        @OldestAndNewest
        void may_be_relayed_after_all(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("s", "drop materialized view whatever"), S()).expect("1 ZI");
                c.send(B("", "s"), Dp(""), E(), S()).expect("2 n C<DROP MATERIALIZED VIEW> ZI");
                c.send(B("", "s"), Dp(""), E(), S()).expect("2 n E<42P01> ZI");
            }
        }

        @OldestAndNewest
        void leaves_other_statements_and_portals_alone(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("ours", CREATE), P("select generate_series(1, 3)"), S())
                        .expect("1 1 ZI");
                c.query("begin; select 1", "C T D C ZT");
                c.send(P("select generate_series(1, 3)"), B(), E("", 1), S()).expect("1 2 D<1> s ZT");
                c.send(B("p", "ours"), E("p", 0), S()).expect("2 C<CREATE STREAM TABLE> ZT");
                // The unnamed portal is still where it was.
                c.send(E("", 1), B(), E("", 1), S()).expect("D<2> s 2 D<1> s ZT");
            }
        }

        @OldestAndNewest
        void is_forgotten_when_its_name_is_taken_or_discarded(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P(CREATE), P("select 7"), B(), E(), S()).expect("1 1 2 D<7> C ZI");
                c.send(P(CREATE), B(), P("select 8"), B(), E(), S()).expect("1 2 1 2 D<8> C ZI");
                c.send(P("s", CREATE), S()).expect("1 ZI").query("deallocate all", "C ZI");
                c.send(P("s", "select 9"), B("", "s"), E(), S()).expect("1 2 D<9> C ZI");
                c.query("discard all", "C ZI");
                c.send(P("s", CREATE), S()).expect("1 ZI").query("discard all", "C ZI");
                c.send(B("", "s"), E(), S()).expect("E<26000> ZI");
                c.send(P("s", CREATE), P("s", "select 1"), S()).expect("1 E<42P05> ZI");
                // The failed Parse changed nothing.
                c.send(B("", "s"), E(), S()).expect("2 C<CREATE STREAM TABLE> ZI");
            }
        }

        @OldestAndNewest
        void run_by_the_servers_execute_is_an_error(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(P("s", CREATE), S()).expect("1 ZI");
                c.query("execute s", "E<0A000> ZI");
                assertThat(i.fake().calls()).isEmpty();
            }
        }

        @OldestAndNewest
        void whose_client_vanishes_before_the_sync_is_undone(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect();
                    RawClient other = i.connect()) {
                c.send(PBE("insert into t values (1)"), PBE(CREATE), H()).expect("1 2 C 1 2 C");
                c.socket().close();
                // Waits for the lock that the vanished transaction holds on the table it made.
                other.query("create table made_by_us (b int)", "C ZI");
                assertThat(i.committed("select * from t")).isEmpty();
                assertThat(i.committed("select name from made")).isEmpty();
            }
        }

        @OldestAndNewest
        void in_the_middle_of_a_copy_is_a_violation_as_it_would_be_anyway(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.query("copy t from stdin", "G");
                c.send(P(CREATE)).expect("E<08P01> E<08P01> EOF");
                assertThat(i.fake().calls()).isEmpty();
            }
        }

        @OldestAndNewest
        void stays_in_order_with_copies_around_it(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(PBE("copy t from stdin"), H()).expect("1 2 G");
                c.send(d("1\n"), copyDone(), PBE(CREATE), PBE("copy t to stdout"), S())
                        .expect("C<COPY 1> 1 2 C<CREATE STREAM TABLE> 1 2 H d<1> c C<COPY 1> ZI");
            }
        }
    }

    @Nested
    class Behind_a_copy_in_one_packet {

        @OldestAndNewest
        void is_run(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(Q("copy t from stdin"), d("1\n"), copyDone(), Q(CREATE))
                        .expect("G C<COPY 1> ZI C<CREATE STREAM TABLE> ZI");
                c.query("drop table made_by_us", "C ZI");
                c.send(PBE("copy t from stdin"), d("1\n"), copyDone(), PBE(CREATE), S())
                        .expect("1 2 G C<COPY 1> 1 2 C<CREATE STREAM TABLE> ZI");
                assertThat(i.committed("select name from made")).hasSize(2);
            }
        }

        @OldestAndNewest
        void is_skipped_when_the_copy_fails(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(PBE("copy t from stdin"), d("x\n"), copyDone(), PBE(CREATE), S(), PBE("select 1"), S())
                        .expect("1 2 G E<22P02> ZI 1 2 D C ZI");
                assertThat(i.fake().calls()).isEmpty();
                c.send(Q("copy t from stdin"), d("x\n"), copyDone(), Q(CREATE)).expect("G E<22P02> ZI C ZI");
            }
        }

        @OldestAndNewest
        void is_a_violation_when_the_copy_goes_on(PostgresVersion version) throws Exception {
            try (Intercepted i = Intercepted.start(version);
                    RawClient c = i.connect()) {
                c.send(Q("copy t from stdin; copy t from stdin"), d("1\n"), copyDone(), Q(CREATE))
                        .expect("G C<COPY 1> G E<08P01> E<08P01> EOF");
                assertThat(i.fake().calls()).isEmpty();
            }
        }
    }
}
