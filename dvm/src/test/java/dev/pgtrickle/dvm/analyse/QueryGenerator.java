package dev.pgtrickle.dvm.analyse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes random queries that are valid over the tables of the corpus. Every query and every FROM item has the columns {@code i} integer, {@code
 * s} text and {@code b} boolean, so that any of them can stand wherever a query can. Few aliases are used, so that they hide each other.
 */
final class QueryGenerator {

    private static final int DEPTH = 4;

    private static final List<String> ALIASES = List.of("x", "y", "t1", "\"T\"", "s", "\"from\"");

    private final Random random;
    private int names;

    QueryGenerator(long seed) {
        this.random = new Random(seed);
    }

    /** The aliases and common table expressions that a place may refer to. */
    private record Scope(List<String> aliases, List<String> ctes) {

        Scope with(List<String> more) {
            return new Scope(Stream.concat(aliases.stream(), more.stream()).toList(), ctes);
        }

        Scope withCte(String cte) {
            return new Scope(
                    aliases, Stream.concat(ctes.stream(), Stream.of(cte)).toList());
        }
    }

    String next() {
        names = 0;
        return query(DEPTH, new Scope(List.of(), List.of()));
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    @SafeVarargs
    private String one(Supplier<String>... ways) {
        return ways[random.nextInt(ways.length)].get();
    }

    private String query(int depth, Scope outer) {
        if (depth > 1 && oneIn(6)) {
            String name = "c" + names++;
            String hint = pick(List.of("", "MATERIALIZED ", "NOT MATERIALIZED "));
            return "WITH " + name + " AS " + hint + "(" + query(depth - 1, outer) + ") "
                    + select(depth, outer.withCte(name));
        }
        return depth > 1 && oneIn(4) ? setOperation(depth, outer) : select(depth, outer);
    }

    private String setOperation(int depth, Scope outer) {
        String operator = pick(List.of("UNION", "UNION ALL", "INTERSECT", "EXCEPT", "EXCEPT ALL"));
        String order = oneIn(3) ? " ORDER BY " + (1 + random.nextInt(3)) + " LIMIT 5" : "";
        return "(" + query(depth - 1, outer) + ") " + operator + " (" + query(depth - 1, outer) + ")" + order;
    }

    private String select(int depth, Scope outer) {
        List<String> own = new ArrayList<>();
        String from = from(depth, outer, own);
        Scope scope = outer.with(own);
        String tail = " FROM " + from + (oneIn(2) ? " WHERE " + bool(depth, scope) : "");
        return oneIn(3) ? aggregate(new Scope(own, List.of()), tail) : plain(depth, scope, tail);
    }

    private String plain(int depth, Scope scope, String tail) {
        String window =
                "row_number() OVER (PARTITION BY " + text(1, scope) + " ORDER BY " + integer(1, scope) + " DESC)::int";
        return "SELECT " + (oneIn(6) ? "DISTINCT " : "") + (oneIn(4) ? window : integer(depth, scope)) + " AS i, "
                + text(depth, scope) + " AS s, " + bool(depth, scope) + " AS b" + tail
                + (oneIn(4) ? " ORDER BY i, 2 DESC NULLS LAST LIMIT " + random.nextInt(9) : "");
    }

    /** Aggregates refer to the query's own items only: over others they would belong to an outer query. */
    private String aggregate(Scope own, String tail) {
        String key = "(" + integer(1, own) + " + " + integer(2, own) + ")"; // not a constant, which would be a position
        String other = text(1, own);
        String groups = one(
                () -> key,
                () -> "(" + key + "), " + other,
                () -> "ROLLUP ((" + key + "), " + other + ")",
                () -> "GROUPING SETS (((" + key + "), " + other + "), ())");
        return "SELECT sum(" + integer(1, own) + ")::int AS i, max(DISTINCT " + text(1, own)
                + ") AS s, count(*) FILTER (WHERE " + bool(1, own) + ") > 1 AS b" + tail + " GROUP BY " + groups
                + (oneIn(3) ? " HAVING count(*) > " + random.nextInt(5) : "");
    }

    private String from(int depth, Scope outer, List<String> own) {
        StringBuilder text = new StringBuilder(joinTree(depth, outer, own));
        while (oneIn(3)) {
            boolean lateral = depth > 1 && oneIn(2);
            text.append(", ")
                    .append(
                            lateral
                                    ? "LATERAL (" + query(depth - 1, outer.with(own)) + ") " + newAlias(own)
                                    : joinTree(depth, outer, own));
        }
        return text.toString();
    }

    private String joinTree(int depth, Scope outer, List<String> own) {
        List<String> joined = new ArrayList<>();
        String text = item(depth, outer, own, joined);
        while (oneIn(3)) {
            String type = pick(List.of("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"));
            String right = item(depth, outer, own, joined);
            text = "(" + text + " " + type + " " + right + " ON " + bool(2, outer.with(joined)) + ")";
        }
        return text;
    }

    private String newAlias(List<String> own) {
        String alias = pick(ALIASES);
        if (own.contains(alias)) {
            alias = "n" + names++;
        }
        own.add(alias);
        return alias;
    }

    private String item(int depth, Scope outer, List<String> own, List<String> joined) {
        String inner = depth > 1 && oneIn(2) ? "(" + query(depth - 1, outer) + ") " : "";
        String alias = newAlias(own);
        joined.add(alias);
        if (!inner.isEmpty()) {
            return inner + alias;
        }
        return one(
                () -> "(SELECT a AS i, b AS s, bo AS b FROM t1) " + alias,
                () -> "t1 " + alias + "(id, k, i, s, n, d, f, b)",
                () -> "(VALUES (1, 'x', true), (2, NULL, false)) " + alias + "(i, s, b)",
                () -> "(t1 JOIN t2 USING (k)) " + alias + "(k, id, i, s, n, d, f, b, j, arr, kk, id2, a2, b2)",
                () -> outer.ctes().isEmpty()
                        ? "(SELECT id AS i, name AS s, pi > 3 AS b FROM people) " + alias
                        : pick(outer.ctes()) + " " + alias,
                () -> "ROWS FROM (generate_series(1, 3), unnest(ARRAY['a', 'b']), unnest('{t,f}'::boolean[])) " + alias
                        + "(i, s, b)");
    }

    private String integer(int depth, Scope scope) {
        if (depth <= 1) {
            return pick(scope.aliases()) + ".i";
        }
        int d = depth - 1;
        return one(
                () -> pick(scope.aliases()) + ".i",
                () -> String.valueOf(random.nextInt(200) - 100),
                () -> "(" + integer(d, scope) + pick(List.of(" + ", " - ", " * ")) + integer(d, scope) + ")",
                () -> "(- " + integer(d, scope) + ")",
                () -> "coalesce(" + integer(d, scope) + ", " + integer(d, scope) + ")",
                () -> "CASE WHEN " + bool(d, scope) + " THEN " + integer(d, scope) + " ELSE " + integer(d, scope)
                        + " END",
                () -> "length(" + text(d, scope) + " COLLATE \"C\")",
                () -> depth == 2 ? "1" : "(SELECT q.i FROM (" + query(d, scope) + ") q LIMIT 1)",
                () -> depth == 2 ? "2" : "(SELECT max(q.i) FROM (" + query(d, scope) + ") q)",
                () -> "(ARRAY[" + integer(d, scope) + ", 2])[1]",
                () -> "extract(year FROM date '2024-01-01' + " + integer(1, scope) + ")::int");
    }

    private String text(int depth, Scope scope) {
        if (depth <= 1) {
            return pick(scope.aliases()) + ".s";
        }
        int d = depth - 1;
        return one(
                () -> pick(scope.aliases()) + ".s",
                () -> pick(List.of("'x'", "'it''s'", "'(,::\"'", "E'\\n'", "'SELECT t.a FROM'")),
                () -> "(" + text(d, scope) + " || " + text(d, scope) + ")",
                () -> "lower(" + text(d, scope) + ")",
                () -> "substring(" + text(d, scope) + " FROM 2)",
                () -> "(" + integer(d, scope) + ")::text",
                () -> depth == 2
                        ? "'y'"
                        : "(SELECT string_agg(q.s, ',' ORDER BY q.i DESC) FROM (" + query(d, scope) + ") q)");
    }

    private String bool(int depth, Scope scope) {
        if (depth <= 1) {
            return pick(scope.aliases()) + ".b";
        }
        int d = depth - 1;
        return one(
                () -> pick(scope.aliases()) + ".b",
                () -> "(" + integer(d, scope) + pick(List.of(" = ", " < ", " IS DISTINCT FROM ")) + integer(d, scope)
                        + ")",
                () -> "(" + bool(d, scope) + pick(List.of(" AND ", " OR ")) + bool(d, scope) + ")",
                () -> "(NOT " + bool(d, scope) + ")",
                () -> "(" + text(d, scope) + " LIKE 'a%')",
                () -> "(" + integer(d, scope) + " BETWEEN " + integer(d, scope) + " AND " + integer(d, scope) + ")",
                () -> "(" + text(d, scope) + " IS NULL)",
                () -> "(" + integer(d, scope) + " IN (1, 2, " + integer(1, scope) + "))",
                () -> depth == 2 ? "true" : subQueryTest(d, scope));
    }

    private String subQueryTest(int depth, Scope scope) {
        String query = "(" + query(depth, scope) + ") q";
        return one(
                () -> "EXISTS (SELECT FROM " + query + " WHERE q.i = " + pick(scope.aliases()) + ".i)",
                () -> "(" + integer(depth, scope) + " IN (SELECT q.i FROM " + query + "))",
                () -> "((" + integer(1, scope) + ", " + text(1, scope) + ") NOT IN (SELECT q.i, q.s FROM " + query
                        + "))",
                () -> "(" + integer(depth, scope) + " > ALL (SELECT q.i FROM " + query + "))");
    }
}
