-- query: SELECT id FROM r1 WHERE a IN (SELECT a FROM r2) OR b IS NULL

/* tree
Project [c26=c1]
  Join [((CASE WHEN (c13 IS NOT NULL) THEN true WHEN (c19 > 0) THEN NULL WHEN ((c2 IS NULL) AND (c25 > 0)) THEN NULL ELSE false END) OR (c3 IS NULL))]
    OuterJoin LEFT [(c12 = c2)]
      Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
      Project [c12=c11, c13=true]
        Aggregate keys=[c11=c9] calls=[]
          Project [c9=c6]
            Scan public.r2 t2 [c6=a, c7=b, c8=d]
    Aggregate keys=[] calls=[c19=pg_catalog.count(*)]
      Filter [(c17 IS NULL)]
        Project [c17=c14]
          Scan public.r2 t3 [c14=a, c15=b, c16=d]
    Aggregate keys=[] calls=[c25=pg_catalog.count(*)]
      Project [c23=c20]
        Scan public.r2 t4 [c20=a, c21=b, c22=d]
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
    SELECT r.a, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.a, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.a, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.a
    HAVING sum(r.__pgt_w) <> 0
),
changed_1 AS MATERIALIZED (
    SELECT r.c9, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t2.a AS c9, t2.__pgt_w AS __pgt_w
        FROM d2 t2
    ) r
    GROUP BY r.c9
    HAVING sum(r.__pgt_w) <> 0
),
now_1 AS MATERIALIZED (
    SELECT t2x.a AS c9
    FROM public.r2 t2x
    WHERE EXISTS (SELECT FROM changed_1 k WHERE (k.c9) = (t2x.a))
    UNION ALL
    SELECT t2x.a AS c9
    FROM public.r2 t2x
    WHERE (SELECT EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c9) > 0))
      AND EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c9) > 0 AND ( (k.c9) = (t2x.a) OR pg_catalog.num_nulls(k.c9, t2x.a ) = 2))
),
before_1 AS MATERIALIZED (
    SELECT b.c9
    FROM (
        SELECT r.c9, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c9, 1::bigint AS __pgt_w FROM now_1
            UNION ALL
            SELECT c9, -__pgt_w FROM changed_1
        ) r
        GROUP BY r.c9
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_1 AS MATERIALIZED (
    SELECT r.c11, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c11, 1::bigint AS __pgt_w
        FROM (
            SELECT i.c9 AS c11
            FROM now_1 i
            GROUP BY i.c9
        ) o
        UNION ALL
        SELECT o.c11, -1::bigint AS __pgt_w
        FROM (
            SELECT i.c9 AS c11
            FROM before_1 i
            GROUP BY i.c9
        ) o
    ) r
    GROUP BY r.c11
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta_1 AS MATERIALIZED (
    SELECT result_1.c11 AS c12, true AS c13, result_1.c11 AS c11, result_1.__pgt_w AS __pgt_w
    FROM result_1
),
rows_2 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.a AS c2, t1.b AS c3, 1::bigint AS __pgt_w, row_number() OVER () AS i
    FROM public.r1 t1
    WHERE EXISTS (SELECT FROM delta_1 delta_1y WHERE(delta_1y.c12 = t1.a))
),
matches_2 AS MATERIALIZED (
    SELECT rows_2.i, sum(delta_1y.__pgt_w)::bigint AS p
    FROM rows_2, delta_1 delta_1y
    WHERE (delta_1y.c12 = rows_2.c2)
    GROUP BY rows_2.i
    HAVING sum(delta_1y.__pgt_w) <> 0
),
rows_3 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.a AS c2, t1.b AS c3, t1.__pgt_w AS __pgt_w, row_number() OVER () AS i
    FROM d1 t1
),
matches_3 AS MATERIALIZED (
    SELECT rows_3.i, sum(delta_1y.__pgt_w)::bigint AS p
    FROM rows_3, delta_1 delta_1y
    WHERE (delta_1y.c12 = rows_3.c2)
    GROUP BY rows_3.i
    HAVING sum(delta_1y.__pgt_w) <> 0
),
delta_2 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.a AS c2, t1.b AS c3, q11.c11 AS c12, true AS c13, t1.__pgt_w AS __pgt_w
    FROM d1 t1, (
        SELECT t2x.a AS c11
        FROM public.r2 t2x
        WHERE EXISTS (SELECT FROM d1 t1y WHERE(t2x.a = t1y.a))
        GROUP BY t2x.a
    ) q11
    WHERE (q11.c11 = t1.a)
    UNION ALL
    SELECT t1.id AS c1, t1.a AS c2, t1.b AS c3, delta_1.c12 AS c12, delta_1.c13 AS c13, delta_1.__pgt_w AS __pgt_w
    FROM public.r1 t1, delta_1
    WHERE (delta_1.c12 = t1.a)
    UNION ALL
    SELECT t1.id AS c1, t1.a AS c2, t1.b AS c3, delta_1.c12 AS c12, delta_1.c13 AS c13, -(t1.__pgt_w * delta_1.__pgt_w) AS __pgt_w
    FROM d1 t1, delta_1
    WHERE (delta_1.c12 = t1.a)
    UNION ALL
    SELECT t1.id AS c1, t1.a AS c2, t1.b AS c3, (NULL::integer) AS c12, (NULL::boolean) AS c13, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    WHERE NOT EXISTS (SELECT FROM (
        SELECT t2xx.a AS c11
        FROM public.r2 t2xx
        WHERE (t2xx.a = t1.a)
        GROUP BY t2xx.a
    ) q11x WHERE (q11x.c11 = t1.a))
    UNION ALL
    SELECT rows_2.c1 AS c1, rows_2.c2 AS c2, rows_2.c3 AS c3, (NULL::integer) AS c12, (NULL::boolean) AS c13, rows_2.__pgt_w * x2.w AS __pgt_w
    FROM rows_2, matches_2, LATERAL (SELECT CASE WHEN matches_2.p > 0 AND NOT EXISTS (SELECT FROM (
        SELECT t2xx.a AS c11
        FROM public.r2 t2xx
        WHERE (t2xx.a = rows_2.c2)
        GROUP BY t2xx.a
    ) q11x WHERE (q11x.c11 = rows_2.c2) OFFSET matches_2.p) THEN -1 WHEN matches_2.p < 0 AND NOT EXISTS (SELECT FROM (
        SELECT t2xx.a AS c11
        FROM public.r2 t2xx
        WHERE (t2xx.a = rows_2.c2)
        GROUP BY t2xx.a
    ) q11x WHERE (q11x.c11 = rows_2.c2)) THEN 1 ELSE 0 END::bigint AS w) x2
    WHERE matches_2.i = rows_2.i
      AND x2.w <> 0
    UNION ALL
    SELECT rows_3.c1 AS c1, rows_3.c2 AS c2, rows_3.c3 AS c3, (NULL::integer) AS c12, (NULL::boolean) AS c13, -(rows_3.__pgt_w * x3.w) AS __pgt_w
    FROM rows_3, matches_3, LATERAL (SELECT CASE WHEN matches_3.p > 0 AND NOT EXISTS (SELECT FROM (
        SELECT t2xx.a AS c11
        FROM public.r2 t2xx
        WHERE (t2xx.a = rows_3.c2)
        GROUP BY t2xx.a
    ) q11x WHERE (q11x.c11 = rows_3.c2) OFFSET matches_3.p) THEN -1 WHEN matches_3.p < 0 AND NOT EXISTS (SELECT FROM (
        SELECT t2xx.a AS c11
        FROM public.r2 t2xx
        WHERE (t2xx.a = rows_3.c2)
        GROUP BY t2xx.a
    ) q11x WHERE (q11x.c11 = rows_3.c2)) THEN 1 ELSE 0 END::bigint AS w) x3
    WHERE matches_3.i = rows_3.i
      AND x3.w <> 0
),
changed_4 AS MATERIALIZED (
    SELECT r.c17, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t3.a AS c17, t3.__pgt_w AS __pgt_w
        FROM d2 t3
        WHERE (t3.a IS NULL)
    ) r
    GROUP BY r.c17
    HAVING sum(r.__pgt_w) <> 0
),
now_4 AS MATERIALIZED (
    SELECT t3x.a AS c17
    FROM public.r2 t3x
    WHERE (t3x.a IS NULL)
      AND EXISTS (SELECT FROM changed_4)
),
before_4 AS MATERIALIZED (
    SELECT b.c17
    FROM (
        SELECT r.c17, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c17, 1::bigint AS __pgt_w FROM now_4
            UNION ALL
            SELECT c17, -__pgt_w FROM changed_4
        ) r
        GROUP BY r.c17
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_4 AS MATERIALIZED (
    SELECT r.c19, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c19, 1::bigint AS __pgt_w
        FROM (
            SELECT pg_catalog.count(*) AS c19
            FROM now_4 i
        ) o
        UNION ALL
        SELECT o.c19, -1::bigint AS __pgt_w
        FROM (
            SELECT pg_catalog.count(*) AS c19
            FROM before_4 i
        ) o
    ) r
    GROUP BY r.c19
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta_3 AS MATERIALIZED (
    SELECT result_4.c19 AS c19, result_4.__pgt_w AS __pgt_w
    FROM result_4
),
changed_5 AS MATERIALIZED (
    SELECT sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t4.__pgt_w AS __pgt_w
        FROM d2 t4
    ) r
    HAVING sum(r.__pgt_w) <> 0
),
now_5 AS MATERIALIZED (
    SELECT 1
    FROM public.r2 t4x
    WHERE EXISTS (SELECT FROM changed_5)
),
before_5 AS MATERIALIZED (
    SELECT 
    FROM (
        SELECT sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT 1::bigint AS __pgt_w FROM now_5
            UNION ALL
            SELECT -__pgt_w FROM changed_5
        ) r
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_5 AS MATERIALIZED (
    SELECT r.c25, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c25, 1::bigint AS __pgt_w
        FROM (
            SELECT pg_catalog.count(*) AS c25
            FROM now_5 i
        ) o
        UNION ALL
        SELECT o.c25, -1::bigint AS __pgt_w
        FROM (
            SELECT pg_catalog.count(*) AS c25
            FROM before_5 i
        ) o
    ) r
    GROUP BY r.c25
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta_4 AS MATERIALIZED (
    SELECT result_5.c25 AS c25, result_5.__pgt_w AS __pgt_w
    FROM result_5
),
delta AS (
    SELECT delta_2.c1 AS o1, delta_2.__pgt_w AS __pgt_w
    FROM delta_2, (
        SELECT pg_catalog.count(*) AS c19
        FROM public.r2 t3x
        WHERE (t3x.a IS NULL)
    ) q19, (
        SELECT pg_catalog.count(*) AS c25
        FROM public.r2 t4x
    ) q25
    WHERE ((CASE WHEN (delta_2.c13 IS NOT NULL) THEN true WHEN (q19.c19 > 0) THEN NULL WHEN ((delta_2.c2 IS NULL) AND (q25.c25 > 0)) THEN NULL ELSE false END) OR (delta_2.c3 IS NULL))
    UNION ALL
    SELECT t1.id AS o1, delta_3.__pgt_w AS __pgt_w
    FROM (public.r1 t1 LEFT JOIN (
        SELECT q11x.c11 AS c12, true AS c13
        FROM (
            SELECT t2xx.a AS c11
            FROM public.r2 t2xx
            GROUP BY t2xx.a
        ) q11x
    ) j12 ON (j12.c12 = t1.a)), delta_3, (
        SELECT pg_catalog.count(*) AS c25
        FROM public.r2 t4x
    ) q25
    WHERE ((CASE WHEN (j12.c13 IS NOT NULL) THEN true WHEN (delta_3.c19 > 0) THEN NULL WHEN ((t1.a IS NULL) AND (q25.c25 > 0)) THEN NULL ELSE false END) OR (t1.b IS NULL))
    UNION ALL
    SELECT t1.id AS o1, delta_4.__pgt_w AS __pgt_w
    FROM (public.r1 t1 LEFT JOIN (
        SELECT q11x.c11 AS c12, true AS c13
        FROM (
            SELECT t2xx.a AS c11
            FROM public.r2 t2xx
            GROUP BY t2xx.a
        ) q11x
    ) j12 ON (j12.c12 = t1.a)), (
        SELECT pg_catalog.count(*) AS c19
        FROM public.r2 t3x
        WHERE (t3x.a IS NULL)
    ) q19, delta_4
    WHERE ((CASE WHEN (j12.c13 IS NOT NULL) THEN true WHEN (q19.c19 > 0) THEN NULL WHEN ((t1.a IS NULL) AND (delta_4.c25 > 0)) THEN NULL ELSE false END) OR (t1.b IS NULL))
    UNION ALL
    SELECT delta_2.c1 AS o1, -(delta_2.__pgt_w * delta_3.__pgt_w) AS __pgt_w
    FROM delta_2, delta_3, (
        SELECT pg_catalog.count(*) AS c25
        FROM public.r2 t4x
    ) q25
    WHERE ((CASE WHEN (delta_2.c13 IS NOT NULL) THEN true WHEN (delta_3.c19 > 0) THEN NULL WHEN ((delta_2.c2 IS NULL) AND (q25.c25 > 0)) THEN NULL ELSE false END) OR (delta_2.c3 IS NULL))
    UNION ALL
    SELECT delta_2.c1 AS o1, -(delta_2.__pgt_w * delta_4.__pgt_w) AS __pgt_w
    FROM delta_2, (
        SELECT pg_catalog.count(*) AS c19
        FROM public.r2 t3x
        WHERE (t3x.a IS NULL)
    ) q19, delta_4
    WHERE ((CASE WHEN (delta_2.c13 IS NOT NULL) THEN true WHEN (q19.c19 > 0) THEN NULL WHEN ((delta_2.c2 IS NULL) AND (delta_4.c25 > 0)) THEN NULL ELSE false END) OR (delta_2.c3 IS NULL))
    UNION ALL
    SELECT t1.id AS o1, -(delta_3.__pgt_w * delta_4.__pgt_w) AS __pgt_w
    FROM (public.r1 t1 LEFT JOIN (
        SELECT q11x.c11 AS c12, true AS c13
        FROM (
            SELECT t2xx.a AS c11
            FROM public.r2 t2xx
            GROUP BY t2xx.a
        ) q11x
    ) j12 ON (j12.c12 = t1.a)), delta_3, delta_4
    WHERE ((CASE WHEN (j12.c13 IS NOT NULL) THEN true WHEN (delta_3.c19 > 0) THEN NULL WHEN ((t1.a IS NULL) AND (delta_4.c25 > 0)) THEN NULL ELSE false END) OR (t1.b IS NULL))
    UNION ALL
    SELECT delta_2.c1 AS o1, delta_2.__pgt_w * delta_3.__pgt_w * delta_4.__pgt_w AS __pgt_w
    FROM delta_2, delta_3, delta_4
    WHERE ((CASE WHEN (delta_2.c13 IS NOT NULL) THEN true WHEN (delta_3.c19 > 0) THEN NULL WHEN ((delta_2.c2 IS NULL) AND (delta_4.c25 > 0)) THEN NULL ELSE false END) OR (delta_2.c3 IS NULL))
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
