package dev.pgtrickle.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.testkit.Database;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddedServerTest {

    @ParameterizedTest
    @EnumSource
    void starts_the_version_that_was_asked_for(PostgresVersion version) throws Exception {
        try (EmbeddedServer server = EmbeddedServer.of(version).start();
                var connection = java.sql.DriverManager.getConnection(server.jdbcUrl("postgres"))) {
            assertThat(Database.rows(connection, "SELECT current_setting('server_version_num')::int / 10000"))
                    .containsExactly(String.valueOf(version.major()));
            assertThat(ProcessHandle.of(server.postmasterPid())).isPresent();
        }
    }
}
