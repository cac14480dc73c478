package dev.pgtrickle.proxy.session;

import static dev.pgtrickle.proxy.testkit.Wire.*;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.Proxied;
import dev.pgtrickle.proxy.testkit.RawClient;
import org.junit.jupiter.api.Test;

class RelayTest {
    @Test
    void first() throws Exception {
        try (Proxied p = Proxied.start(PostgresVersion.V18);
                RawClient c = p.connect()) {
            c.query("select 1", "T D<1> C<SELECT 1> ZI");
            c.query("create table t (a int)", "C<CREATE TABLE> ZI");
            c.query("truncate t", "C<TRUNCATE TABLE> ZI");
            c.query("select 1; truncate t", "T D C<SELECT 1> C<TRUNCATE TABLE> ZI");
            c.send(PBDE("truncate t"), S()).expect("1 2 n C<TRUNCATE TABLE> ZI");
            c.send(P("truncate"), S()).expect("E<42601> ZI");
        }
    }
}
