package dev.pgtrickle.dvm.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import dev.pgtrickle.testkit.Interleaving;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three writers of IMMEDIATE stream tables over one and two tables: the contents are exact, or a writer fails with 40001, in random orders of what they do;
 * in all orders with {@code -Dpgtrickle.orders=90}.
 */
@ExtendWith(DatabaseExtension.class)
class ThreeWritersTest {

    private static final String SUMS =
            "SELECT b.j, count(*) AS n, sum(a.j) AS s FROM a JOIN b ON a.i = b.i GROUP BY b.j";
    private static final String EXTREMES = "SELECT b.j, min(a.j) AS lo FROM a JOIN b ON a.i = b.i GROUP BY b.j";
    private static final String ALONE = "SELECT i, count(*) AS n, sum(j) AS s FROM a GROUP BY i";
    private static final List<String> QUERIES = List.of(SUMS, EXTREMES, ALONE);
    private static final int ORDERS = Integer.getInteger("pgtrickle.orders", 8);

    static Stream<Arguments> writers() {
        List<List<String>> all = List.of(
                List.of(
                        "INSERT INTO a VALUES (1, 5)",
                        "INSERT INTO a VALUES (1, 6), (2, 7)",
                        "INSERT INTO b VALUES (1, 101)"),
                List.of(
                        "DELETE FROM a WHERE i = 1",
                        "INSERT INTO a VALUES (1, 8)",
                        "UPDATE b SET j = j + 1 WHERE i = 1"),
                List.of(
                        "UPDATE a SET i = 3 WHERE i = 2",
                        "UPDATE b SET i = 3 WHERE i = 1",
                        "INSERT INTO a VALUES (3, 9)"),
                List.of("INSERT INTO a VALUES (4, 1)", "INSERT INTO b VALUES (4, 104)", "DELETE FROM b WHERE i = 2"));
        return all.stream()
                .flatMap(statements ->
                        Stream.of("statement", "commit").map(setting -> Arguments.of(statements, setting)));
    }

    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        s = EngineFixture.in(database).session();
        Lab.open(s, List.of());
        s.run("CREATE TABLE a (i int, j int)");
        s.run("CREATE TABLE b (i int, j int)");
        for (int i = 0; i < QUERIES.size(); i++) {
            s.run("CREATE STREAM TABLE st" + i + " WITH (mode = IMMEDIATE) AS " + QUERIES.get(i));
        }
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    @ParameterizedTest
    @MethodSource("writers")
    void some_orders_are_exact_or_refused(List<String> statements, String setting, Database database) throws Exception {
        long seed = Long.getLong("pgtrickle.seed", System.nanoTime());
        for (String isolation : List.of("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE")) {
            List<List<Integer>> orders = orders();
            Collections.shuffle(orders, new Random(seed));
            try (Interleaving run = new Interleaving(database)) {
                for (int i = 0; i < 3; i++) {
                    run.addSession("SET search_path = lab; SET deadlock_timeout = '20ms'; SET pgtrickle.immediate = "
                            + setting);
                }
                for (List<Integer> order : orders.subList(0, Math.min(ORDERS, orders.size()))) {
                    List<String> log = play(run, statements, isolation, order);
                    String context = "-Dpgtrickle.seed=" + seed + ", " + setting + ", " + isolation + "\n"
                            + String.join("\n", log);
                    for (int i = 0; i < QUERIES.size(); i++) {
                        Oracle.assertEqualsQuery(s.connection(), "st" + i, QUERIES.get(i), Equality.EXACT, context);
                    }
                    List<String> errors =
                            log.stream().filter(l -> l.contains(" -> ")).toList();
                    assertThat(errors)
                            .as(context)
                            .allMatch(e ->
                                    !isolation.equals("READ COMMITTED") && e.matches("s. -> (40001|25P02) (?s).*"));
                }
            }
        }
    }

    private List<String> play(Interleaving run, List<String> statements, String isolation, List<Integer> order)
            throws SQLException {
        try (Statement statement = s.connection().createStatement()) {
            statement.execute("DELETE FROM a; DELETE FROM b;"
                    + " INSERT INTO a VALUES (1, 10), (1, 11), (2, 20); INSERT INTO b VALUES (1, 100), (2, 200)");
        }
        int before = run.log().size();
        boolean[] begun = new boolean[3];
        for (int session : order) {
            if (begun[session]) {
                run.step(session, "COMMIT");
            } else {
                begun[session] = true;
                run.step(session, "BEGIN ISOLATION LEVEL " + isolation);
                run.step(session, statements.get(session));
            }
        }
        List<String> log = run.finish();
        return log.subList(before, log.size());
    }

    /** All orders of three times two steps. */
    private static List<List<Integer>> orders() {
        List<List<Integer>> orders = new ArrayList<>();
        for (List<Integer> pair : Interleaving.orders(2, 2)) {
            for (int first = 0; first <= 4; first++) {
                for (int second = first; second <= 4; second++) {
                    List<Integer> order = new ArrayList<>(pair);
                    order.add(second, 2);
                    order.add(first, 2);
                    orders.add(order);
                }
            }
        }
        return orders;
    }
}
