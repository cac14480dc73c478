-- query: SELECT r1.id, r2.b FROM r1 LEFT JOIN r2 ON r2.a = r1.a AND r2.d > 0

/* tree
Project [c8=c1, c9=c6]
  OuterJoin LEFT [(c5 = c2) AND (c7 > 0)]
    Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
    Scan public.r2 t2 [c5=a, c6=b, c7=d]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
    -- changes of public.r1
    SELECT r.id, r.a, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.id, r.a, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.id, r.a, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.id, r.a
    HAVING sum(r.__pgt_w) <> 0
),
d2 AS MATERIALIZED (
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
rows_1 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.a AS c2, 1::bigint AS __pgt_w, row_number() OVER () AS i
    FROM public.r1 t1
    WHERE EXISTS (SELECT FROM d2 t2y WHERE(t2y.a = t1.a) AND (t2y.d > 0))
),
matches_1 AS MATERIALIZED (
    SELECT rows_1.i, sum(t2y.__pgt_w)::bigint AS p
    FROM rows_1, d2 t2y
    WHERE (t2y.a = rows_1.c2)
      AND (t2y.d > 0)
    GROUP BY rows_1.i
    HAVING sum(t2y.__pgt_w) <> 0
),
rows_2 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.a AS c2, t1.__pgt_w AS __pgt_w, row_number() OVER () AS i
    FROM d1 t1
),
matches_2 AS MATERIALIZED (
    SELECT rows_2.i, sum(t2y.__pgt_w)::bigint AS p
    FROM rows_2, d2 t2y
    WHERE (t2y.a = rows_2.c2)
      AND (t2y.d > 0)
    GROUP BY rows_2.i
    HAVING sum(t2y.__pgt_w) <> 0
),
delta AS (
    SELECT t1.id AS o1, t2.b AS o2, t1.__pgt_w AS __pgt_w
    FROM d1 t1, public.r2 t2
    WHERE (t2.a = t1.a)
      AND (t2.d > 0)
    UNION ALL
    SELECT t1.id AS o1, t2.b AS o2, t2.__pgt_w AS __pgt_w
    FROM public.r1 t1, d2 t2
    WHERE (t2.a = t1.a)
      AND (t2.d > 0)
    UNION ALL
    SELECT t1.id AS o1, t2.b AS o2, -(t1.__pgt_w * t2.__pgt_w) AS __pgt_w
    FROM d1 t1, d2 t2
    WHERE (t2.a = t1.a)
      AND (t2.d > 0)
    UNION ALL
    SELECT t1.id AS o1, (NULL::text) AS o2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    WHERE NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t2x.a = t1.a) AND (t2x.d > 0))
    UNION ALL
    SELECT rows_1.c1 AS o1, (NULL::text) AS o2, rows_1.__pgt_w * x1.w AS __pgt_w
    FROM rows_1, matches_1, LATERAL (SELECT CASE WHEN matches_1.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t2x.a = rows_1.c2) AND (t2x.d > 0) OFFSET matches_1.p) THEN -1 WHEN matches_1.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t2x.a = rows_1.c2) AND (t2x.d > 0)) THEN 1 ELSE 0 END::bigint AS w) x1
    WHERE matches_1.i = rows_1.i
      AND x1.w <> 0
    UNION ALL
    SELECT rows_2.c1 AS o1, (NULL::text) AS o2, -(rows_2.__pgt_w * x2.w) AS __pgt_w
    FROM rows_2, matches_2, LATERAL (SELECT CASE WHEN matches_2.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t2x.a = rows_2.c2) AND (t2x.d > 0) OFFSET matches_2.p) THEN -1 WHEN matches_2.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t2x.a = rows_2.c2) AND (t2x.d > 0)) THEN 1 ELSE 0 END::bigint AS w) x2
    WHERE matches_2.i = rows_2.i
      AND x2.w <> 0
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.id, s.b), ROW(f.o1, f.o2))
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
    INSERT INTO pgtrickle_store.st_1 (id, b, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
