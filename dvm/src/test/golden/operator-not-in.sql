-- query: SELECT id FROM r1 WHERE a NOT IN (SELECT a FROM r2)

/* tree
Project [c17=c1]
  SemiJoin ANTI [(c2 IS NULL)]
    SemiJoin ANTI [true]
      SemiJoin ANTI [(c2 = c5)]
        Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
        Scan public.r2 t2 [c5=a, c6=b, c7=d]
      Filter [(c12 IS NULL)]
        Project [c12=c9]
          Scan public.r2 t3 [c9=a, c10=b, c11=d]
    Scan public.r2 t4 [c13=a, c14=b, c15=d]
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
    SELECT r.a, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.a, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.a, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.a
    HAVING sum(r.__pgt_w) <> 0
),
rows_1 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.a AS c2, 1::bigint AS __pgt_w, row_number() OVER () AS i
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
    SELECT t1.id AS c1, t1.a AS c2, t1.__pgt_w AS __pgt_w, row_number() OVER () AS i
    FROM d1 t1
),
matches_2 AS MATERIALIZED (
    SELECT rows_2.i, sum(t2y.__pgt_w)::bigint AS p
    FROM rows_2, d2 t2y
    WHERE (rows_2.c2 = t2y.a)
    GROUP BY rows_2.i
    HAVING sum(t2y.__pgt_w) <> 0
),
delta_1 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.a AS c2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    WHERE NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t1.a = t2x.a))
    UNION ALL
    SELECT rows_1.c1 AS c1, rows_1.c2 AS c2, rows_1.__pgt_w * x1.w AS __pgt_w
    FROM rows_1, matches_1, LATERAL (SELECT CASE WHEN matches_1.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (rows_1.c2 = t2x.a) OFFSET matches_1.p) THEN -1 WHEN matches_1.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (rows_1.c2 = t2x.a)) THEN 1 ELSE 0 END::bigint AS w) x1
    WHERE matches_1.i = rows_1.i
      AND x1.w <> 0
    UNION ALL
    SELECT rows_2.c1 AS c1, rows_2.c2 AS c2, -(rows_2.__pgt_w * x2.w) AS __pgt_w
    FROM rows_2, matches_2, LATERAL (SELECT CASE WHEN matches_2.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (rows_2.c2 = t2x.a) OFFSET matches_2.p) THEN -1 WHEN matches_2.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t2x WHERE (rows_2.c2 = t2x.a)) THEN 1 ELSE 0 END::bigint AS w) x2
    WHERE matches_2.i = rows_2.i
      AND x2.w <> 0
),
rows_3 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.a AS c2, 1::bigint AS __pgt_w, row_number() OVER () AS i
    FROM public.r1 t1
    WHERE NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t1.a = t2x.a))
      AND EXISTS (SELECT FROM d2 t3y WHERE (t3y.a IS NULL) AND true)
),
matches_3 AS MATERIALIZED (
    SELECT rows_3.i, sum(t3y.__pgt_w)::bigint AS p
    FROM rows_3, d2 t3y
    WHERE (t3y.a IS NULL)
      AND true
    GROUP BY rows_3.i
    HAVING sum(t3y.__pgt_w) <> 0
),
rows_4 AS MATERIALIZED (
    SELECT delta_1.c1 AS c1, delta_1.c2 AS c2, delta_1.__pgt_w AS __pgt_w, row_number() OVER () AS i
    FROM delta_1
),
matches_4 AS MATERIALIZED (
    SELECT rows_4.i, sum(t3y.__pgt_w)::bigint AS p
    FROM rows_4, d2 t3y
    WHERE (t3y.a IS NULL)
      AND true
    GROUP BY rows_4.i
    HAVING sum(t3y.__pgt_w) <> 0
),
delta_2 AS MATERIALIZED (
    SELECT delta_1.c1 AS c1, delta_1.c2 AS c2, delta_1.__pgt_w AS __pgt_w
    FROM delta_1
    WHERE NOT EXISTS (SELECT FROM public.r2 t3x WHERE (t3x.a IS NULL) AND true)
    UNION ALL
    SELECT rows_3.c1 AS c1, rows_3.c2 AS c2, rows_3.__pgt_w * x3.w AS __pgt_w
    FROM rows_3, matches_3, LATERAL (SELECT CASE WHEN matches_3.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t3x WHERE (t3x.a IS NULL) AND true OFFSET matches_3.p) THEN -1 WHEN matches_3.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t3x WHERE (t3x.a IS NULL) AND true) THEN 1 ELSE 0 END::bigint AS w) x3
    WHERE matches_3.i = rows_3.i
      AND x3.w <> 0
    UNION ALL
    SELECT rows_4.c1 AS c1, rows_4.c2 AS c2, -(rows_4.__pgt_w * x4.w) AS __pgt_w
    FROM rows_4, matches_4, LATERAL (SELECT CASE WHEN matches_4.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t3x WHERE (t3x.a IS NULL) AND true OFFSET matches_4.p) THEN -1 WHEN matches_4.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t3x WHERE (t3x.a IS NULL) AND true) THEN 1 ELSE 0 END::bigint AS w) x4
    WHERE matches_4.i = rows_4.i
      AND x4.w <> 0
),
rows_5 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.a AS c2, 1::bigint AS __pgt_w, row_number() OVER () AS i
    FROM public.r1 t1
    WHERE NOT EXISTS (SELECT FROM public.r2 t2x WHERE (t1.a = t2x.a))
      AND NOT EXISTS (SELECT FROM public.r2 t3x WHERE (t3x.a IS NULL) AND true)
      AND EXISTS (SELECT FROM d2 t4y WHERE(t1.a IS NULL))
),
matches_5 AS MATERIALIZED (
    SELECT rows_5.i, sum(t4y.__pgt_w)::bigint AS p
    FROM rows_5, d2 t4y
    WHERE (rows_5.c2 IS NULL)
    GROUP BY rows_5.i
    HAVING sum(t4y.__pgt_w) <> 0
),
rows_6 AS MATERIALIZED (
    SELECT delta_2.c1 AS c1, delta_2.c2 AS c2, delta_2.__pgt_w AS __pgt_w, row_number() OVER () AS i
    FROM delta_2
),
matches_6 AS MATERIALIZED (
    SELECT rows_6.i, sum(t4y.__pgt_w)::bigint AS p
    FROM rows_6, d2 t4y
    WHERE (rows_6.c2 IS NULL)
    GROUP BY rows_6.i
    HAVING sum(t4y.__pgt_w) <> 0
),
delta AS (
    SELECT delta_2.c1 AS o1, delta_2.__pgt_w AS __pgt_w
    FROM delta_2
    WHERE NOT EXISTS (SELECT FROM public.r2 t4x WHERE (delta_2.c2 IS NULL))
    UNION ALL
    SELECT rows_5.c1 AS o1, rows_5.__pgt_w * x5.w AS __pgt_w
    FROM rows_5, matches_5, LATERAL (SELECT CASE WHEN matches_5.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t4x WHERE (rows_5.c2 IS NULL) OFFSET matches_5.p) THEN -1 WHEN matches_5.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t4x WHERE (rows_5.c2 IS NULL)) THEN 1 ELSE 0 END::bigint AS w) x5
    WHERE matches_5.i = rows_5.i
      AND x5.w <> 0
    UNION ALL
    SELECT rows_6.c1 AS o1, -(rows_6.__pgt_w * x6.w) AS __pgt_w
    FROM rows_6, matches_6, LATERAL (SELECT CASE WHEN matches_6.p > 0 AND NOT EXISTS (SELECT FROM public.r2 t4x WHERE (rows_6.c2 IS NULL) OFFSET matches_6.p) THEN -1 WHEN matches_6.p < 0 AND NOT EXISTS (SELECT FROM public.r2 t4x WHERE (rows_6.c2 IS NULL)) THEN 1 ELSE 0 END::bigint AS w) x6
    WHERE matches_6.i = rows_6.i
      AND x6.w <> 0
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
