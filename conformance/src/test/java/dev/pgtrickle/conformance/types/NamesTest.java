package dev.pgtrickle.conformance.types;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.oracle.Equality;
import dev.pgtrickle.conformance.oracle.StreamTableOracle;
import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.testkit.SharedServers;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables, columns and stream tables whose names need quotes. */
@TestInstance(Lifecycle.PER_CLASS)
class NamesTest {

    private Stage stage;

    @BeforeAll
    void open() throws Exception {
        stage = Stage.open(SharedServers.defaultVersion());
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    static List<String> names() {
        return List.of(
                "Upper",
                "two words",
                "say \"hi\"",
                "it's",
                "select",
                "ünïcødé ☃ 表",
                "back\\slash",
                "$1",
                "semi;colon -- and /* comment",
                "__pgt",
                "n".repeat(63),
                "ä".repeat(31));
    }

    @ParameterizedTest
    @MethodSource("names")
    void any_name_may_stand_everywhere(String name) throws Exception {
        String n = new Identifier(name).sql();
        String other = new Identifier(name.substring(0, name.length() - 1) + "~").sql();
        String rows = "SELECT x." + n + ", y." + other + " AS \"the Other\" FROM " + n + " x JOIN " + n + " y ON x." + n
                + " = y." + other;
        String groups =
                "SELECT " + n + " AS " + other + ", sum(" + other + ") AS " + n + " FROM " + n + " GROUP BY " + n;
        stage.clear();
        try (StreamTableOracle oracle = new StreamTableOracle(stage);
                Connection c = stage.connect(Route.PROXY)) {
            Stage.run(c, "CREATE TABLE " + n + " (" + n + " int PRIMARY KEY, " + other + " int)");
            Stage.run(c, "INSERT INTO " + n + " VALUES (1, 1), (2, 1), (3, NULL)");
            for (String mode : List.of("DIFFERENTIAL", "IMMEDIATE")) {
                String start = name.substring(0, Math.min(name.length(), 12));
                String rowsName = new Identifier(mode + " rows " + start).sql();
                String groupsName = new Identifier(mode + " groups " + start).sql();
                assertThat(Route.PROXY.create(stage, rowsName, mode, rows)).isEmpty();
                assertThat(Route.PROXY.create(stage, groupsName, mode, groups)).isEmpty();
                for (String change : List.of(
                        "INSERT INTO " + n + " VALUES (4, 2), (5, 4)",
                        "UPDATE " + n + " SET " + n + " = " + n + " + 10, " + other + " = 11",
                        "DELETE FROM " + n,
                        "INSERT INTO " + n + " VALUES (1, 1), (2, 1), (3, NULL)")) {
                    Stage.run(c, change);
                    Stage.run(c, "REFRESH MATERIALIZED VIEW " + rowsName);
                    Stage.run(c, "REFRESH MATERIALIZED VIEW " + groupsName);
                    oracle.assertExact(rowsName, mode, rows, Equality.EXACT, change);
                    oracle.assertExact(groupsName, mode, groups, Equality.EXACT, change);
                }
                Stage.run(c, "DROP MATERIALIZED VIEW " + rowsName + ", " + groupsName);
            }
        }
    }
}
