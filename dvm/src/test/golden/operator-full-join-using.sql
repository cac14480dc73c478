-- query: SELECT a, r1.b, r2.d FROM r1 FULL JOIN r2 USING (a)

/* tree
Project [c8=(COALESCE (c2, c5)), c9=c3, c10=c7]
  OuterJoin FULL [(c2 = c5)]
    Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
    Scan public.r2 t2 [c5=a, c6=b, c7=d]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
    -- changes of public.r1
    SELECT r.a, r.b, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.a, r.b, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.a, r.b, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.a, r.b
    HAVING sum(r.__pgt_w) <> 0
),
d2 AS MATERIALIZED (
    -- changes of public.r2
    SELECT r.a, r.d, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.a, r.d, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.a, r.d, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.a, r.d
    HAVING sum(r.__pgt_w) <> 0
),
rows_1 AS MATERIALIZED (
    SELECT t1.a AS c2, t1.b AS c3, 1::bigint AS __pgt_w, row_number() OVER () AS i
    FROM public.r1 t1
    WHERE EXISTS (SELECT FROM d2 t2y WHERE(t1.a = t2y.a))
),
matches_1 AS MATERIALIZED (
    SELECT rows_1.i, sum(t2y.__pgt_w)::bigint AS p
    FROM rows_1, d2 t2y
    WHERE (rows_1.c2 = t2y.a)
    GROUP BY rows_1.i
    HAVING sum(t2y.__pgt_w) <> 0
),
rows_2 AS MATERIALIZED (
    SELECT t1.a AS c2, t1.b AS c3, t1.__pgt_w AS __pgt_w, row_number() OVER () AS i
    FROM d1 t1
),
matches_2 AS MATERIALIZED (
    SELECT rows_2.i, sum(t2y.__pgt_w)::bigint AS p
    FROM rows_2, d2 t2y
    WHERE (rows_2.c2 = t2y.a)
    GROUP BY rows_2.i
    HAVING sum(t2y.__pgt_w) <> 0
),
rows_3 AS MATERIALIZED (
    SELECT t2.a AS c5, t2.d AS c7, 1::bigint AS __pgt_w, row_number() OVER () AS i
    FROM public.r2 t2
    WHERE EXISTS (SELECT FROM d1 t1y WHERE(t1y.a = t2.a))
),
matches_3 AS MATERIALIZED (
    SELECT rows_3.i, sum(t1y.__pgt_w)::bigint AS p
    FROM rows_3, d1 t1y
    WHERE (t1y.a = rows_3.c5)
    GROUP BY rows_3.i
    HAVING sum(t1y.__pgt_w) <> 0
),
rows_4 AS MATERIALIZED (
    SELECT t2.a AS c5, t2.d AS c7, t2.__pgt_w AS __pgt_w, row_number() OVER () AS i
    FROM d2 t2
),
matches_4 AS MATERIALIZED (
    SELECT rows_4.i, sum(t1y.__pgt_w)::bigint AS p
    FROM rows_4, d1 t1y
    WHERE (t1y.a = rows_4.c5)
    GROUP BY rows_4.i
    HAVING sum(t1y.__pgt_w) <> 0
),
delta AS (
    SELECT ((COALESCE (t1.a, t2.a))) AS o1, t1.b AS o2, t2.d AS o3, t1.__pgt_w AS __pgt_w
    FROM d1 t1, public.r2 t2
    WHERE (t1.a = t2.a)
    UNION ALL
    SELECT ((COALESCE (t1.a, t2.a))) AS o1, t1.b AS o2, t2.d AS o3, t2.__pgt_w AS __pgt_w
    FROM public.r1 t1, d2 t2
    WHERE (t1.a = t2.a)
    UNION ALL
    SELECT ((COALESCE (t1.a, t2.a))) AS o1, t1.b AS o2, t2.d AS o3, -(t1.__pgt_w * t2.__pgt_w) AS __pgt_w
    FROM d1 t1, d2 t2
    WHERE (t1.a = t2.a)
    UNION ALL
    SELECT ((COALESCE (t1.a, (NULL::integer)))) AS o1, t1.b AS o2, (NULL::integer) AS o3, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    WHERE NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t1.a = t2x.a))
    UNION ALL
    SELECT ((COALESCE (rows_1.c2, (NULL::integer)))) AS o1, rows_1.c3 AS o2, (NULL::integer) AS o3, rows_1.__pgt_w * x1.w AS __pgt_w
    FROM rows_1, matches_1, LATERAL (SELECT CASE WHEN matches_1.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (rows_1.c2 = t2x.a) OFFSET matches_1.p) THEN -1 WHEN matches_1.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (rows_1.c2 = t2x.a)) THEN 1 ELSE 0 END::bigint AS w) x1
    WHERE matches_1.i = rows_1.i
      AND x1.w <> 0
    UNION ALL
    SELECT ((COALESCE (rows_2.c2, (NULL::integer)))) AS o1, rows_2.c3 AS o2, (NULL::integer) AS o3, -(rows_2.__pgt_w * x2.w) AS __pgt_w
    FROM rows_2, matches_2, LATERAL (SELECT CASE WHEN matches_2.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (rows_2.c2 = t2x.a) OFFSET matches_2.p) THEN -1 WHEN matches_2.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (rows_2.c2 = t2x.a)) THEN 1 ELSE 0 END::bigint AS w) x2
    WHERE matches_2.i = rows_2.i
      AND x2.w <> 0
    UNION ALL
    SELECT ((COALESCE ((NULL::integer), t2.a))) AS o1, (NULL::integer) AS o2, t2.d AS o3, t2.__pgt_w AS __pgt_w
    FROM d2 t2
    WHERE NOT EXISTS (SELECT FROM public.r1 t1x WHERE (t1x.a = t2.a))
    UNION ALL
    SELECT ((COALESCE ((NULL::integer), rows_3.c5))) AS o1, (NULL::integer) AS o2, rows_3.c7 AS o3, rows_3.__pgt_w * x3.w AS __pgt_w
    FROM rows_3, matches_3, LATERAL (SELECT CASE WHEN matches_3.p > 0 AND NOT EXISTS (SELECT FROM public.r1 t1x WHERE (t1x.a = rows_3.c5) OFFSET matches_3.p) THEN -1 WHEN matches_3.p < 0 AND NOT EXISTS (SELECT FROM public.r1 t1x WHERE (t1x.a = rows_3.c5)) THEN 1 ELSE 0 END::bigint AS w) x3
    WHERE matches_3.i = rows_3.i
      AND x3.w <> 0
    UNION ALL
    SELECT ((COALESCE ((NULL::integer), rows_4.c5))) AS o1, (NULL::integer) AS o2, rows_4.c7 AS o3, -(rows_4.__pgt_w * x4.w) AS __pgt_w
    FROM rows_4, matches_4, LATERAL (SELECT CASE WHEN matches_4.p > 0 AND NOT EXISTS (SELECT FROM public.r1 t1x WHERE (t1x.a = rows_4.c5) OFFSET matches_4.p) THEN -1 WHEN matches_4.p < 0 AND NOT EXISTS (SELECT FROM public.r1 t1x WHERE (t1x.a = rows_4.c5)) THEN 1 ELSE 0 END::bigint AS w) x4
    WHERE matches_4.i = rows_4.i
      AND x4.w <> 0
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, r.o3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2, r.o3
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2, n.o3), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.a, s.b, s.d), ROW(f.o1, f.o2, f.o3))
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
    INSERT INTO pgtrickle_store.st_1 (a, b, d, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.o3, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
