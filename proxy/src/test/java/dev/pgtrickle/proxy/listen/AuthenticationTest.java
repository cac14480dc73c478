package dev.pgtrickle.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.Poll;
import dev.pgtrickle.proxy.testkit.Proxied;
import dev.pgtrickle.proxy.testkit.RawClient;
import dev.pgtrickle.proxy.testkit.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.postgresql.util.PSQLException;

/** Passwords are the affair of client and server; the proxy passes on what they say. */
class AuthenticationTest {

    private static final String[] METHODS = {"trust", "password", "md5", "scram-sha-256", "reject"};

    @AfterAll
    static void dropRoles() throws Exception {
        for (PostgresVersion version : new PostgresVersion[] {PostgresVersion.V15, PostgresVersion.V18}) {
            try (Proxied proxied = Proxied.start(version)) {
                for (String method : METHODS) {
                    proxied.database().run("DROP ROLE IF EXISTS " + role(method));
                }
            }
        }
    }

    @OldestAndNewest
    void works_by_every_method_that_needs_no_encryption(PostgresVersion version) throws Exception {
        try (Proxied proxied = Proxied.start(version);
                HbaRules rules = HbaRules.add(proxied, METHODS)) {
            assertThat(rules.count()).isEqualTo(METHODS.length);
            for (String method : METHODS) {
                String stored = method.equals("md5") ? "md5" : "scram-sha-256";
                proxied.database()
                        .run("SET client_min_messages = error; SET password_encryption = '" + stored
                                + "'; DROP ROLE IF EXISTS " + role(method) + "; CREATE ROLE " + role(method)
                                + " LOGIN PASSWORD 'sécret'");
            }
            for (String method : new String[] {"trust", "password", "md5", "scram-sha-256"}) {
                try (Connection connection = connect(proxied, proxied.port(), role(method), "sécret")) {
                    assertThat(connection.isValid(5)).as(method).isTrue();
                }
            }
            for (String method : new String[] {"password", "md5", "scram-sha-256", "reject"}) {
                PSQLException directly = catchThrowableOfType(
                        PSQLException.class,
                        () -> connect(proxied, proxied.database().port(), role(method), "wrong")
                                .close());
                assertThatThrownBy(() -> connect(proxied, proxied.port(), role(method), "wrong")
                                .close())
                        .as(method)
                        .isInstanceOf(PSQLException.class)
                        .hasMessage(directly.getMessage())
                        .extracting(e -> ((SQLException) e).getSQLState())
                        .isEqualTo(directly.getSQLState())
                        .isEqualTo(method.equals("reject") ? "28000" : "28P01");
            }
            Poll.until("the proxy has let all go", () -> proxied.proxy().clientCount() == 0);
        }
    }

    @OldestAndNewest
    void lets_nothing_but_passwords_pass_before_it_is_done(PostgresVersion version) throws Exception {
        try (Proxied proxied = Proxied.start(version);
                HbaRules rules = HbaRules.add(proxied, "password");
                RawClient c = RawClient.open(proxied.port());
                RawClient large = RawClient.open(proxied.port())) {
            assertThat(rules.count()).isEqualTo(1);
            proxied.database()
                    .run("DROP ROLE IF EXISTS " + role("password") + "; CREATE ROLE " + role("password")
                            + " LOGIN PASSWORD 'x'");
            byte[] startup = Wire.startupPacket(
                    3 << 16,
                    "user",
                    role("password"),
                    "database",
                    proxied.database().name());
            // A query in front of the password waits for the session, which never comes.
            c.send(startup, Wire.message('p', new byte[] {'y', 0}), Wire.Q("select 1"))
                    .expect("R E<28P01> EOF");
            large.send(startup).expect("R");
            large.send(Wire.message('p', new byte[70_000])).expect("E<08P01> EOF");
        }
    }

    private static String role(String method) {
        return "auth_" + method.replace('-', '_');
    }

    private static Connection connect(Proxied proxied, int port, String role, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + proxied.database().name() + "?gssEncMode=disable",
                role,
                password);
    }

    /** Rules in front of the server's own, for the roles of this test; the others go on as before. */
    private record HbaRules(Proxied proxied, Path file, String before, int count) implements AutoCloseable {

        static HbaRules add(Proxied proxied, String... methods) throws Exception {
            Path file = Path.of(proxied.database().rows("SHOW hba_file").getFirst());
            String before = Files.readString(file);
            StringBuilder rules = new StringBuilder();
            for (String method : methods) {
                rules.append("host all " + role(method) + " 127.0.0.1/32 " + method + "\n");
            }
            HbaRules added = new HbaRules(proxied, file, before, methods.length);
            added.write(rules + before);
            return added;
        }

        private void write(String rules) throws IOException, SQLException {
            Files.writeString(file, rules);
            proxied.database().run("SELECT pg_reload_conf()");
            // A reload is asynchronous, but the postmaster has it before it accepts the connection that asks.
            assertThat(proxied.database().rows("SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL"))
                    .containsExactly("0");
        }

        @Override
        public void close() throws IOException, SQLException {
            write(before);
        }
    }
}
