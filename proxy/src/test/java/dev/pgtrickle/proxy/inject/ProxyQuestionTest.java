package dev.pgtrickle.proxy.inject;

import static dev.pgtrickle.proxy.testkit.Wire.B;
import static dev.pgtrickle.proxy.testkit.Wire.E;
import static dev.pgtrickle.proxy.testkit.Wire.P;
import static dev.pgtrickle.proxy.testkit.Wire.PBE;
import static dev.pgtrickle.proxy.testkit.Wire.Q;
import static dev.pgtrickle.proxy.testkit.Wire.S;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.intercept.ProxyQuestion;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.RawClient;

/** A driver asks whether it talks to a proxy. */
class ProxyQuestionTest {

    private static final String QUESTION = ProxyQuestion.QUESTION;

    @OldestAndNewest
    void a_proxy_says_so_without_needing_a_catalog(PostgresVersion version) throws Exception {
        try (Intercepted proxied = Intercepted.start(version);
                RawClient c = proxied.connect()) {
            c.query(QUESTION, "T<current_setting> D<yes> C<SELECT 1> ZI");
            c.send(PBE(QUESTION), S()).expect("1 2 D<yes> C<SELECT 1> ZI");
            c.send(P("question", QUESTION), PBE("SELECT 1"), B("", "question"), E(), S())
                    .expect("1 1 2 D<1> C 2 D<yes> C ZI");
            c.send(B("", "question"), E(), S()).expect("2 D<yes> C ZI");
            assertThat(proxied.asked()).isEmpty();
        }
    }

    @OldestAndNewest
    void a_server_knows_nothing_of_it(PostgresVersion version) throws Exception {
        try (Intercepted proxied = Intercepted.start(version);
                RawClient c = proxied.proxied().connectDirectly()) {
            c.query(QUESTION, "T<current_setting> D<NULL> C<SELECT 1> ZI");
            c.send(PBE(QUESTION), S()).expect("1 2 D<NULL> C<SELECT 1> ZI");
        }
    }

    @OldestAndNewest
    void a_block_that_has_failed_refuses_it_as_anything(PostgresVersion version) throws Exception {
        try (Intercepted proxied = Intercepted.start(version);
                RawClient c = proxied.connect()) {
            c.query("BEGIN", "C ZT").query("SELECT 1/0", "E<22012> ZE");
            c.send(Q(QUESTION)).expect("E<25P02> ZE");
            c.send(PBE(QUESTION), S()).expect("E<25P02> ZE");
            c.query("ROLLBACK", "C ZI").query(QUESTION, "T D<yes> C ZI");
        }
    }
}
