-- query: SELECT a, d, rank() OVER (PARTITION BY a ORDER BY d) AS r, sum(d) OVER (PARTITION BY b) AS s FROM r2

/* tree
Project [c6=c1, c7=c3, c8=c4, c9=c5]
  Window partition=[c2] calls=[c5=sum(c3) OVER (PARTITION BY c2)]
    Window partition=[c1] calls=[c4=rank() OVER (PARTITION BY c1 ORDER BY c3)]
      Scan public.r2 t1 [c1=a, c2=b, c3=d]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
    -- changes of public.r2
    SELECT r.a, r.b, r.d, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.a, r.b, r.d, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.a, r.b, r.d, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.a, r.b, r.d
    HAVING sum(r.__pgt_w) <> 0
),
changed_2 AS MATERIALIZED (
    SELECT r.c1, r.c2, r.c3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t1.a AS c1, t1.b AS c2, t1.d AS c3, t1.__pgt_w AS __pgt_w
        FROM d1 t1
    ) r
    GROUP BY r.c1, r.c2, r.c3
    HAVING sum(r.__pgt_w) <> 0
),
first_2 AS MATERIALIZED (
    SELECT DISTINCT ON (k.c1) k.c1, k.c3 AS low
    FROM changed_2 k
    ORDER BY k.c1, k.c3 ASC NULLS LAST
),
seed_2 AS MATERIALIZED (
    SELECT l.c1, pg_catalog.count(*) AS c4
    FROM public.r2 t1x, first_2 l
    WHERE l.c1 = t1x.a
      AND (t1x.d < l.low OR l.low IS NULL AND t1x.d IS NOT NULL)
    GROUP BY l.c1
    UNION ALL
    SELECT l.c1, pg_catalog.count(*) AS c4
    FROM public.r2 t1x, first_2 l
    WHERE (SELECT EXISTS (SELECT FROM first_2 z WHERE pg_catalog.num_nulls(z.c1) > 0))
      AND pg_catalog.num_nulls(l.c1) > 0
      AND (l.c1 = t1x.a OR pg_catalog.num_nulls(l.c1, t1x.a) = 2)
      AND (t1x.d < l.low OR l.low IS NULL AND t1x.d IS NOT NULL)
    GROUP BY l.c1
),
now_2 AS MATERIALIZED (
    SELECT t1x.a AS c1, t1x.b AS c2, t1x.d AS c3
    FROM public.r2 t1x, first_2 l
    WHERE l.c1 = t1x.a
      AND t1x.d >= l.low
    UNION ALL
    SELECT t1x.a AS c1, t1x.b AS c2, t1x.d AS c3
    FROM public.r2 t1x, first_2 l
    WHERE l.c1 = t1x.a
      AND t1x.d IS NULL
    UNION ALL
    SELECT t1x.a AS c1, t1x.b AS c2, t1x.d AS c3
    FROM public.r2 t1x, first_2 l
    WHERE (SELECT EXISTS (SELECT FROM first_2 z WHERE pg_catalog.num_nulls(z.c1) > 0))
      AND pg_catalog.num_nulls(l.c1) > 0
      AND (l.c1 = t1x.a OR pg_catalog.num_nulls(l.c1, t1x.a) = 2)
      AND t1x.d >= l.low
    UNION ALL
    SELECT t1x.a AS c1, t1x.b AS c2, t1x.d AS c3
    FROM public.r2 t1x, first_2 l
    WHERE (SELECT EXISTS (SELECT FROM first_2 z WHERE pg_catalog.num_nulls(z.c1) > 0))
      AND pg_catalog.num_nulls(l.c1) > 0
      AND (l.c1 = t1x.a OR pg_catalog.num_nulls(l.c1, t1x.a) = 2)
      AND t1x.d IS NULL
),
before_2 AS MATERIALIZED (
    SELECT b.c1, b.c2, b.c3
    FROM (
        SELECT r.c1, r.c2, r.c3, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c1, c2, c3, 1::bigint AS __pgt_w FROM now_2
            UNION ALL
            SELECT c1, c2, c3, -__pgt_w FROM changed_2
        ) r
        GROUP BY r.c1, r.c2, r.c3
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_2 AS MATERIALIZED (
    SELECT r.c1, r.c2, r.c3, r.c4, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT i.c1 AS c1, i.c2 AS c2, i.c3 AS c3, coalesce(coalesce(s.c4, z.c4) + rank() OVER (PARTITION BY i.c1 ORDER BY i.c3), coalesce(s.c4, z.c4), rank() OVER (PARTITION BY i.c1 ORDER BY i.c3)) AS c4, 1::bigint AS __pgt_w
        FROM now_2 i LEFT JOIN seed_2 s ON s.c1 = i.c1
            LEFT JOIN (SELECT * FROM seed_2 z WHERE pg_catalog.num_nulls(z.c1) > 0) z ON pg_catalog.num_nulls(i.c1) > 0 AND (z.c1 = i.c1 OR pg_catalog.num_nulls(z.c1, i.c1) = 2)
        UNION ALL
        SELECT i.c1 AS c1, i.c2 AS c2, i.c3 AS c3, coalesce(coalesce(s.c4, z.c4) + rank() OVER (PARTITION BY i.c1 ORDER BY i.c3), coalesce(s.c4, z.c4), rank() OVER (PARTITION BY i.c1 ORDER BY i.c3)) AS c4, -1::bigint AS __pgt_w
        FROM before_2 i LEFT JOIN seed_2 s ON s.c1 = i.c1
            LEFT JOIN (SELECT * FROM seed_2 z WHERE pg_catalog.num_nulls(z.c1) > 0) z ON pg_catalog.num_nulls(i.c1) > 0 AND (z.c1 = i.c1 OR pg_catalog.num_nulls(z.c1, i.c1) = 2)
    ) r
    GROUP BY r.c1, r.c2, r.c3, r.c4
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
changed_1 AS MATERIALIZED (
    SELECT r.c1, r.c2, r.c3, r.c4, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT result_2.c1 AS c1, result_2.c2 AS c2, result_2.c3 AS c3, result_2.c4 AS c4, result_2.__pgt_w AS __pgt_w
        FROM result_2
    ) r
    GROUP BY r.c1, r.c2, r.c3, r.c4
    HAVING sum(r.__pgt_w) <> 0
),
now_1 AS MATERIALIZED (
    SELECT q1x.c1 AS c1, q1x.c2 AS c2, q1x.c3 AS c3, q1x.c4 AS c4
    FROM (
        SELECT t1xx.a AS c1, t1xx.b AS c2, t1xx.d AS c3, rank() OVER (PARTITION BY t1xx.a ORDER BY t1xx.d) AS c4
        FROM public.r2 t1xx
    ) q1x
    WHERE EXISTS (SELECT FROM changed_1 k WHERE (k.c2) = (q1x.c2))
    UNION ALL
    SELECT q1x.c1 AS c1, q1x.c2 AS c2, q1x.c3 AS c3, q1x.c4 AS c4
    FROM (
        SELECT t1xx.a AS c1, t1xx.b AS c2, t1xx.d AS c3, rank() OVER (PARTITION BY t1xx.a ORDER BY t1xx.d) AS c4
        FROM public.r2 t1xx
        WHERE (SELECT EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c2) > 0))
    ) q1x
    WHERE (SELECT EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c2) > 0))
      AND EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c2) > 0 AND ( (k.c2) = (q1x.c2) OR pg_catalog.num_nulls(k.c2, q1x.c2 ) = 2))
),
before_1 AS MATERIALIZED (
    SELECT b.c1, b.c2, b.c3, b.c4
    FROM (
        SELECT r.c1, r.c2, r.c3, r.c4, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c1, c2, c3, c4, 1::bigint AS __pgt_w FROM now_1
            UNION ALL
            SELECT c1, c2, c3, c4, -__pgt_w FROM changed_1
        ) r
        GROUP BY r.c1, r.c2, r.c3, r.c4
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_1 AS MATERIALIZED (
    SELECT r.c1, r.c2, r.c3, r.c4, r.c5, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c1, o.c2, o.c3, o.c4, o.c5, 1::bigint AS __pgt_w
        FROM (
            SELECT i.c1 AS c1, i.c2 AS c2, i.c3 AS c3, i.c4 AS c4, sum(i.c3) OVER (PARTITION BY i.c2) AS c5
            FROM now_1 i
        ) o
        UNION ALL
        SELECT o.c1, o.c2, o.c3, o.c4, o.c5, -1::bigint AS __pgt_w
        FROM (
            SELECT i.c1 AS c1, i.c2 AS c2, i.c3 AS c3, i.c4 AS c4, sum(i.c3) OVER (PARTITION BY i.c2) AS c5
            FROM before_1 i
        ) o
    ) r
    GROUP BY r.c1, r.c2, r.c3, r.c4, r.c5
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta AS (
    SELECT result_1.c1 AS o1, result_1.c3 AS o2, result_1.c4 AS o3, result_1.c5 AS o4, result_1.__pgt_w AS __pgt_w
    FROM result_1
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, r.o3, r.o4, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2, r.o3, r.o4
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2, n.o3, n.o4), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.a, s.d, s.r, s.s), ROW(f.o1, f.o2, f.o3, f.o4))
),
deleted AS (
    DELETE FROM pgtrickle_store.st_1 s USING changed f
    WHERE s.ctid = f.tid AND f.n = 0
    RETURNING 1
),
updated AS (
    UPDATE pgtrickle_store.st_1 s
    SET __pgt_n = f.n
    FROM changed f
    WHERE s.ctid = f.tid AND f.n > 0
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (a, d, r, s, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.o3, f.o4, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
