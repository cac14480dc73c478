-- Defining queries, a group per row of the operator table and more for what PostgreSQL prints in its own way.
-- "-- ## name" begins a group. Before a query, "-- @from 16" says which PostgreSQL version it needs, "-- @path a, b" sets the search path,
-- "-- @path-dependent" says that its printed text means the same under that path only, and "-- @not-reproduced why" that PostgreSQL's
-- printed text is not the query.

-- ## scan
SELECT id, a FROM t1;
SELECT * FROM t1;
SELECT t1.* FROM t1;
SELECT x.id, x.a + 1 AS b FROM t1 x;
SELECT FROM t1;
TABLE t1;
SELECT x.c1, x.c2, x.b FROM t1 x(c1, c2);
SELECT x.k FROM t1 x(k, id);
SELECT * FROM ONLY parent;
SELECT p.id, p.tableoid::regclass AS origin FROM parent p;
SELECT * FROM parts;
SELECT ctid, xmin::text AS xm, id FROM t1;
SELECT "select", "Mixed Case", "quote""d", "ünï", "a.b", "from" FROM "Odd Schema"."Odd Table";
SELECT "O o"."select" AS "AS", "O o"."from" AS "group" FROM "Odd Schema"."Odd Table" "O o";
SELECT * FROM renamed;
SELECT r.x, r.y, r.z, r.late FROM renamed r(x, y, z);
SELECT a, twice FROM gen;
SELECT id, a FROM t1 TABLESAMPLE bernoulli (50);
SELECT id, a FROM t1 x TABLESAMPLE system (12.5) REPEATABLE (42);
SELECT x.id FROM t1 x(id, kkk) TABLESAMPLE bernoulli (10 + 5) REPEATABLE (1 + 1);
SELECT id AS a, a AS id FROM t1;
SELECT a, a, b, a AS b FROM t1;
SELECT d.precision, d.year, d.time_, d.nested, d.name, d.value FROM double d;
SELECT double.precision FROM double;
SELECT 1 AS one;
SELECT 'x' AS a, NULL AS b, '1' AS c;
SELECT t1 FROM t1;
SELECT t1 AS whole, id FROM t1;
SELECT t1.*::t1 FROM t1;
SELECT (t1).id, (t1.*).a FROM t1;
SELECT x.full_name, full_name(x) AS fn FROM people x;

-- ## expressions
SELECT a + k, a - k, a * k, a / nullif(k, 0), a % 3, -a, +a, @ a AS absolute, a ^ 2, |/ f, ||/ f FROM t1;
SELECT ((a + 1) * 2 - 3) / 4 AS x, a + 1 * 2 AS y, (a + 1) * 2 AS z FROM t1;
SELECT a & 7, a | 8, a # 3, ~ a, a << 2, a >> 1 FROM t1;
SELECT b || 'x' || a::text || n AS s FROM t1;
SELECT CASE WHEN a > 1 THEN 'many' WHEN a = 1 THEN 'one' ELSE 'none' END AS c FROM t1;
SELECT CASE a WHEN 1 THEN 'one' WHEN 2 THEN 'two' END AS c, CASE b WHEN 'x' THEN 1 WHEN k::text THEN 2 ELSE 0 END AS e FROM t1;
SELECT CASE WHEN bo THEN CASE WHEN a > 0 THEN 1 ELSE 2 END ELSE CASE k WHEN 1 THEN 3 END END AS c FROM t1;
SELECT coalesce(a, k, 0), nullif(a, k), greatest(a, k, 3), least(a, n), coalesce(b, 'none') FROM t1;
SELECT a::bigint, a::numeric(12,3), b::varchar(5), b::char(3), n::int, d::text, ts::date FROM t1 JOIN t3 USING (k);
SELECT cast(a AS double precision), cast(b AS character varying), '1.5'::numeric, 1.5, 1e10, .5, 1e-3, 12345678901, -5, - 5.5, +7 FROM t1;
SELECT '2024-01-31'::date, '2024-01-31 10:11:12.5'::timestamp(1), '10:11'::time, '10:11+02'::timetz, '1 year 2 mons 3 days'::interval FROM t1;
SELECT interval '1' year, interval '1 2:3' day to second(2), '5 min'::interval minute, interval(3) '1.23456 s', '1-2'::interval year to month FROM t1;
SELECT iv::interval day to hour, ts::timestamp(0) without time zone, tz::timestamp(3) with time zone, tm::time(2), ttz::time with time zone FROM t3;
SELECT b'1010', x'1f', bits::bit(4), vb::bit varying(5), vb::varbit, '\xdeadbeef'::bytea, E'tab\there', U&'d\0061t\+000061', $$dollar$$ FROM t3;
SELECT 'it''s', 'back\slash', E'back\\slash''s', '"quoted"', '', '--not a comment', '/* nor this */', 'semi;colon', '$1', 'a'
'b' FROM t1;
SELECT true, false, NULL::boolean, 't'::boolean, 'infinity'::float8, '-infinity'::float8, 'nan'::numeric FROM t1;
SELECT extract(year FROM d), extract(epoch FROM '1 day'::interval), date_part('month', d), extract('dow' FROM d) FROM t1;
SELECT substring(b FROM 2 FOR 3), substring(b FROM 2), substring(b FOR 3), substring(b FROM 'a.c'), substring(b, 2, 3), substr(b, 1) FROM t1;
SELECT substring(b SIMILAR 'a#"%#"z' ESCAPE '#'), overlay(b PLACING 'xx' FROM 2 FOR 1), overlay(b PLACING 'y' FROM 1) FROM t1;
SELECT position('a' IN b), strpos(b, 'a'), trim(b), trim(leading 'x' FROM b), trim(trailing FROM b), trim(both 'xy' FROM b), ltrim(b), btrim(b, 'z') FROM t1;
SELECT normalize(b), normalize(b, NFKC), b IS NORMALIZED, b IS NFD NORMALIZED, b IS NOT NORMALIZED, collation for (b) FROM t1;
SELECT ts AT TIME ZONE 'Europe/Berlin', tz AT TIME ZONE 'UTC', ttz AT TIME ZONE '1 hour'::interval, timezone('UTC', tz) FROM t3;
-- @from 17
SELECT tz AT LOCAL, ts AT LOCAL FROM t3;
SELECT (ts, ts + '1 day'::interval) OVERLAPS (d, now()) FROM t1 JOIN t3 USING (k);
SELECT current_date, current_time, current_time(2), current_timestamp, current_timestamp(3), localtime, localtime(1), localtimestamp, localtimestamp(0) FROM t1;
SELECT current_user, session_user, user, current_role, current_catalog, current_schema, current_database() FROM t1;
-- @from 16
SELECT system_user FROM t1;
SELECT upper(b), lower(b), length(b), "left"(b, 2), "right"(b, 1), "left"(a), pg_catalog.upper(b), random() FROM t1;
SELECT add3(1), add3(1, z => 5), add3(x := 1, y := a), add3(z => k, x => a), sum_all(1, 2, a), sum_all(VARIADIC arr), sum_all(VARIADIC ARRAY[a, k]) FROM t1;
SELECT "Odd Schema"."Odd Function"("select"), "Odd Schema"."Odd Function"("Mixed Case" => "from") FROM "Odd Schema"."Odd Table";
SELECT concat(VARIADIC ARRAY['x', b]), format('%s-%I', VARIADIC ARRAY[a, k]), concat(b, a, 'x') FROM t1;
SELECT a = 1, a <> 1, a != 1, a < 1, a <= 1, a > 1, a >= 1, a IS NULL, a IS NOT NULL, a ISNULL, a NOTNULL FROM t1;
SELECT a IS DISTINCT FROM k, a IS NOT DISTINCT FROM k, bo IS TRUE, bo IS NOT TRUE, bo IS FALSE, bo IS NOT FALSE, bo IS UNKNOWN, bo IS NOT UNKNOWN FROM t1;
SELECT NOT bo, bo AND a > 1, bo OR a > 1 AND k < 2, NOT (bo OR a > 1), (bo AND (a > 1 OR k > 1)) OR b = 'x' FROM t1;
SELECT b LIKE 'a%', b NOT LIKE '%z', b ILIKE 'A_', b NOT ILIKE 'q', b LIKE 'a\%' ESCAPE '\', b LIKE 'a!%' ESCAPE '!', b SIMILAR TO '(a|b)%', b NOT SIMILAR TO 'x' FROM t1;
SELECT b ~ '^a', b ~* 'A', b !~ 'z$', b !~* 'Z', b ^@ 'ab', b ~~ 'x%', b !~~* 'Y%' FROM t1;
SELECT a BETWEEN 1 AND 3, a NOT BETWEEN 1 AND 3, a BETWEEN SYMMETRIC 3 AND k, a NOT BETWEEN SYMMETRIC 1 AND 2 FROM t1;
SELECT a IN (1, 2, 3), a NOT IN (1, 2), a IN (1), a IN (1, k), b IN ('x', 'y'), b NOT IN ('x', b || 'y') FROM t1;
SELECT a = ANY (arr), a <> ALL (arr), a < SOME (ARRAY[1, k]), a = ANY ('{1,2}'::int[]), 'x' = ANY (string_to_array(b, ',')) FROM t1;
SELECT ARRAY[1, 2, a], ARRAY[]::int[], ARRAY['x', b], ARRAY[[1, 2], [3, a]], ARRAY[ARRAY[a], arr], '{1,2}'::int[], ARRAY[NULL, 1] FROM t1;
SELECT arr[1], arr[a], arr[1:2], arr[a:], arr[:k], arr[:], (arr || 1)[2], (ARRAY[1, 2])[k], arr[arr[1]] FROM t1;
SELECT matrix[1][2], matrix[1:2][k.id:3], matrix[1:1] FROM people k;
SELECT array_length(arr, 1), cardinality(arr), arr || 5, 5 || arr, arr || arr, arr && ARRAY[1], arr @> ARRAY[a], arr <@ ARRAY[1, 2], array_position(arr, a) FROM t1;
SELECT ROW(a, b), ROW(), ROW(a), (a, b), ROW(t1.*), ROW(t1), ROW(t1, 1), ROW(a, ROW(b, n)) FROM t1;
SELECT (a, b) = (1, 'x'), (a, b) <> (k, b), (a, k) < (1, 2), (a, k, n) >= (k, a, 3), ROW(a, b) IS NULL, ROW(a, b) IS NOT NULL, ROW(a, b) IS DISTINCT FROM ROW(1, 'x') FROM t1;
SELECT ad, (ad).street, (ad).nr + 1, (ads[1]).street, ads[2].nr, ROW('s', 1)::addr, (ROW('s', 1)::addr).nr, (an_address(id)).street FROM people;
SELECT (oc)."Mixed Case", (oc)."from", ROW(1, 'x')::"Odd Type", (ROW(1, 'x')::"Odd Type")."from" FROM "Odd Schema"."Odd Table";
SELECT x.ad, (x.ad).*, (an_address(x.id)).* FROM people x;
SELECT m, m = 'sad', 'it''s fine'::mood, m::text, m < 'happy'::mood, pi, pi + 1, 5::posint, id::posint, name::"Odd Domain" FROM people;
SELECT j -> 'a', j ->> 'a', j #> '{a,b}', j #>> ARRAY['a', b], j @> '{"a":1}', j <@ j, j ? 'a', j ?| ARRAY['a', b], j ?& '{a,b}', j || '{"z":1}', j - 'a', j #- '{a}' FROM t1;
SELECT j @? '$.a', j @@ '$.a > 1', jsonb_path_query_first(j, '$.x ? (@ > $min)', '{"min":2}'), (j -> 'a')::int, (j ->> 'a')::numeric, j['a']['b'], j[b] FROM t1;
SELECT jsonb_build_object('a', a, 'b', b), to_jsonb(t1), row_to_json(t1), to_json(t1.arr), jsonb_build_array(VARIADIC arr) FROM t1;
-- @from 16
SELECT JSON_OBJECT('a' : a, 'b' VALUE b ABSENT ON NULL), JSON_OBJECT(b : a WITH UNIQUE KEYS RETURNING jsonb), JSON_ARRAY(a, b NULL ON NULL), JSON_ARRAY(), JSON_OBJECT() FROM t1;
-- @from 16
SELECT JSON_OBJECT('x' : b FORMAT JSON), JSON_ARRAY(b FORMAT JSON, a RETURNING text), JSON_OBJECT('a' : a RETURNING varchar(100)), JSON_ARRAY(SELECT t2.a FROM t2 ORDER BY 1) FROM t1;
-- @from 16
SELECT b IS JSON, b IS JSON OBJECT, b IS NOT JSON ARRAY, b IS JSON SCALAR WITH UNIQUE KEYS, b IS JSON WITH UNIQUE KEYS, j IS JSON FROM t1;
-- @from 17
SELECT JSON(b), JSON(b WITH UNIQUE KEYS), JSON_SCALAR(a), JSON_SERIALIZE(b), JSON_SERIALIZE(j RETURNING text), JSON_SERIALIZE(j RETURNING "Odd Domain") FROM t1;
-- @from 17
SELECT JSON_EXISTS(j, '$.a'), JSON_EXISTS(j, '$.a ? (@ > $x)' PASSING a AS x, k AS "Y y" ERROR ON ERROR), JSON_EXISTS(j, b::jsonpath) FROM t1;
-- @from 17
SELECT JSON_VALUE(j, '$.a'), JSON_VALUE(j, '$.a' RETURNING int), JSON_VALUE(j, '$.a' RETURNING numeric(5,1) DEFAULT 1 + 1 ON EMPTY ERROR ON ERROR), JSON_VALUE(j, '$.a' RETURNING posint NULL ON EMPTY) FROM t1;
-- @from 17
SELECT JSON_QUERY(j, '$.a'), JSON_QUERY(j, '$.a' WITH WRAPPER), JSON_QUERY(j, '$.a' RETURNING text WITHOUT WRAPPER OMIT QUOTES), JSON_QUERY(j, '$[*]' WITH CONDITIONAL WRAPPER EMPTY ARRAY ON EMPTY DEFAULT '[1]' ON ERROR) FROM t1;
-- @from 17
SELECT JSON_QUERY(j, '$.a' RETURNING app.addr), JSON_VALUE(j, 'strict $' PASSING d AS d, n + 1 AS e RETURNING date) FROM t1;
SELECT xmlelement(name foo), xmlelement(name "Foo Bar", xmlattributes(k AS id, v AS "x y"), v, x), xmlforest(k, v AS "from", c), xmlconcat(x, x), xmlcomment(c) FROM t3;
SELECT xmlparse(document c), xmlparse(content c PRESERVE WHITESPACE), xmlpi(name php, 'echo'), xmlroot(x, version '1.0', standalone yes), xmlroot(x, version no value), xmlserialize(content x AS text), xmlserialize(document x AS character varying(20)), x IS DOCUMENT, NOT x IS DOCUMENT, xmlexists('//a' PASSING BY VALUE x), xpath('//a', x) FROM t3;
-- @from 16
SELECT xmlserialize(document x AS text INDENT), xmlserialize(content x AS text NO INDENT) FROM t3;
SELECT r @> 5, r && int4range(1, 10), lower(r), upper_inc(r), r * '[1,5)'::int4range, r -|- r, r << r, mr @> r, range_merge(mr), int4multirange(r), isempty(r) FROM t3;
SELECT p <-> point(1, 2), bx ?# bx, ci ~= ci, bx && bx, p <@ ci, '(1,2),(3,4)'::box, @-@ path '((0,0),(1,1))', p ?| p, ?| lseg '[(0,0),(0,1)]', bx |>> bx, p <^ p, # path '((0,0),(1,1))' FROM t3
WHERE p IS NOT NULL;
SELECT ip << '10.0.0.0/8'::cidr, host(ip), ip & '255.255.0.0'::inet, u::text, mo * 2, '12.34'::money, tsv @@ to_tsquery('english', 'a & b'), tsv @@ 'a'::tsquery, 'fat:2b'::tsvector, by || '\x00'::bytea FROM t3;
SELECT c < v COLLATE "POSIX", c || v COLLATE "C", g COLLATE "C", nc = 'X', 'a' COLLATE german < g, upper(g COLLATE german) FROM t3;
SELECT s + 1, bi * 2, re / 2, s::text || bi, 1::smallint, '5'::bigint, 1.5::real, 'x'::name, nm || 'y', q, 'z'::"char", '(1,2)'::point, 3::oid, 't1'::regclass, 'int4'::regtype FROM t3;
SELECT ts - ts, tz + iv, d + 1, d - '1 mon'::interval, age(tz), date_trunc('hour', ts), to_char(ts, 'YYYY "year"'), now() - tz, '2024-02-29'::date - d FROM t3 JOIN t1 USING (k);
SELECT a OPERATOR(pg_catalog.+) 1, a <+> k, b OPERATOR(pg_catalog.||) 'x', OPERATOR(pg_catalog.-) a, a OPERATOR(ext.<=>) 2, OPERATOR(ext.!!!) a FROM t1;
SELECT a OPERATOR(ext.<=>) ANY (arr), a = ALL (SELECT id FROM t2), k OPERATOR(ext.<=>) ANY (SELECT id FROM t2) FROM t1;
SELECT b::text::varchar::text, (a::text)::int, ((a)), (((a) + (k))), a::float4::float8, '{"a":1}'::json::text FROM t1;
SELECT a, b, 'lit' AS lit, 1 + 1 AS two, NULL::int AS nothing, (SELECT 1) AS sub, ARRAY(SELECT 1) AS arr1 FROM t1;
SELECT nullif(b, ''), nullif(a, 0)::text, coalesce(nullif(b, 'x'), 'y'), coalesce((SELECT max(id) FROM t2), 0) FROM t1;
SELECT GREATEST(d, '2024-01-01'), LEAST(n, 1.5, a), GREATEST(b, 'x' COLLATE "C") FROM t1;
SELECT a::text COLLATE "C", ('x' || b) COLLATE "C" AS cc FROM t1 ORDER BY b COLLATE "C", cc;
SELECT pg_typeof(t1), t1 IS NULL, t1 IS NOT NULL, t1 = t1, ROW(t1.*) = ROW(t1.*), t1 IS DISTINCT FROM t1 FROM t1;
SELECT string_to_array(b, ',') || ARRAY[b], regexp_replace(b, '(a)(b)', '\2\1', 'g'), encode(by, 'hex'), b::bytea FROM t1, t3;
SELECT to_timestamp(0), make_date(2024, 1, a), make_interval(days => a, hours => 5), justify_interval(interval '40 days') FROM t1;
SELECT jsonb_set(j, '{a}', to_jsonb(a), create_if_missing => false), jsonb_path_exists(j, '$', vars => '{}', silent => true) FROM t1;

-- ## filter
SELECT id FROM t1 WHERE a > 1;
SELECT id FROM t1 WHERE a > 1 AND k < 5 AND b = 'x';
SELECT id FROM t1 WHERE a > 1 AND (k < 5 AND (b = 'x' AND bo));
SELECT id FROM t1 WHERE (a > 1 AND k < 5) AND b = 'x' OR bo OR (n > 1 OR f < 2);
SELECT id FROM t1 WHERE NOT (a > 1 AND NOT bo);
SELECT id FROM t1 WHERE a IN (1, 2, 3) AND b LIKE 'a%' AND d BETWEEN '2024-01-01' AND '2024-12-31';
SELECT id FROM t1 WHERE bo;
SELECT id FROM t1 WHERE true;
SELECT id FROM t1 WHERE NULL;
SELECT id FROM t1 WHERE a + k > n * 2 OR b IS NULL;
SELECT id FROM t1 WHERE (a, b) = (1, 'x') OR (a, k) IN ((1, 2), (3, 4));
SELECT id FROM t1 WHERE d > current_date - interval '7 days';
SELECT id FROM t1 WHERE j @> '{"tags": ["a"]}' AND j ? 'x' AND j ->> 'y' = 'z';
SELECT id FROM people WHERE (ad).nr > 5 AND people.full_name = 'x' AND m = 'sad';
SELECT id FROM t1 WHERE a BETWEEN 1 AND 2 AND a BETWEEN 3 AND 4 OR a NOT BETWEEN 5 AND 6;
SELECT id FROM t1 WHERE CASE WHEN a > 0 THEN bo ELSE NOT bo END;

-- ## join
SELECT t1.id, t2.v FROM t1 JOIN t2 ON t1.k = t2.k;
SELECT * FROM t1 JOIN t2 ON t1.k = t2.k;
SELECT t1.id, t2.v FROM t1, t2 WHERE t1.k = t2.k;
SELECT x.id, y.id AS yid FROM t1 x INNER JOIN t1 y ON x.id = y.k AND x.a < y.a;
SELECT x.id, y.id AS id2, z.id AS id3 FROM t1 x JOIN t1 y ON x.id = y.k JOIN t1 z ON y.id = z.k;
SELECT t1.id, t2.v FROM t1 LEFT JOIN t2 ON t1.k = t2.k AND t2.v > 5;
SELECT t1.id, t2.v FROM t1 RIGHT OUTER JOIN t2 ON t1.k = t2.k;
SELECT t1.id, t2.v FROM t1 FULL JOIN t2 ON t1.k = t2.k;
SELECT t1.id, t2.v FROM t1 CROSS JOIN t2;
SELECT t1.id, t2.v FROM t1 JOIN t2 ON true;
SELECT t1.id, t2.v FROM t1 LEFT JOIN t2 ON true;
SELECT t1.id, t2.v FROM t1 LEFT JOIN t2 ON NULL;
SELECT * FROM t1 NATURAL JOIN t2;
SELECT * FROM t1 NATURAL LEFT JOIN t2;
SELECT k, t1.a, t2.v FROM t1 JOIN t2 USING (k);
SELECT * FROM t1 JOIN t2 USING (k, kk);
SELECT k, t1.k AS k1, t2.k AS k2 FROM t1 LEFT JOIN t2 USING (k);
SELECT k, t1.k AS k1, t2.k AS k2 FROM t1 RIGHT JOIN t2 USING (k);
SELECT k, t1.k AS k1, t2.k AS k2 FROM t1 FULL JOIN t2 USING (k) WHERE k > 1 ORDER BY k;
SELECT k, kk, count(*) FROM t1 FULL JOIN t2 USING (k, kk) GROUP BY k, kk HAVING k IS NOT NULL;
SELECT k, coalesce(t1.a, t2.a) AS a FROM t1 FULL JOIN t2 USING (k) FULL JOIN t3 USING (k);
SELECT * FROM t1 FULL JOIN (t2 FULL JOIN t3 USING (k)) USING (k);
SELECT * FROM t1 NATURAL FULL JOIN t2;
SELECT k + 1 AS k1, (SELECT max(t3.s) FROM t3 WHERE t3.k = kk) AS m FROM t1 FULL JOIN t2 USING (k, kk);
SELECT j.k, t1.a, t2.v FROM t1 JOIN t2 USING (k) AS j;
SELECT u.k, u.kk FROM t1 LEFT JOIN t2 USING (k, kk) AS u;
-- @not-reproduced the row of merged columns is printed as ROW(...), which has other field names
SELECT u FROM t1 LEFT JOIN t2 USING (k, kk) AS u;
SELECT j.k FROM t1 FULL JOIN t2 USING (k) AS j;
SELECT jj.c1, jj.c3, jj.bo FROM (t1 JOIN t2 ON t1.id = t2.id) jj(c1, c2, c3);
SELECT jj.*, t3.c FROM (t1 JOIN t2 USING (k)) AS jj JOIN t3 ON t3.k = jj.k;
-- @not-reproduced duplicate columns of the row get other field names
SELECT jj FROM (t1 LEFT JOIN t2 USING (k)) AS jj;
SELECT jj.k, jj.i FROM (t1 x(i, k) FULL JOIN t2 USING (k)) jj;
SELECT a.id FROM t1 a JOIN (t2 b JOIN t3 c ON b.k = c.k) ON a.k = b.k;
SELECT a.id FROM t1 a LEFT JOIN (t2 b LEFT JOIN t3 c ON b.k = c.k) ON a.k = b.k AND c.s = a.a;
SELECT a.id, s.m FROM t1 a LEFT JOIN (SELECT k, max(v) AS m FROM t2 GROUP BY k) s ON s.k = a.k;
SELECT a.id, b.id AS b FROM (t1 a CROSS JOIN t2 b) JOIN t3 c ON c.k = a.k AND c.k = b.k, t2 d WHERE d.k = a.k;
SELECT x.kk, x.v FROM t1 x(id, kk, b, a, v, d, f, bo, j, arr, l) JOIN t2 USING (kk);
SELECT * FROM renamed r JOIN renamed s USING ("A");
SELECT p.name, b.name AS boss FROM people p LEFT JOIN people b ON p.boss = b.id;
SELECT a.id FROM t1 a JOIN t2 b ON a.k IS NOT DISTINCT FROM b.k;
SELECT a.id FROM t1 a JOIN t2 b ON a.a BETWEEN b.a AND b.kk OR a.b = b.b;
SELECT a.s, b.k FROM t3 a JOIN t3 b ON a.s = b.bi JOIN t1 ON t1.n = a.re;
SELECT * FROM (SELECT s AS k, c FROM t3) x JOIN t1 USING (k);
SELECT * FROM (SELECT bi AS k FROM t3) x FULL JOIN t1 USING (k);
SELECT t1.*, t2.* FROM t1 LEFT JOIN t2 ON t1.id = t2.id WHERE t2.id IS NULL;
SELECT t2 IS NULL AS missing, t2 FROM t1 LEFT JOIN t2 ON t1.id = t2.id;
SELECT a.id FROM t1 a LEFT JOIN t2 b USING (k) LEFT JOIN t3 c USING (k) RIGHT JOIN t2 d USING (k) JOIN t1 e USING (k);
SELECT n.name, c.value FROM double n, double c WHERE n.nested = c.year;
SELECT count(*) FROM t1 AS "Select" JOIN t2 AS "from" ON "Select".id = "from".id;

-- ## aggregate
SELECT count(*) FROM t1;
SELECT count(*), count(a), count(DISTINCT a), sum(a), avg(n), min(b), max(d) FROM t1;
SELECT k, count(*) AS c, sum(a) AS s FROM t1 GROUP BY k;
SELECT k, b, count(*) FROM t1 GROUP BY k, b;
SELECT k, b, count(*) FROM t1 GROUP BY 1, 2;
SELECT k + 1 AS k1, sum(a * 2) FROM t1 GROUP BY k + 1;
SELECT k + 1 AS k1, sum(a * 2) FROM t1 GROUP BY k1;
SELECT lower(b) AS lb, count(*) FROM t1 GROUP BY lower(b);
SELECT lower(b), upper(lower(b)) FROM t1 GROUP BY lower(b) ORDER BY lower(b);
SELECT date_trunc('month', d) AS m, sum(n) FROM t1 GROUP BY date_trunc('month', d) HAVING sum(n) > 100 ORDER BY m;
SELECT id, b, count(*) FROM t1 GROUP BY id;
SELECT k FROM t1 GROUP BY k;
SELECT sum(a) FROM t1 HAVING count(*) > 0;
SELECT 1 FROM t1 GROUP BY ();
SELECT count(*) FILTER (WHERE a > 1) AS c, sum(a) FILTER (WHERE bo AND b LIKE 'x%') AS s FROM t1;
SELECT k, sum(a) FILTER (WHERE id IN (SELECT id FROM t2)) FROM t1 GROUP BY k;
SELECT string_agg(b, ',' ORDER BY id DESC), array_agg(a ORDER BY k, a DESC NULLS LAST), json_agg(b ORDER BY b COLLATE "C"), jsonb_object_agg(b, a) FROM t1;
SELECT string_agg(DISTINCT b, ', ' ORDER BY b), array_agg(DISTINCT a), sum(DISTINCT n), count(DISTINCT (a, k)), array_agg(a ORDER BY a USING >) FROM t1;
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n), percentile_disc(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY a DESC), mode() WITHIN GROUP (ORDER BY b) FROM t1;
SELECT rank(3) WITHIN GROUP (ORDER BY a), dense_rank(3, 'x') WITHIN GROUP (ORDER BY a, b DESC), percent_rank(1) WITHIN GROUP (ORDER BY a), cume_dist(1) WITHIN GROUP (ORDER BY a NULLS FIRST) FROM t1;
SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY f) FILTER (WHERE f > 0), my_percentile(0.5) WITHIN GROUP (ORDER BY b) FROM t1;
SELECT bool_and(bo), bool_or(a > 1), every(bo), bit_and(a), bit_or(a), bit_xor(k) FROM t1;
SELECT stddev(n), stddev_pop(f), stddev_samp(a), variance(n), var_pop(a), corr(f, a), covar_pop(f, a), regr_slope(f, k), regr_count(f, k) FROM t1;
SELECT xmlagg(x ORDER BY k), range_agg(r), range_intersect_agg(r), min(ip), max(ts), sum(iv), sum(mo), avg(iv) FROM t3;
SELECT my_sum(a), app.my_sum(k) FILTER (WHERE bo), v_sum(a, k, id), v_sum(VARIADIC arr), v_sum(a ORDER BY b) FROM t1;
-- @from 16
SELECT any_value(a), any_value(b) FROM t1;
-- @from 16
SELECT JSON_ARRAYAGG(a), JSON_ARRAYAGG(a ORDER BY k DESC NULL ON NULL RETURNING jsonb), JSON_ARRAYAGG(b FORMAT JSON ABSENT ON NULL) FILTER (WHERE a > 1) FROM t1;
-- @from 16
SELECT k, JSON_OBJECTAGG(b : a), JSON_OBJECTAGG(b : a ABSENT ON NULL WITH UNIQUE KEYS RETURNING jsonb) FILTER (WHERE bo), JSON_OBJECTAGG(b VALUE n RETURNING text) FROM t1 GROUP BY k;
SELECT sum(a) + count(*) * 2 AS x, max(a) - min(a) AS spread, coalesce(sum(n), 0), round(avg(n), 2), sum(a)::text || 'x' FROM t1;
SELECT CASE WHEN count(*) > 1 THEN max(b) ELSE 'one' END FROM t1 GROUP BY k;
SELECT k, sum(a) FROM t1 GROUP BY k HAVING sum(a) > (SELECT avg(v) FROM t2);
SELECT k, sum(CASE WHEN bo THEN a ELSE 0 END) AS s, avg(CASE k WHEN 1 THEN n END) FROM t1 GROUP BY k;
SELECT t1.k, count(t2.id), count(t2), count(t2.*) FROM t1 LEFT JOIN t2 USING (k) GROUP BY t1.k;
SELECT a.k, b.v, sum(a.a) FROM t1 a JOIN t2 b ON a.k = b.k GROUP BY a.k, b.v;
SELECT k, (SELECT count(*) FROM t2 WHERE t2.k = t1.k) FROM t1 GROUP BY k;
SELECT k, (SELECT sum(t1.k + t2.a) FROM t2 WHERE t2.k = t1.k) FROM t1 GROUP BY k;
SELECT (SELECT sum(t1.a) FROM t2 LIMIT 1) FROM t1;
SELECT sum(a) AS a, k AS b FROM t1 GROUP BY k ORDER BY a, b DESC;
SELECT max(a) FROM t1 GROUP BY k, bo HAVING NOT bo;
SELECT 'const' AS c, count(*) FROM t1 GROUP BY 1;
SELECT 1 + 1, NULL, count(*) FROM t1 GROUP BY 1, 2;
SELECT app.cube(a), count(*) FROM t1 GROUP BY app.cube(a);
SELECT "left"(b, 1), count(*) FROM t1 GROUP BY "left"(b, 1) HAVING "left"(b, 1) > 'a';
SELECT ROW(a, k), count(*) FROM t1 GROUP BY ROW(a, k);
SELECT a, k, count(*) FROM t1 GROUP BY (a, k);
SELECT t1, count(*) FROM t1 GROUP BY t1.id;
SELECT current_date AS cd, count(*) FROM t1 GROUP BY current_date;
SELECT arr[1], count(*) FROM t1 GROUP BY arr[1];
SELECT (ad).street, max((ad).nr) FROM people GROUP BY (ad).street;
SELECT coalesce(b, 'x'), CASE WHEN a > 1 THEN 1 END, count(*) FROM t1 GROUP BY coalesce(b, 'x'), CASE WHEN a > 1 THEN 1 END;

-- ## grouping sets
SELECT region, product, sum(amount) FROM sales GROUP BY ROLLUP (region, product);
SELECT region, product, sum(amount), GROUPING(region, product) AS g FROM sales GROUP BY CUBE (region, product);
SELECT region, product, sum(amount), GROUPING(region) + GROUPING(product) AS g FROM sales GROUP BY GROUPING SETS ((region, product), (region), ());
SELECT region, product, rep, sum(amount) FROM sales GROUP BY region, ROLLUP (product, rep);
SELECT region, product, rep, sum(amount) FROM sales GROUP BY ROLLUP (region, (product, rep));
SELECT region, product, rep FROM sales GROUP BY GROUPING SETS (CUBE (region, product), ROLLUP (rep), region, ());
SELECT region, product FROM sales GROUP BY DISTINCT ROLLUP (region, product), ROLLUP (product, region);
SELECT region, product FROM sales GROUP BY CUBE (region), CUBE (product);
SELECT lower(region), qty + 1, sum(amount) FROM sales GROUP BY GROUPING SETS (lower(region), (qty + 1), (lower(region), qty + 1));
SELECT lower(region), sum(amount) FROM sales GROUP BY ROLLUP (lower(region)) HAVING GROUPING(lower(region)) = 0 ORDER BY GROUPING(lower(region)), 1;
SELECT region, count(*) FROM sales GROUP BY GROUPING SETS (region);
SELECT count(*) FROM sales GROUP BY GROUPING SETS ((), ());
SELECT region, product, sum(sum(amount)) OVER (PARTITION BY GROUPING(region) ORDER BY region) FROM sales GROUP BY GROUPING SETS (region, product);
SELECT a.region, b.product FROM sales a JOIN sales b USING (id) GROUP BY GROUPING SETS ((a.region, b.product), (b.product));
SELECT GROUPING(region), region FROM sales WHERE qty > 0 GROUP BY GROUPING SETS (GROUPING SETS ((region), ()), ROLLUP (region));

-- ## distinct
SELECT DISTINCT a FROM t1;
SELECT DISTINCT a, b FROM t1 ORDER BY b, a;
SELECT DISTINCT id, k, a FROM t2;
SELECT DISTINCT ON (k) k, a, b FROM t1 ORDER BY k, a DESC;
SELECT DISTINCT ON (k, lower(b)) id, k FROM t1 ORDER BY lower(b), k, n DESC NULLS LAST;
SELECT DISTINCT ON (a + 1) id FROM t1;
SELECT DISTINCT count(*) FROM t1 GROUP BY k;
SELECT DISTINCT ON (1) k, a FROM t1 ORDER BY 1, 2;
SELECT DISTINCT a + 1 AS x FROM t1 ORDER BY x;
SELECT ALL a FROM t1;

-- ## set operations
SELECT a FROM t1 UNION ALL SELECT a FROM t2;
SELECT a FROM t1 UNION SELECT a FROM t2;
SELECT a FROM t1 INTERSECT SELECT a FROM t2;
SELECT a FROM t1 INTERSECT ALL SELECT a FROM t2;
SELECT a FROM t1 EXCEPT SELECT a FROM t2;
SELECT a FROM t1 EXCEPT ALL SELECT a FROM t2;
SELECT a FROM t1 UNION ALL SELECT a FROM t2 UNION ALL SELECT k FROM t3 UNION ALL SELECT id FROM people;
SELECT a FROM t1 UNION SELECT a FROM t2 UNION ALL SELECT k FROM t3;
SELECT a FROM t1 UNION ALL SELECT a FROM t2 INTERSECT SELECT k FROM t3;
(SELECT a FROM t1 UNION ALL SELECT a FROM t2) INTERSECT SELECT k FROM t3;
SELECT a FROM t1 EXCEPT (SELECT a FROM t2 EXCEPT SELECT k FROM t3);
SELECT a FROM t1 EXCEPT SELECT a FROM t2 EXCEPT SELECT k FROM t3;
((SELECT a FROM t1) UNION (SELECT a FROM t2)) EXCEPT (SELECT k FROM t3 UNION SELECT id FROM people);
(SELECT a FROM t1 ORDER BY a LIMIT 3) UNION ALL (SELECT a FROM t2 ORDER BY a DESC LIMIT 2);
(SELECT a FROM t1 ORDER BY a LIMIT 3) UNION ALL SELECT a FROM t2 ORDER BY 1 LIMIT 4;
SELECT a, b FROM t1 UNION SELECT k, c FROM t3 ORDER BY b, 1 DESC NULLS LAST;
SELECT a AS x, NULL AS y FROM t1 UNION ALL SELECT 1.5, 'txt';
SELECT 1 UNION SELECT '2' UNION SELECT 3.5;
SELECT a::bigint FROM t1 UNION SELECT n FROM t1 UNION SELECT f FROM t1;
SELECT b FROM t1 UNION SELECT c FROM t3 UNION SELECT name FROM people;
WITH w AS (SELECT 1 AS x) SELECT x FROM w UNION ALL SELECT x + 1 FROM w;
SELECT a FROM t1 UNION ALL (WITH w AS (SELECT a FROM t2) SELECT a FROM w);
SELECT * FROM (SELECT a FROM t1 UNION ALL SELECT a FROM t2) u WHERE u.a > 1;
SELECT k, sum(a) FROM (SELECT k, a FROM t1 UNION ALL SELECT k, a FROM t2) u GROUP BY k;
VALUES (1, 'a'), (2, 'b');
VALUES (1), (2) UNION SELECT 3;
SELECT a FROM t1 UNION VALUES (1), (2);
SELECT a FROM t1 WHERE a > 1 UNION ALL SELECT count(*)::int FROM t2 GROUP BY k HAVING count(*) > 1;
SELECT DISTINCT a FROM t1 UNION ALL SELECT DISTINCT a FROM t2;
SELECT FROM t1 UNION ALL SELECT FROM t2;
SELECT a FROM t1 UNION ALL SELECT a FROM t1 x WHERE EXISTS (SELECT FROM t1 y WHERE y.a = x.a UNION SELECT FROM t2);

-- ## sub-queries
SELECT s.a FROM (SELECT a, k FROM t1 WHERE bo) s WHERE s.k = 1;
SELECT s.x FROM (SELECT a AS y FROM t1) s(x);
SELECT * FROM (SELECT * FROM (SELECT * FROM t1) x WHERE a > 1) y WHERE k > 1;
-- @from 16
SELECT a FROM (SELECT a FROM t1);
-- @from 16
SELECT x.a, y FROM (SELECT a FROM t1) x, (SELECT 1 AS y), (VALUES (2));
SELECT id FROM t1 WHERE EXISTS (SELECT 1 FROM t2 WHERE t2.k = t1.k);
SELECT id FROM t1 WHERE NOT EXISTS (SELECT * FROM t2 WHERE t2.k = t1.k AND t2.a > t1.a);
SELECT id FROM t1 WHERE EXISTS (SELECT FROM t2);
SELECT id FROM t1 WHERE k IN (SELECT k FROM t2);
SELECT id FROM t1 WHERE k NOT IN (SELECT k FROM t2 WHERE k IS NOT NULL);
SELECT id FROM t1 WHERE (k, a) IN (SELECT k, a FROM t2);
SELECT id FROM t1 WHERE (k, b) NOT IN (SELECT k, b FROM t2 WHERE t2.id = t1.id);
SELECT id FROM t1 WHERE a > ALL (SELECT a FROM t2);
SELECT id FROM t1 WHERE a > ANY (SELECT a FROM t2 WHERE t2.k = t1.k);
SELECT id FROM t1 WHERE a <> ALL (SELECT a FROM t2);
SELECT id FROM t1 WHERE b LIKE ANY (SELECT b FROM t2);
SELECT id FROM t1 WHERE (a, k) < (SELECT a, k FROM t2 LIMIT 1);
SELECT id FROM t1 WHERE (a, k) = (SELECT a, k FROM t2 LIMIT 1);
SELECT id FROM t1 WHERE (a, k) > ANY (SELECT a, k FROM t2);
SELECT id FROM t1 WHERE (a, k) <> ALL (SELECT a, k FROM t2);
SELECT id FROM t1 WHERE bo OR EXISTS (SELECT 1 FROM t2 WHERE t2.k = t1.k) OR k IN (SELECT k FROM t3);
SELECT id FROM t1 WHERE NOT (k IN (SELECT k FROM t2) AND EXISTS (SELECT 1 FROM t3));
SELECT id, (SELECT max(v) FROM t2) AS m FROM t1;
SELECT id, (SELECT max(v) FROM t2 WHERE t2.k = t1.k) AS m FROM t1;
SELECT id, (SELECT b FROM t2 WHERE t2.k = t1.k ORDER BY v DESC LIMIT 1) AS top FROM t1;
SELECT id, EXISTS (SELECT 1 FROM t2 WHERE t2.k = t1.k) AS e, k IN (SELECT k FROM t2) AS i, k = ANY (SELECT k FROM t2) AS n FROM t1;
SELECT id FROM t1 WHERE a > (SELECT avg(a) FROM t2);
SELECT id FROM t1 WHERE a = (SELECT max(a) FROM t1 y WHERE y.k = t1.k);
SELECT id, ARRAY(SELECT v FROM t2 WHERE t2.k = t1.k ORDER BY v) AS vs FROM t1;
SELECT id, array_length(ARRAY(SELECT a FROM t2), 1) FROM t1;
SELECT id FROM t1 WHERE a = ANY (ARRAY(SELECT a FROM t2));
SELECT id FROM t1 WHERE a = ANY ((SELECT arr FROM t1 LIMIT 1)::int[]);
SELECT (SELECT t1) AS whole, (SELECT t1.b) AS b, (SELECT (t1).a) AS a FROM t1;
SELECT (SELECT row(x.a, x.b) FROM t2 x LIMIT 1) FROM t1;
SELECT ((SELECT max(a) FROM t1) + (SELECT min(a) FROM t2)) * 2 AS x;
SELECT id FROM t1 WHERE k IN (VALUES (1), (2));
SELECT id FROM t1 WHERE k IN ((SELECT k FROM t2 ORDER BY k LIMIT 1) UNION SELECT k FROM t3);
SELECT (SELECT a FROM t1 UNION SELECT a FROM t2 ORDER BY 1 LIMIT 1) AS x;
SELECT ((SELECT a FROM t1 LIMIT 1) UNION (SELECT a FROM t2 LIMIT 1) LIMIT 1) AS x;
SELECT id FROM t1 a WHERE EXISTS (SELECT 1 FROM t2 a WHERE a.k = 1);
SELECT id FROM t1 a WHERE EXISTS (SELECT 1 FROM t2 b WHERE b.k = a.k AND EXISTS (SELECT 1 FROM t3 c WHERE c.k = a.k AND c.s = b.a));
SELECT id FROM t1 WHERE EXISTS (WITH w AS (SELECT k FROM t2) SELECT 1 FROM w WHERE w.k = t1.k);
SELECT id FROM t1 WHERE (SELECT count(*) FROM t2 WHERE t2.k = t1.k) > 2 ORDER BY (SELECT max(v) FROM t2 WHERE t2.k = t1.k);
SELECT CASE WHEN EXISTS (SELECT 1 FROM t2 WHERE t2.k = t1.k) THEN (SELECT sum(v) FROM t2) ELSE 0 END FROM t1;
SELECT id FROM t1 WHERE k IN (SELECT k FROM t2 GROUP BY k HAVING count(*) > 1);
SELECT t1.id FROM t1 JOIN t2 ON t1.k = t2.k AND EXISTS (SELECT 1 FROM t3 WHERE t3.k = t1.k);
SELECT id FROM t1 WHERE k < SOME (SELECT s FROM t3) AND b NOT IN (SELECT c FROM t3);
SELECT x.id FROM (SELECT id FROM t1) x, (SELECT id FROM t1) y WHERE x.id = y.id;
SELECT s FROM (SELECT a, b FROM t1) s;
SELECT s.*, s IS NULL AS n, row_to_json(s) AS r FROM (SELECT a AS "A a", b FROM t1) s;
SELECT (s).a, (s.x).b FROM (SELECT a, t1 AS x FROM t1) s;
SELECT to_jsonb(s) - 'a' FROM (SELECT a, b, (SELECT jsonb_agg(u) FROM (SELECT v, k FROM t2 WHERE t2.k = t1.k) u) AS us FROM t1) s;
SELECT a."?column?" FROM (SELECT 1 + 1) a;
SELECT max FROM (SELECT max(a) FROM t1) s;

-- ## cte
WITH w AS (SELECT k, sum(a) AS s FROM t1 GROUP BY k) SELECT * FROM w WHERE s > 1;
WITH w(x, y) AS (SELECT k, a FROM t1) SELECT x, y FROM w;
WITH w AS MATERIALIZED (SELECT * FROM t1) SELECT w.id, v.id AS vid FROM w JOIN w v ON v.k = w.id;
WITH w AS NOT MATERIALIZED (SELECT * FROM t1) SELECT id FROM w;
WITH a AS (SELECT id FROM t1), b AS (SELECT id FROM a), c AS (SELECT a.id FROM a JOIN b USING (id)) SELECT * FROM c, a;
WITH w AS (SELECT 1 AS x) SELECT (SELECT x FROM w) + y.x AS z FROM w y;
WITH t1 AS (SELECT * FROM t2) SELECT * FROM t1;
WITH t1 AS (SELECT id FROM app.t1) SELECT a.id FROM t1 a JOIN app.t1 b ON a.id = b.id;
WITH w AS (SELECT 1 AS x) SELECT * FROM (WITH w AS (SELECT 2 AS x) SELECT * FROM w) i, w;
WITH w AS (WITH w AS (SELECT 5 AS x) SELECT x + 1 AS x FROM w) SELECT * FROM w;
WITH "With" AS (SELECT 1 AS "As") SELECT "With"."As" FROM "With";
WITH unused AS (SELECT * FROM t3) SELECT id FROM t1;
WITH w AS (SELECT a FROM t1) SELECT w FROM w;
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 10) SELECT * FROM r;
WITH RECURSIVE r(n, path) AS (SELECT src, ARRAY[src] FROM edges UNION SELECT e.dst, r.path || e.dst FROM edges e JOIN r ON e.src = r.n WHERE NOT e.dst = ANY (r.path)) SELECT * FROM r;
WITH RECURSIVE up AS (SELECT id, boss, 1 AS depth FROM people WHERE boss IS NULL UNION ALL SELECT p.id, p.boss, up.depth + 1 FROM people p, up WHERE p.boss = up.id) SELECT depth, count(*) FROM up GROUP BY depth;
WITH RECURSIVE later AS (SELECT * FROM earlier), earlier AS (SELECT 1 AS x) SELECT * FROM later;
WITH RECURSIVE r AS (SELECT src, dst FROM edges UNION ALL SELECT r.src, e.dst FROM r JOIN edges e ON e.src = r.dst) SEARCH DEPTH FIRST BY src, dst SET ord SELECT * FROM r ORDER BY ord;
WITH RECURSIVE r AS (SELECT src, dst FROM edges UNION ALL SELECT r.src, e.dst FROM r JOIN edges e ON e.src = r.dst) SEARCH BREADTH FIRST BY src SET ord SELECT src FROM r ORDER BY ord;
WITH RECURSIVE r AS (SELECT src, dst FROM edges UNION ALL SELECT r.src, e.dst FROM r JOIN edges e ON e.src = r.dst) CYCLE src, dst SET looped USING path SELECT * FROM r WHERE NOT looped;
WITH RECURSIVE r AS (SELECT src, dst FROM edges UNION ALL SELECT r.src, e.dst FROM r JOIN edges e ON e.src = r.dst) CYCLE src SET looped TO 1 DEFAULT 0 USING path SELECT * FROM r;
WITH RECURSIVE r AS (SELECT src, dst FROM edges UNION ALL SELECT r.src, e.dst FROM r JOIN edges e ON e.src = r.dst) CYCLE src SET looped TO 'Y' DEFAULT 'N' USING path SELECT * FROM r;
WITH RECURSIVE r AS (SELECT src, dst FROM edges UNION ALL SELECT r.src, e.dst FROM r JOIN edges e ON e.src = r.dst) SEARCH DEPTH FIRST BY src SET ord CYCLE src SET looped USING path SELECT * FROM r;
WITH RECURSIVE r AS ((SELECT id FROM t1 ORDER BY id LIMIT 1) UNION ALL SELECT t1.id FROM t1, r WHERE t1.k = r.id) SELECT * FROM r;
WITH RECURSIVE x AS (WITH y AS (SELECT 1 AS a) SELECT a FROM y UNION ALL SELECT a + 1 FROM x WHERE a < 3) TABLE x;
WITH w AS (VALUES (1, 'x'), (2, 'y')) SELECT * FROM w;
WITH w(a, b) AS (VALUES (1, 'x')) SELECT b FROM w WHERE a = 1;
WITH w AS (SELECT k FROM t1 UNION SELECT k FROM t2) SELECT count(*) FROM w;
SELECT * FROM t1 WHERE k IN (WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r);

WITH w AS (SELECT k, max(a) AS m FROM t1 GROUP BY k) SELECT id, (SELECT m FROM w WHERE w.k = t1.k) AS m FROM t1 ORDER BY m DESC LIMIT 3;

-- ## window
SELECT id, row_number() OVER (PARTITION BY k ORDER BY a DESC) AS rn FROM t1;
SELECT id, rank() OVER w, dense_rank() OVER w, sum(a) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t1 WINDOW w AS (PARTITION BY k ORDER BY a);
SELECT id, sum(a) OVER (), count(*) OVER (PARTITION BY k, b), avg(n) OVER (ORDER BY d) FROM t1;
SELECT id, lag(a) OVER (ORDER BY id), lead(a, 2, 0) OVER (ORDER BY id), first_value(b) OVER (PARTITION BY k ORDER BY id), last_value(b) OVER (PARTITION BY k ORDER BY id), nth_value(a, 3) OVER (ORDER BY id) FROM t1;
SELECT id, ntile(4) OVER (ORDER BY a), percent_rank() OVER (ORDER BY a), cume_dist() OVER (ORDER BY a NULLS FIRST) FROM t1;
SELECT sum(a) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING), sum(a) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING), sum(a) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t1;
SELECT sum(n) OVER (ORDER BY d RANGE BETWEEN '7 days'::interval PRECEDING AND CURRENT ROW), sum(n) OVER (ORDER BY a RANGE BETWEEN 1 PRECEDING AND 1 + 1 FOLLOWING), count(*) OVER (ORDER BY a RANGE UNBOUNDED PRECEDING) FROM t1;
SELECT sum(n) OVER (ORDER BY d GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW), sum(n) OVER (ORDER BY d GROUPS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES), sum(n) OVER (ORDER BY d ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE GROUP), sum(n) OVER (ORDER BY d ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t1;
SELECT sum(a) FILTER (WHERE bo) OVER (PARTITION BY k), count(*) FILTER (WHERE a > 1) OVER w FROM t1 WINDOW w AS (ORDER BY id);
SELECT k, sum(a) AS s, rank() OVER (ORDER BY sum(a) DESC) FROM t1 GROUP BY k;
SELECT k, sum(sum(a)) OVER (ORDER BY k), sum(a) / sum(sum(a)) OVER () FROM t1 GROUP BY k;
SELECT * FROM (SELECT id, k, row_number() OVER (PARTITION BY k ORDER BY id) AS rn FROM t1) s WHERE rn <= 3;
SELECT id, a - lag(a) OVER (PARTITION BY k ORDER BY id) AS diff, a::numeric / sum(a) OVER (PARTITION BY k) AS share FROM t1;
SELECT id, CASE WHEN row_number() OVER (ORDER BY id) = 1 THEN 'first' ELSE lag(b) OVER (ORDER BY id) END FROM t1;
SELECT id, max(a) OVER v, min(a) OVER w FROM t1 WINDOW v AS (PARTITION BY k), w AS (v ORDER BY id), x AS (ORDER BY a);
SELECT id, max(a) OVER (w ORDER BY b RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM t1 WINDOW w AS (PARTITION BY k);
SELECT id, string_agg(b, ',') OVER (ORDER BY id), my_sum(a) OVER (PARTITION BY k), array_agg(a) OVER (PARTITION BY lower(b) ORDER BY upper(b) DESC) FROM t1;
-- @not-reproduced VARIADIC is not printed in a window function call
SELECT v_sum(a, k) OVER (ORDER BY id) FROM t1;
SELECT DISTINCT k, count(*) OVER (PARTITION BY k) FROM t1 ORDER BY count(*) OVER (PARTITION BY k) DESC;
SELECT id FROM t1 ORDER BY row_number() OVER (ORDER BY a), id;
SELECT id, sum(a) OVER "Window" FROM t1 WINDOW "Window" AS (PARTITION BY "bo" ORDER BY k USING >);
SELECT x.id, count(*) OVER (PARTITION BY x.k, y.v ORDER BY x.id, y.id) FROM t1 x JOIN t2 y USING (k);
SELECT k, sum(a) OVER (PARTITION BY k) FROM t1 FULL JOIN t2 USING (k, a);
-- @from 16
SELECT id, JSON_ARRAYAGG(a) OVER (PARTITION BY k ORDER BY id), JSON_OBJECTAGG(b : a) FILTER (WHERE bo) OVER (PARTITION BY k) FROM t1;
SELECT id, sum(a) OVER (ORDER BY id ROWS BETWEEN (SELECT 1) PRECEDING AND CURRENT ROW) FROM t1;

-- ## lateral and functions
SELECT t1.id, s.v FROM t1, LATERAL (SELECT v FROM t2 WHERE t2.k = t1.k ORDER BY v LIMIT 2) s;
SELECT t1.id, s.v FROM t1 LEFT JOIN LATERAL (SELECT v FROM t2 WHERE t2.k = t1.k) s ON true;
SELECT t1.id, s.m FROM t1 CROSS JOIN LATERAL (SELECT max(v) AS m FROM t2 WHERE t2.k = t1.k) s WHERE s.m > 1;
SELECT t1.id, x.y FROM t1 JOIN LATERAL (SELECT t1.a + t2.a AS y FROM t2) x ON x.y > t1.k;
SELECT t1.id, u.e FROM t1, unnest(t1.arr) u(e);
SELECT t1.id, u FROM t1, unnest(arr) u;
SELECT t1.id, e, o FROM t1, unnest(arr) WITH ORDINALITY u(e, o);
SELECT t1.id, u.* FROM t1, unnest(arr) WITH ORDINALITY u;
SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b']);
SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b']) WITH ORDINALITY x(n, t, o);
SELECT g FROM generate_series(1, 10) g;
SELECT * FROM generate_series(1, 10);
SELECT generate_series FROM generate_series(1, 10);
SELECT g.n FROM generate_series(1, 10, 2) AS g(n) WHERE g.n > 2;
SELECT * FROM t1, generate_series(1, t1.a) s WHERE s <> k;
SELECT * FROM t1 LEFT JOIN LATERAL generate_series(1, t1.a) s(m) ON m > 2;
SELECT * FROM pairs(3);
SELECT p.sq, p FROM pairs(3) p;
SELECT p.x, p.sq FROM pairs(3) p(x);
SELECT * FROM anon(3) AS f(i int, t text);
SELECT f.t FROM anon(3) AS f(i int, t varchar(10) COLLATE "C");
SELECT * FROM t1, LATERAL anon(t1.id) f("Mixed" int, t text);
SELECT * FROM json_to_record('{"a":1,"b":"x"}') AS x(a int, b text);
SELECT t1.id, x.* FROM t1, jsonb_to_recordset(t1.j -> 'items') AS x(a int, b numeric(5,2), c addr, d text[], e timestamp with time zone, f double precision, g character varying(3)[]);
SELECT * FROM ROWS FROM (generate_series(1, 3), unnest(ARRAY['a', 'b'])) AS r(x, y);
SELECT * FROM ROWS FROM (anon(2) AS (i int, t text), generate_series(1, 3)) WITH ORDINALITY;
SELECT * FROM ROWS FROM (anon(2) AS (i int, t text)) WITH ORDINALITY AS q(a, b, c);
SELECT * FROM ROWS FROM (json_to_recordset('[{"a":1}]') AS (a int, b app.addr), pairs(2)) z;
SELECT * FROM two_out(1);
SELECT a, b FROM two_out(1) WITH ORDINALITY x(a, b, o);
SELECT * FROM an_address(1) x;
SELECT p.* FROM t1, people_of(t1.id) p;
SELECT p, p.name FROM people_of(1) p;
SELECT * FROM current_date AS cd;
SELECT * FROM coalesce(1, 2) AS c, nullif(3, 4) n, cast(5 AS text) x, current_user u;
SELECT * FROM upper('x') u, length('y');
SELECT * FROM jsonb_each((SELECT j FROM t1 LIMIT 1)) e;
SELECT e.key, e.value FROM t1, jsonb_each(t1.j) e WHERE e.value <> 'null';
SELECT e FROM t1, jsonb_array_elements_text(t1.j -> 'tags') e;
SELECT x.id, w FROM t3 y, regexp_split_to_table(y.c, ' ') w, t1 x;
SELECT id, unnest(arr) FROM t1;
SELECT id, generate_series(1, a) AS g, unnest(arr) + 1 AS u FROM t1;
SELECT id, (jsonb_each(j)).key, (jsonb_each(j)).* FROM t1;
SELECT id, generate_series(1, 3) FROM t1 ORDER BY 2, 1;
SELECT count(*) FROM (SELECT unnest(arr) FROM t1) s;
SELECT regexp_matches(b, 'a(.)', 'g') FROM t1;
SELECT x.a FROM (VALUES (1, 'x'), (2, NULL)) x(a, b);
SELECT x.column1 FROM (VALUES (1, 'x'), (2, NULL)) x;
SELECT * FROM t1 JOIN (VALUES (1, 'one'), (2, 'two')) names(k, label) USING (k);
SELECT t1.id, v.x FROM t1, LATERAL (VALUES (t1.a), (t1.k)) v(x);
SELECT v FROM (VALUES (1, 'x')) v;
SELECT * FROM (VALUES (1::numeric(5,2), NULL::date), (2, '2024-01-01')) v(a, d);
SELECT s.id, l.x, m.y FROM t1 s, LATERAL (SELECT s.a + 1 AS x) l, LATERAL (SELECT l.x + s.k AS y) m;
SELECT t1.id FROM t1, LATERAL (SELECT 1 FROM t2 WHERE t2.k = t1.k UNION ALL SELECT 2 FROM t3 WHERE t3.k = t1.id) q;
SELECT * FROM ext.crosstab('SELECT 1, 2, 3') AS ct(row_name int, a int, b int);
SELECT x.* FROM people p, unnest(p.ads) x;
SELECT x FROM people p, unnest(p.ads) x;
SELECT x.street, o FROM people p, unnest(p.ads) WITH ORDINALITY x(street, nr, o);
SELECT * FROM json_table_like l, XMLTABLE('/r/i' PASSING l.x COLUMNS id int PATH '@id', o FOR ORDINALITY, name text PATH 'n' DEFAULT 'none' NOT NULL, amount numeric(10,2));
SELECT t.* FROM json_table_like, XMLTABLE(XMLNAMESPACES('http://x' AS z, DEFAULT 'http://y'), '/z:r' PASSING x COLUMNS "Odd Col" text PATH 'a', when_ timestamp(2) with time zone PATH 'b', ad app.addr PATH 'c', xs int[] PATH 'd') AS t;
SELECT u.a FROM t3, LATERAL XMLTABLE('//x' PASSING BY REF t3.x COLUMNS a text PATH 'concat(@a, "x")' DEFAULT t3.c || 'y') AS u WHERE u.a <> t3.c;
-- @from 17
SELECT jt.* FROM t1, JSON_TABLE(t1.j, '$.items[*]' COLUMNS (id FOR ORDINALITY, a int PATH '$.a', b text PATH '$.b' DEFAULT 'none' ON EMPTY, c jsonb PATH '$.c', has boolean EXISTS PATH '$.d')) jt;
-- @from 17
SELECT jt.a FROM t1, JSON_TABLE(t1.j, '$.items[*] ? (@.k == $k)' AS root PASSING t1.k AS k, t1.b || 'x' AS "B b" COLUMNS (a int PATH '$.a' NULL ON EMPTY ERROR ON ERROR, "Odd Col" numeric(7,2) PATH '$.x', t text FORMAT JSON PATH '$.t' WITH WRAPPER, u text FORMAT JSON PATH '$.u' OMIT QUOTES) ERROR ON ERROR) AS jt;
-- @from 17
SELECT * FROM t1, JSON_TABLE(j, '$' COLUMNS (a int, NESTED PATH '$.x[*]' AS p1 COLUMNS (b text, nested app.addr PATH '$.n', NESTED '$.y[*]' COLUMNS (c timestamp with time zone PATH '$.c', d double precision)), NESTED PATH '$.z[*]' COLUMNS (e character varying(5)))) jt;
-- @from 17
SELECT jt.x FROM json_table_like l LEFT JOIN LATERAL JSON_TABLE(l.doc, '$' COLUMNS (NESTED PATH '$[*]' COLUMNS (x int PATH '$'), year int EXISTS)) AS jt ON jt.year = jt.x;
-- @from 17
SELECT * FROM JSON_TABLE('[1,2]'::jsonb, '$[*]' COLUMNS (x int PATH '$')), t1 WHERE x = id;

-- ## topk
SELECT id, a FROM t1 ORDER BY a LIMIT 10;
SELECT id, a FROM t1 ORDER BY a DESC LIMIT 10 OFFSET 5;
SELECT id FROM t1 ORDER BY a DESC NULLS LAST, b NULLS FIRST, k USING <, n USING > NULLS FIRST LIMIT 3;
SELECT id FROM t1 ORDER BY a FETCH FIRST 3 ROWS ONLY;
SELECT id FROM t1 ORDER BY a FETCH FIRST 3 ROWS WITH TIES;
SELECT id FROM t1 ORDER BY a OFFSET 2 ROWS FETCH NEXT ROW ONLY;
SELECT id FROM t1 ORDER BY a OFFSET 2 FETCH FIRST (1 + 1) ROWS WITH TIES;
SELECT id FROM t1 ORDER BY a LIMIT ALL;
SELECT id FROM t1 ORDER BY a LIMIT NULL OFFSET 3;
SELECT id FROM t1 LIMIT 5;
SELECT id FROM t1 OFFSET 5;
SELECT id FROM t1 ORDER BY a + k, lower(b), id LIMIT (SELECT count(*) / 2 FROM t2);
SELECT id FROM t1 ORDER BY CASE WHEN bo THEN a END, coalesce(b, 'x'), b COLLATE "C" DESC LIMIT 1;
SELECT k, sum(a) AS s FROM t1 GROUP BY k ORDER BY s DESC, k LIMIT 5;
SELECT a AS b, b AS a FROM t1 ORDER BY a, b LIMIT 3;
SELECT a AS b, b AS a FROM t1 ORDER BY t1.a, t1.b LIMIT 3;
SELECT id, 1 AS one FROM t1 ORDER BY one, 'x'::text, 2;
SELECT id FROM t1 ORDER BY id FOR UPDATE;
SELECT x.id FROM t1 x JOIN t2 y USING (k) ORDER BY x.id LIMIT 2 FOR UPDATE OF x SKIP LOCKED;
SELECT x.id FROM t1 x, t2 FOR NO KEY UPDATE OF x NOWAIT FOR SHARE OF t2;
SELECT s.id FROM (SELECT id FROM t1 FOR KEY SHARE) s;
SELECT t1.id FROM t1, (SELECT max(v) AS x FROM t2) m ORDER BY m.x LIMIT 1;

-- ## views
SELECT * FROM v1;
SELECT v1.id, v2.b FROM v1 JOIN v2 USING (id) WHERE v1 IS NOT NULL;
SELECT v FROM v2 v;
SELECT viewname, pg_get_viewdef(c.oid) FROM pg_views JOIN pg_class c ON relname = viewname;
SELECT table_name FROM information_schema.tables WHERE table_schema = 'app';
SELECT pg_class.relname, pg_class.oid::regclass FROM pg_class, pg_namespace n WHERE n.oid = relnamespace AND relkind IN ('r', 'v');

-- ## search path
-- @path app, ext
-- @path-dependent
SELECT * FROM cit x JOIN cit y USING (e);
-- @path app, ext
SELECT id FROM cit WHERE e IN ('a', 'b') AND e NOT IN (SELECT f FROM cit);
-- @path app, ext
-- @path-dependent
SELECT id, nullif(e, f), e IS DISTINCT FROM f, CASE e WHEN 'a' THEN 1 WHEN f THEN 2 END, e = f, e LIKE 'a%', (e, id) = (f, id), (e, id) < (f, id) FROM cit;
-- @path app, ext
SELECT e, count(*), max(f) FROM cit GROUP BY e ORDER BY e LIMIT 3;
-- @path app, ext
SELECT e FROM cit UNION SELECT f FROM cit INTERSECT SELECT t::citext FROM cit;
-- @path app, ext
-- @path-dependent
SELECT * FROM cit x NATURAL FULL JOIN (SELECT id, e FROM cit) y;
-- @path app, ext
SELECT id FROM cit WHERE e = t AND e = 'x' AND t = f AND e BETWEEN 'a' AND f AND (e, f) IN (SELECT f, e FROM cit) AND e > ALL (SELECT f FROM cit);
-- @path app, ext
SELECT a <=> k, !!! a, a = k FROM t1;
-- @path ext, "Odd Schema", app
SELECT "Odd Function"("select"), e, a.id FROM "Odd Table", cit JOIN t1 a USING (id);
-- @path app, public
SELECT id FROM cit WHERE e OPERATOR(ext.=) f AND t = e AND e::text = f::text AND t IN ('a', e::text);
-- @path app, public
SELECT x.id FROM cit x JOIN cit y ON x.e OPERATOR(ext.=) y.e WHERE x.e OPERATOR(ext.<) 'z'::ext.citext;
-- @path
SELECT id FROM app.t1 JOIN app.t2 USING (id) WHERE app.add3(t1.a) > 1;

-- ## traps
SELECT app.id FROM t1 app JOIN anon(1) AS f(x app.addr, y text) ON true WHERE app.a > 0;
SELECT app.a, app.k FROM t1 app, app.pairs(2) p, app.t2 WHERE app.id = p.i AND t2.id = app.id;
SELECT app.ad::app.addr, (app.ad).nr, app.m::app.mood FROM people app;
SELECT pg_catalog.a FROM t1 pg_catalog WHERE pg_catalog.a OPERATOR(pg_catalog.+) 1 > 2 AND pg_catalog.lower(pg_catalog.b) = 'x';
SELECT "C".b COLLATE "C" FROM t1 "C" ORDER BY "C".b COLLATE "C";
SELECT "true".a, "false".bo, true, false FROM t1 "true", t1 "false";
SELECT "SELECT".a FROM t1 "SELECT" WHERE "SELECT".a IN (SELECT "SELECT".a FROM t2 "SELECT");
SELECT "NAME".a, xmlelement(name "NAME", "NAME".b) FROM t1 "NAME";
SELECT x.year, extract(year FROM now()), x.precision::double precision, x.time_::text::time FROM double x;
SELECT year, extract(year FROM now()) AS e, precision::double precision FROM double;
SELECT interval.year, interval.precision FROM double "interval", double AS interval_;
SELECT interval.year, "interval".precision FROM double "interval";
SELECT time.year::interval, "time".name::timestamp FROM (SELECT now()::text AS name, '1 y'::text AS year) "time";
SELECT t1.id AS "a""b", t1.b AS "with space", t1.a AS "UPPER", t1.k AS "1digit", t1.kk AS select_ FROM t1;
SELECT x.id FROM t1 x, t1 y, t1 x_1, t1 x_2 WHERE EXISTS (SELECT 1 FROM t1 x WHERE x.id = y.id AND EXISTS (SELECT 1 FROM t1 x WHERE x.k = 1));
SELECT t1.id FROM t1, (SELECT t1.id FROM t1 WHERE EXISTS (SELECT 1 FROM t1)) t1_1 WHERE t1.id = t1_1.id;
SELECT __ivm.id FROM t1 __ivm JOIN t2 pgt_1 ON pgt_1.id = __ivm.id;
SELECT pgt_1.a AS pgt_2, pgt__1.k FROM t1 pgt_1, t1 pgt__1;
SELECT a FROM t1 WHERE b = E'new\nline' OR b = '(' OR b = ')' OR b = ',' OR b = '::' OR b = 'SELECT';
SELECT 'x'::text AS "from", t."from" FROM "Odd Schema"."Odd Table" t WHERE t."from" = 1 ORDER BY t."from";
SELECT id FROM t1 -- trailing comment;
;
SELECT /* nested /* comment */ ( */ id FROM t1;
SELECT id FROM t1 WHERE b = $tag$dollar ; ' " ( $tag$;
SELECT a, "a" AS "A" FROM t1 GROUP BY a ORDER BY "A", a;
SELECT (t1.*)::text, t1::text, md5(t1::text) FROM t1;
SELECT jsonb_agg(jsonb_build_object('k', x.k, 'rows', x.rows)) FROM (SELECT k, jsonb_agg(to_jsonb(t1) - 'k' ORDER BY id) AS rows FROM t1 GROUP BY k) x;
SELECT sum(x.a) FROM (SELECT sum(a) AS a FROM t1 GROUP BY k) x HAVING sum(x.a) > 1;
SELECT a.id FROM t1 a WHERE a.id = (SELECT max(b.id) FROM t1 b WHERE b.k = a.k AND b.d = (SELECT max(c.d) FROM t1 c WHERE c.k = b.k AND c.a = a.a));
SELECT max(id) OVER (PARTITION BY (SELECT max(t2.k) FROM t2 WHERE t2.id = t1.id)) FROM t1;
SELECT CASE WHEN a = 1 THEN NULL ELSE a END IS NULL, (CASE WHEN bo THEN arr END)[1], (CASE WHEN bo THEN ad END).nr FROM t1, people;
SELECT DATE '2024-01-01' + k, TIMESTAMP '2024-01-01 00:00' - ts, INTERVAL '1 day' * a, TIME '10:00' FROM t1 JOIN t3 USING (k);
SELECT 2147483648, -2147483648, 9223372036854775807, 9223372036854775808, 0.1, -0.1, 1e308, 'NaN'::float4, 00123, 1.50 FROM t1;
SELECT a - -1, a - (-1), a + -k, - - a, -(-5), 5 - -5, 2 ^ -1, @ -5 FROM t1;
SELECT 1 AS "?column?", a + 1, max(k) AS "?column?" FROM t1 GROUP BY a;
SELECT id FROM t1 WHERE NOT a = 1 AND NOT (b IS NULL) AND a = 1 IS TRUE;
SELECT -1::int, -1.5::numeric, -1::bigint, -1.5::float8, - 1, a - 1, (a) - 1, -1::int << 3 FROM t1;
SELECT id, (SELECT max(v) FROM t2 x WHERE x.k = t1.k) AS m FROM t1 ORDER BY m DESC LIMIT 3;
SELECT id, k IN (SELECT k FROM t2) AS m, random() AS r FROM t1 ORDER BY m, r;
SELECT k, (SELECT max(v) FROM t2 WHERE t2.k = t1.k) AS m, count(*) FROM t1 GROUP BY k, (SELECT max(v) FROM t2 WHERE t2.k = t1.k);
SELECT string_agg(x.b, ',' ORDER BY x.b) FILTER (WHERE x.b <> ',') FROM t1 x GROUP BY x.k HAVING string_agg(x.b, ',' ORDER BY x.b) <> '';
SELECT jsonb_agg(DISTINCT t1.j ORDER BY t1.j), array_agg(ARRAY[a, k] ORDER BY (SELECT 1)), count(DISTINCT lower(b)) FROM t1;
SELECT * FROM t1 a, t2 b, t3 c, people d, sales e, edges f WHERE a.id = b.id AND b.k = c.k AND d.id = a.id AND e.id = d.id AND f.src = e.id;

-- ## not reproduced
-- @not-reproduced the row of a sub-select with duplicate names gets other field names
SELECT s FROM (SELECT 1, 2, a FROM t1) s;
-- @not-reproduced the least interval is printed as an interval that is too small
SELECT '-9223372036854775808 microseconds'::interval;
-- @not-reproduced the grammar takes no empty row of VALUES
SELECT v FROM (SELECT FROM t1) n, LATERAL (VALUES (n.*)) v;
-- @not-reproduced a text search query is printed in another order of its operands
SELECT '1 | (2 | (4 | (5 | 6)))'::tsquery;
-- @not-reproduced the XML declaration is not printed
SELECT '<?xml version="1.0"?> <!-- hi--> <!DOCTYPE a><a/>'::xml;
-- @not-reproduced a multidimensional array that is implicitly cast is printed with a cast, which is pushed down to its elements
SELECT percentile_disc(ARRAY[[0.5, 0.25], [0.75, NULL]]) WITHIN GROUP (ORDER BY a) FROM t1;
