package dev.pgtrickle.dvm.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we know of types without asking is what the server would say. */
class BuiltInTypesTest {

    @ParameterizedTest
    @EnumSource
    void they_are_as_the_server_has_them(PostgresVersion version) throws Exception {
        try (Database database = Database.create(version);
                Connection connection = database.connect()) {
            CatalogInstaller.install(connection);
            Map<Long, TypeFacts> told = new JdbcSession(connection, Scope.OWN_TRANSACTION, notice -> {})
                            .query(
                                    "SELECT * FROM pgtrickle._type_facts($1::oid[])",
                                    TypeCatalog.array(BuiltInTypes.FACTS.keySet()))
                            .stream()
                            .map(TypeCatalog::facts)
                            .collect(Collectors.toMap(TypeFacts::oid, Function.identity()));
            assertThat(told).isEqualTo(BuiltInTypes.FACTS);
        }
    }
}
