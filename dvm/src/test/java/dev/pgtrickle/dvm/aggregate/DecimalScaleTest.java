package dev.pgtrickle.dvm.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.ColumnTypes;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Reference;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.TypeCatalog;
import dev.pgtrickle.dvm.sql.SqlLexer;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the server: of an expression whose scale is said to be known, all finite values have it. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecimalScaleTest {

    private static final List<String> COLUMNS = List.of("p", "d", "r", "u", "i", "b", "f", "t");

    private Connection connection;
    private ColumnTypes types;

    @BeforeAll
    void create(Database database) throws SQLException {
        EngineFixture.in(database);
        connection = database.connect();
        execute(
                "CREATE TABLE v (p numeric(15,2), d numeric(8,4), r numeric(6,-2), u numeric, i integer, b bigint, f float8, t text)");
        execute(
                "INSERT INTO v SELECT x::numeric / 7, x::numeric / 300, x * 100, (x::text || repeat('0', x))::numeric / 10, x, x, x, x::text"
                        + " FROM generate_series(-3, 12) x");
        execute("INSERT INTO v VALUES ('NaN', 'NaN', 'NaN', 'Infinity', NULL, NULL, 'NaN', '1.50')");
        TypeCatalog catalog = new TypeCatalog(new JdbcSession(connection, Scope.OWN_TRANSACTION, notice -> {}));
        List<TypeCatalog.Reference> references = new ArrayList<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT atttypid, atttypmod, attcollation, format_type(atttypid, atttypmod) FROM pg_attribute"
                                + " WHERE attrelid = 'v'::regclass AND attnum > 0 ORDER BY attnum")) {
            while (rows.next()) {
                references.add(
                        new TypeCatalog.Reference(rows.getLong(1), rows.getInt(2), rows.getLong(3), rows.getString(4)));
            }
        }
        List<SqlType> found = catalog.types(references);
        Map<ColumnId, SqlType> byColumn = new HashMap<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            byColumn.put(new ColumnId(i + 1), found.get(i));
        }
        types = new ColumnTypes(byColumn);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "p; 2",
                "d; 4",
                "r; 0",
                "p * (1 - p); 4",
                "p * (1 - p) * (1 + d); 8",
                "p + d; 4",
                "d - p; 4",
                "- p; 2",
                "+ p; 2",
                "p * 0.5; 3",
                "p * (-0.125); 5",
                "i::numeric; 0",
                "i * p; 2",
                "b + 1.50; 2",
                "(i * 2 + b)::numeric; 0",
                "b::numeric(12,3); 3",
                "i::numeric(12,3) * p; 5",
                "u::numeric(12,3); ",
                "round(u, 2); ",
                "round(p, 1); 1",
                "round(p * d, 3) + 1; 3",
                "p::numeric; 2",
                "i::bigint * d; 4",
                "1.25; 2",
                "u; ",
                "p + u; ",
                "p / 2; ",
                "f::numeric; ",
                "t::numeric; ",
                "CASE WHEN i > 0 THEN p ELSE 0 END; ",
                "abs(p); ",
                "p ^ 2; ",
                "i; ",
                "p % 1.5; ",
                "round(p); ",
                "coalesce(p, 0); ",
            })
    void a_known_scale_is_that_of_all_finite_values(String written, Integer scale) throws SQLException {
        String canonical = canonical(written);
        assertThat(DecimalScale.of(expression(canonical), types)).as(canonical).isEqualTo(Optional.ofNullable(scale));
        if (scale != null) {
            assertThat(values("SELECT DISTINCT scale(" + written + ") FROM v WHERE (" + written + ") IS NOT NULL"))
                    .as(canonical)
                    .contains(String.valueOf(scale))
                    .isSubsetOf(String.valueOf(scale), "null");
        }
    }

    /** What the server makes of an expression. */
    private String canonical(String written) throws SQLException {
        execute("DROP VIEW IF EXISTS w");
        execute("CREATE TEMPORARY VIEW w AS SELECT " + written + " AS e FROM v");
        String text = values("SELECT pg_get_viewdef('w'::regclass)").getFirst();
        return text.replaceFirst("(?s)^\\s*SELECT (.*?)(?: AS e)?\\s*FROM v;$", "$1");
    }

    private static Scalar expression(String canonical) {
        return new Scalar(SqlLexer.lex(canonical).stream()
                .map(lexeme -> COLUMNS.contains(lexeme.text())
                        ? (Term) new Reference(new ColumnId(COLUMNS.indexOf(lexeme.text()) + 1))
                        : new Token(lexeme.text()))
                .toList());
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> values(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
        }
        return values;
    }
}
