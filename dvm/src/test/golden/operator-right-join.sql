-- query: SELECT r2.b, r3.k FROM r2 RIGHT JOIN r3 ON r3.a = r2.a

/* tree
Project [c7=c2, c8=c4]
  OuterJoin LEFT [((c5 = c1))]
    Scan public.r3 t2 [c4=k, c5=a, c6=f]
    Scan public.r2 t1 [c1=a, c2=b, c3=d]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
    -- changes of public.r3
    SELECT r.k, r.a, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.k, r.a, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.k, r.a, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.k, r.a
    HAVING sum(r.__pgt_w) <> 0
),
d2 AS MATERIALIZED (
    -- changes of public.r2
    SELECT r.a, r.b, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.a, r.b, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.a, r.b, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.a, r.b
    HAVING sum(r.__pgt_w) <> 0
),
rows_1 AS MATERIALIZED (
    SELECT t2.k AS c4, t2.a AS c5, 1::bigint AS __pgt_w, row_number() OVER () AS i
    FROM public.r3 t2
    WHERE EXISTS (SELECT FROM d2 t1y WHERE((t2.a = t1y.a)))
),
matches_1 AS MATERIALIZED (
    SELECT rows_1.i, sum(t1y.__pgt_w)::bigint AS p
    FROM rows_1, d2 t1y
    WHERE ((rows_1.c5 = t1y.a))
    GROUP BY rows_1.i
    HAVING sum(t1y.__pgt_w) <> 0
),
rows_2 AS MATERIALIZED (
    SELECT t2.k AS c4, t2.a AS c5, t2.__pgt_w AS __pgt_w, row_number() OVER () AS i
    FROM d1 t2
),
matches_2 AS MATERIALIZED (
    SELECT rows_2.i, sum(t1y.__pgt_w)::bigint AS p
    FROM rows_2, d2 t1y
    WHERE ((rows_2.c5 = t1y.a))
    GROUP BY rows_2.i
    HAVING sum(t1y.__pgt_w) <> 0
),
delta AS (
    SELECT t1.b AS o1, t2.k AS o2, t2.__pgt_w AS __pgt_w
    FROM d1 t2, public.r2 t1
    WHERE ((t2.a = t1.a))
    UNION ALL
    SELECT t1.b AS o1, t2.k AS o2, t1.__pgt_w AS __pgt_w
    FROM public.r3 t2, d2 t1
    WHERE ((t2.a = t1.a))
    UNION ALL
    SELECT t1.b AS o1, t2.k AS o2, -(t2.__pgt_w * t1.__pgt_w) AS __pgt_w
    FROM d1 t2, d2 t1
    WHERE ((t2.a = t1.a))
    UNION ALL
    SELECT (NULL::text) AS o1, t2.k AS o2, t2.__pgt_w AS __pgt_w
    FROM d1 t2
    WHERE NOT EXISTS (SELECT FROM public.r2 t1x WHERE ((t2.a = t1x.a)))
    UNION ALL
    SELECT (NULL::text) AS o1, rows_1.c4 AS o2, rows_1.__pgt_w * x1.w AS __pgt_w
    FROM rows_1, matches_1, LATERAL (SELECT CASE WHEN matches_1.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t1x WHERE ((rows_1.c5 = t1x.a)) OFFSET matches_1.p) THEN -1 WHEN matches_1.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t1x WHERE ((rows_1.c5 = t1x.a))) THEN 1 ELSE 0 END::bigint AS w) x1
    WHERE matches_1.i = rows_1.i
      AND x1.w <> 0
    UNION ALL
    SELECT (NULL::text) AS o1, rows_2.c4 AS o2, -(rows_2.__pgt_w * x2.w) AS __pgt_w
    FROM rows_2, matches_2, LATERAL (SELECT CASE WHEN matches_2.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t1x WHERE ((rows_2.c5 = t1x.a)) OFFSET matches_2.p) THEN -1 WHEN matches_2.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t1x WHERE ((rows_2.c5 = t1x.a))) THEN 1 ELSE 0 END::bigint AS w) x2
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
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.b, s.k), ROW(f.o1, f.o2))
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
    INSERT INTO pgtrickle_store.st_1 (b, k, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
