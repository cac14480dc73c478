package dev.pgtrickle.dvm.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Reference;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.analyse.Description;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.emit.Item;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.source.SourceCatalog;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.source.TypeCatalog;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions over nulls have the types of the same expressions over a relation. */
@ExtendWith(DatabaseExtension.class)
class TypeQuestionTest {

    private Connection connection;
    private SqlSession session;
    private Scan scan;

    @BeforeEach
    void open(Database database) throws Exception {
        connection = database.connect();
        CatalogInstaller.install(connection);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DOMAIN pg_temp.short AS varchar(7) COLLATE \"C\" NOT NULL");
            statement.execute("CREATE TYPE pg_temp.mood AS ENUM ('glad', 'sad')");
            statement.execute("CREATE TYPE pg_temp.pair AS (x int, y text)");
            statement.execute(
                    "CREATE TABLE public.typed (c1 int, c2 numeric(15,2), c3 varchar(5) COLLATE \"C\", c4 text, c5 pg_temp.short, c6 interval day,"
                            + " c7 pg_temp.mood, c8 pg_temp.pair, c9 int[], c10 timestamptz(3), c11 text COLLATE \"POSIX\", c12 jsonb, c13 text[])");
        }
        session = new JdbcSession(connection, Scope.TRANSACTION_BLOCK, notice -> {});
        long oid =
                session.query("SELECT 'public.typed'::regclass::oid").single().number(0);
        SourceTable table = new SourceCatalog(session, new TypeCatalog(session))
                .tables(List.of(oid))
                .values()
                .iterator()
                .next();
        scan = new Scan(
                1,
                table,
                table.columns().stream()
                        .map(c -> new Scan.Binding(new ColumnId(c.number()), c))
                        .toList());
    }

    @AfterEach
    void close() throws Exception {
        connection.rollback();
        connection.close();
    }

    private static Scalar expression(String text) {
        List<Term> terms = new ArrayList<>();
        for (String token : text.split(" ", -1)) {
            terms.add(
                    token.matches("c\\d+")
                            ? new Reference(new ColumnId(Integer.parseInt(token.substring(1))))
                            : new Token(token));
        }
        return new Scalar(terms);
    }

    private void assertSameTypes(Relation relation, List<Item> items) {
        assertThat(Description.types(session, TypeQuestion.of(relation, items), SearchPath.SYSTEM))
                .isEqualTo(
                        Description.types(session, CurrentRows.ofTables().query(relation, items), SearchPath.SYSTEM));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c1 + 1",
                "c2",
                "c2 * c1",
                "c2 ::numeric",
                "c3",
                "c3 || c4",
                "c3 || c11",
                "c5",
                "c5 || 'x'",
                "upper( c5 )",
                "c6",
                "c6 * 2",
                "c7",
                "( c8 ).y",
                "c8",
                "c9",
                "c9 || c1",
                "c9 [ 1 ]",
                "c10",
                "c10 - c6",
                "c12 -> 'a'",
                "c13 [ 1 ]",
                "coalesce( c3 , c4 )",
                "1",
                "'x'",
                "c1 IS NULL"
            })
    void alone(String text) {
        assertSameTypes(scan, List.of(new Item("k0", expression(text))));
    }

    @Test
    void through_computed_columns() {
        Relation project = new Relation.Project(
                scan,
                List.of(
                        new Projection(new ColumnId(20), expression("c3 || c11")),
                        new Projection(new ColumnId(21), expression("c2 * 2")),
                        new Projection(new ColumnId(22), expression("c5"))));
        assertSameTypes(
                project,
                List.of(
                        new Item("k0", expression("c20")),
                        new Item("k1", expression("( c20 ) COLLATE \"C\"")),
                        new Item("k2", expression("c21 + c2")),
                        new Item("k3", expression("c22 || c22"))));
    }

    @Test
    void a_relation_is_not_asked_for_what_its_tree_tells() {
        String question = TypeQuestion.of(scan, List.of(new Item("k0", expression("c1 + c2"))));
        assertThat(question)
                .isEqualTo(
                        "SELECT n.x1 + n.x2 AS k0 FROM (SELECT CAST(NULL AS integer) AS x1, CAST(NULL AS numeric(15,2)) AS x2) n");
    }

    @Test
    void what_has_no_null_is_asked_of_the_relation() {
        assertThat(TypeQuestion.of(
                        scan, List.of(new Item("k0", expression("c1")), new Item("k1", expression("( c8 ).x")))))
                .contains("public.typed");
    }
}
