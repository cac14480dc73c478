package dev.pgtrickle.proxy.inject;

import static dev.pgtrickle.proxy.testkit.Wire.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.RawClient;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** Statements that concern us in a simple query of several statements. */
class StatementStringTest {

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
