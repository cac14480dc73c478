-- query: SELECT id, (SELECT max(d) FROM r2 WHERE r2.a = r1.a) AS hi FROM r1

/* tree
Project [c14=c1, c15=c12]
  OuterJoin LEFT [(c13 = c2)]
    Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
    Aggregate keys=[c13=c6] calls=[c12=pg_catalog.max(c8)]
      Scan public.r2 t2 [c6=a, c7=b, c8=d]
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
    SELECT r.a, r.d, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.a, r.d, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.a, r.d, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.a, r.d
    HAVING sum(r.__pgt_w) <> 0
),
changed_1 AS MATERIALIZED (
    SELECT r.c6, r.c8, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t2.a AS c6, t2.d AS c8, t2.__pgt_w AS __pgt_w
        FROM d2 t2
    ) r
    GROUP BY r.c6, r.c8
    HAVING sum(r.__pgt_w) <> 0
),
now_1 AS MATERIALIZED (
    SELECT t2x.a AS c6, t2x.d AS c8
    FROM public.r2 t2x
    WHERE EXISTS (SELECT FROM changed_1 k WHERE (k.c6) = (t2x.a))
    UNION ALL
    SELECT t2x.a AS c6, t2x.d AS c8
    FROM public.r2 t2x
    WHERE (SELECT EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c6) > 0))
      AND EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c6) > 0 AND ( (k.c6) = (t2x.a) OR pg_catalog.num_nulls(k.c6, t2x.a ) = 2))
),
before_1 AS MATERIALIZED (
    SELECT b.c6, b.c8
    FROM (
        SELECT r.c6, r.c8, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c6, c8, 1::bigint AS __pgt_w FROM now_1
            UNION ALL
            SELECT c6, c8, -__pgt_w FROM changed_1
        ) r
        GROUP BY r.c6, r.c8
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_1 AS MATERIALIZED (
    SELECT r.c13, r.c12, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c13, o.c12, 1::bigint AS __pgt_w
        FROM (
            SELECT i.c6 AS c13, pg_catalog.max(i.c8) AS c12
            FROM now_1 i
            GROUP BY i.c6
        ) o
        UNION ALL
        SELECT o.c13, o.c12, -1::bigint AS __pgt_w
        FROM (
            SELECT i.c6 AS c13, pg_catalog.max(i.c8) AS c12
            FROM before_1 i
            GROUP BY i.c6
        ) o
    ) r
    GROUP BY r.c13, r.c12
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta_1 AS MATERIALIZED (
    SELECT result_1.c13 AS c13, result_1.c12 AS c12, result_1.__pgt_w AS __pgt_w
    FROM result_1
),
rows_2 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.a AS c2, 1::bigint AS __pgt_w, row_number() OVER () AS i
    FROM public.r1 t1
    WHERE EXISTS (SELECT FROM delta_1 delta_1y WHERE(delta_1y.c13 = t1.a))
),
matches_2 AS MATERIALIZED (
    SELECT rows_2.i, sum(delta_1y.__pgt_w)::bigint AS p
    FROM rows_2, delta_1 delta_1y
    WHERE (delta_1y.c13 = rows_2.c2)
    GROUP BY rows_2.i
    HAVING sum(delta_1y.__pgt_w) <> 0
),
rows_3 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.a AS c2, t1.__pgt_w AS __pgt_w, row_number() OVER () AS i
    FROM d1 t1
),
matches_3 AS MATERIALIZED (
    SELECT rows_3.i, sum(delta_1y.__pgt_w)::bigint AS p
    FROM rows_3, delta_1 delta_1y
    WHERE (delta_1y.c13 = rows_3.c2)
    GROUP BY rows_3.i
    HAVING sum(delta_1y.__pgt_w) <> 0
),
delta AS (
    SELECT t1.id AS o1, q13.c12 AS o2, t1.__pgt_w AS __pgt_w
    FROM d1 t1, (
        SELECT t2x.a AS c13, pg_catalog.max(t2x.d) AS c12
        FROM public.r2 t2x
        WHERE EXISTS (SELECT FROM d1 t1y WHERE(t2x.a = t1y.a))
        GROUP BY t2x.a
    ) q13
    WHERE (q13.c13 = t1.a)
    UNION ALL
    SELECT t1.id AS o1, delta_1.c12 AS o2, delta_1.__pgt_w AS __pgt_w
    FROM public.r1 t1, delta_1
    WHERE (delta_1.c13 = t1.a)
    UNION ALL
    SELECT t1.id AS o1, delta_1.c12 AS o2, -(t1.__pgt_w * delta_1.__pgt_w) AS __pgt_w
    FROM d1 t1, delta_1
    WHERE (delta_1.c13 = t1.a)
    UNION ALL
    SELECT t1.id AS o1, (NULL::integer) AS o2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    WHERE NOT EXISTS (SELECT FROM (
        SELECT t2xx.a AS c13, pg_catalog.max(t2xx.d) AS c12
        FROM public.r2 t2xx
        WHERE (t2xx.a = t1.a)
        GROUP BY t2xx.a
    ) q13x WHERE (q13x.c13 = t1.a))
    UNION ALL
    SELECT rows_2.c1 AS o1, (NULL::integer) AS o2, rows_2.__pgt_w * x2.w AS __pgt_w
    FROM rows_2, matches_2, LATERAL (SELECT CASE WHEN matches_2.p > 0 AND NOT EXISTS (SELECT FROM (
        SELECT t2xx.a AS c13, pg_catalog.max(t2xx.d) AS c12
        FROM public.r2 t2xx
        WHERE (t2xx.a = rows_2.c2)
        GROUP BY t2xx.a
    ) q13x WHERE (q13x.c13 = rows_2.c2) OFFSET matches_2.p) THEN -1 WHEN matches_2.p < 0 AND NOT EXISTS (SELECT FROM (
        SELECT t2xx.a AS c13, pg_catalog.max(t2xx.d) AS c12
        FROM public.r2 t2xx
        WHERE (t2xx.a = rows_2.c2)
        GROUP BY t2xx.a
    ) q13x WHERE (q13x.c13 = rows_2.c2)) THEN 1 ELSE 0 END::bigint AS w) x2
    WHERE matches_2.i = rows_2.i
      AND x2.w <> 0
    UNION ALL
    SELECT rows_3.c1 AS o1, (NULL::integer) AS o2, -(rows_3.__pgt_w * x3.w) AS __pgt_w
    FROM rows_3, matches_3, LATERAL (SELECT CASE WHEN matches_3.p > 0 AND NOT EXISTS (SELECT FROM (
        SELECT t2xx.a AS c13, pg_catalog.max(t2xx.d) AS c12
        FROM public.r2 t2xx
        WHERE (t2xx.a = rows_3.c2)
        GROUP BY t2xx.a
    ) q13x WHERE (q13x.c13 = rows_3.c2) OFFSET matches_3.p) THEN -1 WHEN matches_3.p < 0 AND NOT EXISTS (SELECT FROM (
        SELECT t2xx.a AS c13, pg_catalog.max(t2xx.d) AS c12
        FROM public.r2 t2xx
        WHERE (t2xx.a = rows_3.c2)
        GROUP BY t2xx.a
    ) q13x WHERE (q13x.c13 = rows_3.c2)) THEN 1 ELSE 0 END::bigint AS w) x3
    WHERE matches_3.i = rows_3.i
      AND x3.w <> 0
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.id, s.hi), ROW(f.o1, f.o2))
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
    INSERT INTO pgtrickle_store.st_1 (id, hi, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
