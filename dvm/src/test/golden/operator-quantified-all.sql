-- query: SELECT id FROM r1 WHERE a > ALL (SELECT d FROM r2 WHERE r2.a = r1.b)

/* tree
Project [c9=c1]
  SemiJoin ANTI [(c5 = c3) AND ((c2 > c7) IS NOT TRUE)]
    Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
    Scan public.r2 t2 [c5=a, c6=b, c7=d]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
    -- changes of public.r1
    SELECT r.id, r.a, r.b, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.id, r.a, r.b, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.id, r.a, r.b, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.id, r.a, r.b
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
    SELECT t1.id AS c1, t1.a AS c2, t1.b AS c3, 1::bigint AS __pgt_w, row_number() OVER () AS i
    FROM public.r1 t1
    WHERE EXISTS (SELECT FROM d2 t2y WHERE(t2y.a = t1.b))
),
matches_1 AS MATERIALIZED (
    SELECT rows_1.i, sum(t2y.__pgt_w)::bigint AS p
    FROM rows_1, d2 t2y
    WHERE (t2y.a = rows_1.c3)
      AND ((rows_1.c2 > t2y.d) IS NOT TRUE)
    GROUP BY rows_1.i
    HAVING sum(t2y.__pgt_w) <> 0
),
rows_2 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.a AS c2, t1.b AS c3, t1.__pgt_w AS __pgt_w, row_number() OVER () AS i
    FROM d1 t1
),
matches_2 AS MATERIALIZED (
    SELECT rows_2.i, sum(t2y.__pgt_w)::bigint AS p
    FROM rows_2, d2 t2y
    WHERE (t2y.a = rows_2.c3)
      AND ((rows_2.c2 > t2y.d) IS NOT TRUE)
    GROUP BY rows_2.i
    HAVING sum(t2y.__pgt_w) <> 0
),
delta AS (
    SELECT t1.id AS o1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    WHERE NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t2x.a = t1.b) AND ((t1.a > t2x.d) IS NOT TRUE))
    UNION ALL
    SELECT rows_1.c1 AS o1, rows_1.__pgt_w * x1.w AS __pgt_w
    FROM rows_1, matches_1, LATERAL (SELECT CASE WHEN matches_1.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t2x.a = rows_1.c3) AND ((rows_1.c2 > t2x.d) IS NOT TRUE) OFFSET matches_1.p) THEN -1 WHEN matches_1.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t2x.a = rows_1.c3) AND ((rows_1.c2 > t2x.d) IS NOT TRUE)) THEN 1 ELSE 0 END::bigint AS w) x1
    WHERE matches_1.i = rows_1.i
      AND x1.w <> 0
    UNION ALL
    SELECT rows_2.c1 AS o1, -(rows_2.__pgt_w * x2.w) AS __pgt_w
    FROM rows_2, matches_2, LATERAL (SELECT CASE WHEN matches_2.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t2x.a = rows_2.c3) AND ((rows_2.c2 > t2x.d) IS NOT TRUE) OFFSET matches_2.p) THEN -1 WHEN matches_2.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t2x.a = rows_2.c3) AND ((rows_2.c2 > t2x.d) IS NOT TRUE)) THEN 1 ELSE 0 END::bigint AS w) x2
    WHERE matches_2.i = rows_2.i
      AND x2.w <> 0
),
net AS MATERIALIZED (
    SELECT r.o1, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.id), ROW(f.o1))
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
    INSERT INTO pgtrickle_store.st_1 (id, __pgt_h, __pgt_n)
    SELECT f.o1, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
