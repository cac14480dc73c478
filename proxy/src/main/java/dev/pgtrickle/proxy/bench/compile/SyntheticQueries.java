package dev.pgtrickle.proxy.bench.compile;

import dev.pgtrickle.proxy.bench.suite.QuerySet;
import dev.pgtrickle.proxy.bench.suite.SuiteQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Queries that are larger than what people write by hand. */
public final class SyntheticQueries implements QuerySet {

    private static final String TABLE = "synthetic";

    /** Without an opinion. */
    public SyntheticQueries() {}

    @Override
    public String title() {
        return "Synthetic";
    }

    @Override
    public void load(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + TABLE + " (id int PRIMARY KEY, a int, b int)");
        }
    }

    @Override
    public List<SuiteQuery> queries() {
        return List.of(
                new SuiteQuery("s1", "100 branches of UNION ALL", each(100, " UNION ALL ", SyntheticQueries::branch)),
                new SuiteQuery("s2", "500 branches of UNION ALL", each(500, " UNION ALL ", SyntheticQueries::branch)),
                new SuiteQuery("s3", "100 branches of UNION", each(100, " UNION ", SyntheticQueries::branch)),
                new SuiteQuery("s4", "a join of 30", "SELECT x1.a FROM " + TABLE + " x1" + joins("JOIN", 30)),
                new SuiteQuery(
                        "s5", "a left join of 30", "SELECT x1.a, x30.b FROM " + TABLE + " x1" + joins("LEFT JOIN", 30)),
                new SuiteQuery(
                        "s6", "60 sub-selects", nested(60, "SELECT * FROM (", "SELECT id, a FROM " + TABLE, ") x")),
                new SuiteQuery(
                        "s7",
                        "8 aggregations, one over the other",
                        nested(8, "SELECT a, max(b) AS b FROM (", "SELECT a, b FROM " + TABLE, ") x GROUP BY a")),
                new SuiteQuery(
                        "s8",
                        "8 correlated sub-selects",
                        "SELECT id, "
                                + each(
                                        8,
                                        ", ",
                                        i -> "(SELECT count(*) FROM " + TABLE + " x WHERE x.a = t.a + " + i + ") AS c"
                                                + i)
                                + " FROM " + TABLE + " t"),
                new SuiteQuery(
                        "s9",
                        "1000 columns",
                        "SELECT id, " + each(1000, ", ", i -> "a + " + i + " AS c" + i) + " FROM " + TABLE),
                new SuiteQuery(
                        "s10",
                        "3000 conditions",
                        "SELECT id FROM " + TABLE + " WHERE " + each(3000, " AND ", i -> "a <> " + i)));
    }

    private static String branch(int number) {
        return "SELECT id, a FROM " + TABLE + " WHERE a = " + number;
    }

    private static String joins(String kind, int tables) {
        return IntStream.rangeClosed(2, tables)
                .mapToObj(i -> " " + kind + " " + TABLE + " x" + i + " ON x" + i + ".id = x" + (i - 1) + ".a")
                .collect(Collectors.joining());
    }

    private static String nested(int depth, String before, String inner, String after) {
        return before.repeat(depth) + inner + after.repeat(depth);
    }

    private static String each(int count, String separator, IntFunction<String> part) {
        return IntStream.rangeClosed(1, count).mapToObj(part).collect(Collectors.joining(separator));
    }
}
