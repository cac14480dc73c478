package dev.pgtrickle.dvm.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.Compiler;
import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.program.ChangeSources.Event;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.understand.ShapeReader;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import dev.pgtrickle.testkit.Golden;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What we compile, as golden files: the relational tree, the storage, and the statements. */
@ExtendWith(DatabaseExtension.class)
class GoldenProgramTest {

    private static final ChangeSource UPDATED = ChangeSources.transitionTables(Event.UPDATE);

    /**
     * A query and the scans that change.
     *
     * @param file the golden file
     * @param query the query
     * @param changed leaf numbers
     */
    record Case(String file, String query, Set<Integer> changed) {
        @Override
        public String toString() {
            return file;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case(
                        "filter-keyed",
                        "SELECT id, upper(name) AS name FROM customer WHERE city IS NOT NULL OR id < 10",
                        Set.of(1)),
                new Case("projection-counted", "SELECT city, name FROM customer", Set.of(1)),
                new Case("projection-without-equality", "SELECT note, 1 AS one FROM event WHERE kind = 'x'", Set.of(1)),
                new Case(
                        "join-one-side-changed",
                        "SELECT o.id, c.name FROM purchase o JOIN customer c ON c.id = o.customer_id",
                        Set.of(1)),
                new Case(
                        "join-both-sides-changed",
                        "SELECT o.id, c.name FROM purchase o JOIN customer c USING (id)",
                        Set.of(1, 2)),
                new Case(
                        "full-join-one-side-changed",
                        "SELECT id, c.name, p.amount FROM customer c FULL JOIN purchase p USING (id)",
                        Set.of(2)),
                new Case(
                        "count-and-sum", "SELECT kind, count(*) AS n, sum(v) AS s FROM event GROUP BY kind", Set.of(1)),
                new Case(
                        "decimal-average",
                        "SELECT customer_id, avg(amount) AS a, sum(amount * 1.5) AS s FROM purchase GROUP BY customer_id",
                        Set.of(1)),
                new Case(
                        "extremum-nullable-key", "SELECT city, min(name) AS lo FROM customer GROUP BY city", Set.of(1)),
                new Case(
                        "having-and-expressions",
                        "SELECT 100 * sum(v) / count(*) AS p FROM event GROUP BY kind, v % 2 HAVING count(v) > 1",
                        Set.of(1)),
                new Case(
                        "scalar-aggregate",
                        "SELECT max(v) AS hi, count(*) FILTER (WHERE kind = 'x') AS n FROM event",
                        Set.of(1)),
                new Case("float-sum", "SELECT kind, sum(f) AS s FROM event GROUP BY kind", Set.of(1)),
                new Case(
                        "aggregate-of-join",
                        "SELECT c.city, sum(p.amount) AS s FROM customer c, purchase p WHERE p.customer_id = c.id GROUP BY c.city",
                        Set.of(1, 2)),
                new Case(
                        "nested-prefix",
                        "SELECT a.id, b.id AS b, c.id AS c, d.id AS d FROM customer a JOIN customer b ON a.city = b.city"
                                + " JOIN purchase c ON c.customer_id = b.id JOIN purchase d ON d.customer_id = a.id",
                        Set.of(1, 2, 3, 4)),
                new Case(
                        "nested-prefix-of-comma-list",
                        "SELECT b.city, sum(d.amount) AS s FROM customer a, purchase d, customer b, purchase c"
                                + " WHERE d.customer_id = a.id AND c.customer_id = b.id AND a.city = b.city AND b.name > 'm'"
                                + " GROUP BY b.city",
                        Set.of(1, 2, 3, 4)),
                new Case(
                        "window-suffix",
                        "SELECT id, customer_id, amount, sum(amount) OVER w AS total, row_number() OVER w AS n, lag(amount) OVER w AS previous FROM purchase"
                                + " WINDOW w AS (PARTITION BY customer_id ORDER BY id ROWS UNBOUNDED PRECEDING)",
                        Set.of(1)),
                new Case(
                        "window-suffix-nullable",
                        "SELECT kind, v, rank() OVER (PARTITION BY kind ORDER BY v DESC) AS r FROM event",
                        Set.of(1)),
                new Case(
                        "recursion-union",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM edge UNION SELECT r.a, e.b FROM r JOIN edge e ON r.b = e.a) SELECT a, b FROM r",
                        Set.of(1, 2)),
                new Case(
                        "recursion-union-all",
                        "WITH RECURSIVE r(a, b, n) AS (SELECT a, b, 1 FROM edge UNION ALL SELECT r.a, e.b, r.n + 1 FROM r JOIN edge e ON r.b = e.a)"
                                + " SELECT a, b * 2 AS twice FROM r WHERE n > 1",
                        Set.of(2)));
    }

    @BeforeAll
    static void tables(Database database) throws Exception {
        EngineFixture.in(database);
        database.run("CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, city text)");
        database.run("CREATE TABLE purchase (id int PRIMARY KEY, customer_id int NOT NULL, amount numeric(10,2))");
        database.run("CREATE TABLE event (kind varchar(10), v int, f float8, note json)");
        database.run("CREATE TABLE edge (a int, b int)");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void compiles_to(Case test, Database database) throws Exception {
        try (Connection c = database.connect()) {
            JdbcSession session = new JdbcSession(c, Scope.OWN_TRANSACTION, notice -> {});
            CompiledView view = new Compiler(session).compile(test.query(), RequestedMode.AUTO, List.of());
            assertThat(view.reason()).isEmpty();
            ViewShape shape = view.shape().orElseThrow();
            Maintenance maintenance = Maintenances.plan(
                    shape,
                    QualifiedName.of("pgtrickle_store", "st_1"),
                    new CurrentRows(SourceTable::name, shape.types()),
                    s -> ShapeReader.neverNull(shape.input(), s));
            String captured = maintenance.capturedColumns().values().stream()
                    .map(columns -> columns.stream().map(x -> x.name().sql()).collect(Collectors.joining(", ")))
                    .sorted()
                    .collect(Collectors.joining("; "));
            Golden.check(
                    test.file() + ".sql",
                    "-- query: " + test.query() + "\n\n/* tree\n" + view.operatorTree() + "\n*/\n\n-- captured: "
                            + captured
                            + "\n\n-- storage\n"
                            + String.join(";\n", maintenance.storage().create()) + ";\n\n-- visible\n"
                            + maintenance.storage().read("true") + ";\n\n-- contents\n" + maintenance.populate()
                            + ";\n\n-- changes of "
                            + test.changed().stream().sorted().map(i -> "t" + i).collect(Collectors.joining(", "))
                            + "\n"
                            + maintenance
                                    .apply(test.changed(), ChangeSources.transitionTables(Event.UPDATE))
                                    .sql() + ";");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "log-of-groups | SELECT customer_id, count(*) AS n, sum(amount) AS s FROM purchase GROUP BY customer_id HAVING count(*) > 1",
                "log-of-one-group | SELECT sum(f::numeric) AS s, avg(v) AS a FROM event WHERE kind <> 'x'"
            })
    void appends_to(String file, String query, Database database) throws Exception {
        try (Connection c = database.connect()) {
            JdbcSession session = new JdbcSession(c, Scope.OWN_TRANSACTION, notice -> {});
            ViewShape shape = new Compiler(session)
                    .compile(query, RequestedMode.AUTO, List.of())
                    .shape()
                    .orElseThrow();
            Appending appending = GroupLog.of(
                    shape,
                    QualifiedName.of("pgtrickle_store", "st_1"),
                    QualifiedName.of("pgtrickle_store", "log_1"),
                    new CurrentRows(SourceTable::name, shape.types()),
                    s -> ShapeReader.neverNull(shape.input(), s));
            assertThat(appending).isInstanceOf(Appending.Possible.class);
            GroupLog log = ((Appending.Possible) appending).log();
            Golden.check(
                    file + ".sql",
                    "-- query: " + query + "\n\n-- log\n" + String.join(";\n", log.create()) + ";\n\n-- storage\n"
                            + String.join(";\n", log.storage().create()) + ";\n\n-- visible\n"
                            + log.storage().read("true") + ";\n\n-- the first ten inserted rows\n"
                            + log.appendEach(Set.of(1), Event.INSERT, 10) + ";\n\n-- the others\n"
                            + log.append(Set.of(1), Event.INSERT, 10) + ";\n\n-- updated rows\n"
                            + log.append(Set.of(1), Event.UPDATE, 0) + ";\n\n-- fold\n"
                            + log.fold().sql() + ";");
        }
    }

    private static Optional<GroupMaintenance> sums(Database database, String query) throws Exception {
        try (Connection c = database.connect()) {
            JdbcSession session = new JdbcSession(c, Scope.OWN_TRANSACTION, notice -> {});
            ViewShape shape = new Compiler(session)
                    .compile(query, RequestedMode.AUTO, List.of())
                    .shape()
                    .orElseThrow();
            return GroupMaintenance.ofSums(
                            shape,
                            QualifiedName.of("pgtrickle_store", "st_1"),
                            new CurrentRows(SourceTable::name, shape.types()),
                            s -> ShapeReader.neverNull(shape.input(), s))
                    .map(GroupMaintenance.class::cast);
        }
    }

    private static Optional<GroupSteps> steps(Database database, String query) throws Exception {
        return sums(database, query).flatMap(m -> GroupSteps.of(m, Set.of(1), UPDATED));
    }

    @Test
    void few_groups_of_sums_are_applied_one_by_one(Database database) throws Exception {
        String query =
                "SELECT c.city, sum(p.amount) AS s FROM customer c, purchase p WHERE p.customer_id = c.id GROUP BY c.city";
        GroupSteps steps = steps(database, query).orElseThrow();
        SteadyGroups steady = SteadyGroups.of(sums(database, query).orElseThrow(), Set.of(1), UPDATED);
        Golden.check(
                "steps-of-join.sql",
                "-- query: " + query + "\n\n-- groups\n" + steps.groups() + ";\n\n-- update\n" + steps.update()
                        + ";\n\n-- insert\n" + steps.insert() + ";\n\n-- delete\n" + steps.delete()
                        + ";\n\n-- all that stay\n" + steady.statement() + ";");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT sum(amount) AS s FROM purchase",
                "SELECT customer_id, max(amount) AS s FROM purchase GROUP BY customer_id",
                "SELECT (name COLLATE \"C\") AS n, count(*) AS s FROM customer GROUP BY 1",
            })
    void what_are_no_groups_of_sums_by_plain_keys_is_not(String query, Database database) throws Exception {
        assertThat(steps(database, query)).isEmpty();
    }
}
