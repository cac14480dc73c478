package dev.pgtrickle.dvm.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.Compiler;
import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.program.ChangeSources;
import dev.pgtrickle.dvm.program.ChangeSources.Event;
import dev.pgtrickle.dvm.program.Maintenance;
import dev.pgtrickle.dvm.program.Maintenances;
import dev.pgtrickle.dvm.program.ViewShape;
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
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tree of every operator, and the statement that applies changes of all its tables at once. */
@ExtendWith(DatabaseExtension.class)
class OperatorGoldenTest {

    static List<OperatorCase> cases() {
        return OperatorCase.all();
    }

    @BeforeAll
    static void tables(Database database) throws Exception {
        EngineFixture.in(database);
        for (String statement : new CommutingChanges(new SplittableRandom(1)).setup()) {
            database.run(statement);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void compiles_to(OperatorCase test, Database database) throws Exception {
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
            Set<Integer> all = shape.input().scans().stream().map(Scan::leaf).collect(Collectors.toSet());
            Golden.check(
                    "operator-" + test.name() + ".sql",
                    "-- query: " + test.query() + "\n\n/* tree\n" + view.operatorTree()
                            + "\n*/\n\n-- changes of all tables\n"
                            + maintenance
                                    .apply(all, ChangeSources.transitionTables(Event.UPDATE))
                                    .sql() + ";");
        }
    }
}
