package dev.pgtrickle.proxy.inject;

import static dev.pgtrickle.proxy.testkit.Wire.Q;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.RawClient;

/** What engine code learns of the server's errors, and what the client gets of them. */
class EngineErrorTest {

    private static final String SENDS_SQL = "SELECT pg_catalog.query_to_xml($1, true, false, '')";

    @OldestAndNewest
    void an_error_in_the_sql_of_a_function_tells_the_engine_where(PostgresVersion version) throws Exception {
        try (Intercepted i = Intercepted.start(version);
                RawClient c = i.connect()) {
            i.fake().command("create stream table", session -> {
                try {
                    session.query(SENDS_SQL, "SELECT nope");
                } catch (SqlError e) {
                    assertThat(e.position()).isZero();
                    assertThat(e.internalQuery()).isEqualTo(new SqlError.InternalQuery("SELECT nope", 8));
                    throw e;
                }
                return new Outcome.Done("unreachable");
            });
            c.send(Q("create stream table x"));
            assertThat(c.read().fields())
                    .containsEntry('C', "42703")
                    .containsEntry('q', "SELECT nope")
                    .containsEntry('p', "8")
                    .doesNotContainKey('P');
            c.expect("ZI");
        }
    }

    @OldestAndNewest
    void an_error_that_the_engine_has_placed_in_the_clients_text_is_nowhere_else(PostgresVersion version)
            throws Exception {
        try (Intercepted i = Intercepted.start(version);
                RawClient c = i.connect()) {
            i.fake().command("create stream table", session -> {
                try {
                    session.query(SENDS_SQL, "SELECT nope");
                    return new Outcome.Done("unreachable");
                } catch (SqlError e) {
                    throw SqlError.fromServer(e.sqlState(), e.message(), null, e.hint(), null, 21);
                }
            });
            c.send(Q("select 1; create stream table x")).expect("T D C");
            assertThat(c.read().fields())
                    .containsEntry('C', "42703")
                    .containsEntry('P', "31")
                    .doesNotContainKeys('q', 'p', 'W');
            c.expect("ZI");
        }
    }

    @OldestAndNewest
    void what_cannot_be_sent_is_an_error_and_the_session_goes_on(PostgresVersion version) throws Exception {
        try (Intercepted i = Intercepted.start(version);
                RawClient c = i.connect()) {
            i.fake().command("create stream table", session -> {
                assertThatThrownBy(() -> session.query("SELECT 'a\0b'")).isInstanceOf(IllegalArgumentException.class);
                return new Outcome.Done(
                        session.query("SELECT 'still here'").single().text(0));
            });
            c.query("create stream table x", "C<still here> ZI");
            i.fake().command("create stream table", session -> {
                session.raise(Notice.notice("a\0b"));
                return new Outcome.Done("unreachable");
            });
            c.query("create stream table x", "E<XX000> ZI").query("select 1", "T D C ZI");
        }
    }

    @OldestAndNewest
    void an_answer_that_cannot_be_sent_ends_the_session_at_once(PostgresVersion version) throws Exception {
        try (Intercepted i = Intercepted.start(version);
                RawClient c = i.connect()) {
            i.fake().command("create stream table", session -> new Outcome.Done("a\0b"));
            c.query("create stream table x", "E<XX000> EOF");
        }
    }

    @OldestAndNewest
    void text_that_the_client_encoding_lacks_is_not_sent(PostgresVersion version) throws Exception {
        try (Intercepted i = Intercepted.start(version);
                RawClient c = i.connect("client_encoding", "latin1")) {
            i.fake().command("create stream table", session -> {
                session.query("SELECT $1::text", "€");
                return new Outcome.Done("unreachable");
            });
            c.query("create stream table x", "E<22P05> ZI");
        }
    }
}
