package dev.pgtrickle.dvm.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What we know of types without asking is what the server would say. */
@ExtendWith(DatabaseExtension.class)
class BuiltInTypesTest {

    @Test
    void they_are_as_the_server_has_them(Database database) throws Exception {
        try (Connection connection = database.connect()) {
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
