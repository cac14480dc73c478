package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums and averages of decimals with what has no inverse: NaN, the infinities, scales that come and go, among them very large ones. */
@ExtendWith(DatabaseExtension.class)
class DecimalSumTest {

    private static final long SEED = Long.getLong("pgtrickle.seed", 20261122);
    private static final int STEPS = Integer.getInteger("pgtrickle.cycles", 60);

    private static final List<String> ANY = List.of(
            "NULL",
            "0",
            "1",
            "-1",
            "2.50",
            "0.125",
            "1e-7",
            "-1e-8",
            "0.0000000",
            "'NaN'",
            "'Infinity'",
            "'-Infinity'",
            "1e-1001");
    private static final List<String> MONEY = List.of("0", "1.00", "-2.5", "'NaN'", "99.99");

    private static final String QUERY = """
            SELECT k, sum(c) AS sc, avg(c) AS ac, sum(c) FILTER (WHERE d > 0) AS fc, sum(c * 2) AS c2,
                   sum(d) AS sd, avg(d) AS ad, sum(d * (1 - e)) AS product, avg(d * e * (1 + d)) AS longer, sum(round(e, 1)) AS rounded,
                   sum(e) AS se, avg(e) FILTER (WHERE c IS NOT NULL) AS fe, sum(i * d) AS mixed
            FROM t GROUP BY k""";

    @ParameterizedTest
    @ValueSource(strings = {"DIFFERENTIAL", "IMMEDIATE"})
    void are_those_of_the_query_to_the_digit(String mode, Database database) throws Exception {
        EngineFixture engine = EngineFixture.in(database);
        Random random = new Random(SEED);
        try (InterceptedSession s = engine.session()) {
            Lab.open(
                    s,
                    List.of(
                            "CREATE TABLE t (id serial PRIMARY KEY, k int, c numeric, d numeric(8,2) NOT NULL, e numeric(8,2), i int)",
                            "CREATE STREAM TABLE st WITH (mode = " + mode + ", schedule = manual) AS " + QUERY));
            for (int step = 1; step <= STEPS; step++) {
                StringBuilder done = new StringBuilder("seed " + SEED + ", step " + step);
                for (int change = random.nextInt(3); change >= 0; change--) {
                    String sql = change(random);
                    done.append("\n    ").append(sql);
                    s.run(sql);
                }
                if (mode.equals("DIFFERENTIAL")) {
                    Assertions.assertThat(engine.refresh("lab.st").action())
                            .as(done.toString())
                            .isIn(Action.DIFFERENTIAL, Action.NO_DATA);
                }
                Oracle.assertEqualsQuery(s.connection(), "st", QUERY, Equality.EXACT, done.toString());
            }
            s.run("CREATE STREAM TABLE twin WITH (mode = " + mode + ", schedule = manual) AS " + QUERY);
            Oracle.assertSameHiddenState(s.connection(), "st", "twin", "seed " + SEED);
            Assertions.assertThat(s.rows(
                            "SELECT last_refresh_mode FROM pgtrickle.stream_table_state JOIN pgtrickle.stream_table"
                                    + " USING (pgt_id) WHERE view_relid = 'st'::regclass"))
                    .containsExactly(mode);
        }
    }

    private static String change(Random random) {
        String row = "(" + random.nextInt(3) + ", " + one(random, ANY) + ", " + one(random, MONEY) + ", "
                + (random.nextInt(4) == 0 ? "NULL" : one(random, MONEY)) + ", " + random.nextInt(3) + ")";
        String some = " WHERE id IN (SELECT id FROM t ORDER BY hashint4(id + " + random.nextInt(1000) + ") LIMIT "
                + (1 + random.nextInt(3)) + ")";
        return switch (random.nextInt(5)) {
            case 0, 1 -> "INSERT INTO t (k, c, d, e, i) VALUES " + row;
            case 2, 3 -> "DELETE FROM t" + some;
            default -> "UPDATE t SET (k, c, d, e, i) = " + row + some;
        };
    }

    private static String one(Random random, List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
