-- query: WITH w AS (SELECT a, count(*) AS n FROM r2 GROUP BY a) SELECT x.a, y.n FROM w x JOIN w y ON x.n = y.a

/* tree
Project [c15=c6, c16=c14]
  Join [((c7 = c13))]
    Project [c6=c4, c7=c5]
      Aggregate keys=[c4=c1] calls=[c5=pg_catalog.count(*)]
        Scan public.r2 t1 [c1=a, c2=b, c3=d]
    Project [c13=c11, c14=c12]
      Aggregate keys=[c11=c8] calls=[c12=pg_catalog.count(*)]
        Scan public.r2 t2 [c8=a, c9=b, c10=d]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
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
    SELECT r.c1, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t1.a AS c1, t1.__pgt_w AS __pgt_w
        FROM d1 t1
    ) r
    GROUP BY r.c1
    HAVING sum(r.__pgt_w) <> 0
),
now_1 AS MATERIALIZED (
    SELECT t1x.a AS c1
    FROM public.r2 t1x
    WHERE EXISTS (SELECT FROM changed_1 k WHERE (k.c1) = (t1x.a))
    UNION ALL
    SELECT t1x.a AS c1
    FROM public.r2 t1x
    WHERE (SELECT EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c1) > 0))
      AND EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c1) > 0 AND ( (k.c1) = (t1x.a) OR pg_catalog.num_nulls(k.c1, t1x.a ) = 2))
),
before_1 AS MATERIALIZED (
    SELECT b.c1
    FROM (
        SELECT r.c1, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c1, 1::bigint AS __pgt_w FROM now_1
            UNION ALL
            SELECT c1, -__pgt_w FROM changed_1
        ) r
        GROUP BY r.c1
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_1 AS MATERIALIZED (
    SELECT r.c4, r.c5, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c4, o.c5, 1::bigint AS __pgt_w
        FROM (
            SELECT i.c1 AS c4, pg_catalog.count(*) AS c5
            FROM now_1 i
            GROUP BY i.c1
        ) o
        UNION ALL
        SELECT o.c4, o.c5, -1::bigint AS __pgt_w
        FROM (
            SELECT i.c1 AS c4, pg_catalog.count(*) AS c5
            FROM before_1 i
            GROUP BY i.c1
        ) o
    ) r
    GROUP BY r.c4, r.c5
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta_1 AS MATERIALIZED (
    SELECT result_1.c4 AS c6, result_1.c5 AS c7, result_1.c4 AS c4, result_1.c5 AS c5, result_1.__pgt_w AS __pgt_w
    FROM result_1
),
changed_2 AS MATERIALIZED (
    SELECT r.c8, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t2.a AS c8, t2.__pgt_w AS __pgt_w
        FROM d1 t2
    ) r
    GROUP BY r.c8
    HAVING sum(r.__pgt_w) <> 0
),
now_2 AS MATERIALIZED (
    SELECT t2x.a AS c8
    FROM public.r2 t2x
    WHERE EXISTS (SELECT FROM changed_2 k WHERE (k.c8) = (t2x.a))
    UNION ALL
    SELECT t2x.a AS c8
    FROM public.r2 t2x
    WHERE (SELECT EXISTS (SELECT FROM changed_2 k WHERE pg_catalog.num_nulls(k.c8) > 0))
      AND EXISTS (SELECT FROM changed_2 k WHERE pg_catalog.num_nulls(k.c8) > 0 AND ( (k.c8) = (t2x.a) OR pg_catalog.num_nulls(k.c8, t2x.a ) = 2))
),
before_2 AS MATERIALIZED (
    SELECT b.c8
    FROM (
        SELECT r.c8, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c8, 1::bigint AS __pgt_w FROM now_2
            UNION ALL
            SELECT c8, -__pgt_w FROM changed_2
        ) r
        GROUP BY r.c8
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_2 AS MATERIALIZED (
    SELECT r.c11, r.c12, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c11, o.c12, 1::bigint AS __pgt_w
        FROM (
            SELECT i.c8 AS c11, pg_catalog.count(*) AS c12
            FROM now_2 i
            GROUP BY i.c8
        ) o
        UNION ALL
        SELECT o.c11, o.c12, -1::bigint AS __pgt_w
        FROM (
            SELECT i.c8 AS c11, pg_catalog.count(*) AS c12
            FROM before_2 i
            GROUP BY i.c8
        ) o
    ) r
    GROUP BY r.c11, r.c12
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta_2 AS MATERIALIZED (
    SELECT result_2.c11 AS c13, result_2.c12 AS c14, result_2.c11 AS c11, result_2.c12 AS c12, result_2.__pgt_w AS __pgt_w
    FROM result_2
),
delta AS (
    SELECT delta_1.c6 AS o1, q11.c12 AS o2, delta_1.__pgt_w AS __pgt_w
    FROM delta_1, (
        SELECT t2x.a AS c11, pg_catalog.count(*) AS c12
        FROM public.r2 t2x
        WHERE EXISTS (SELECT FROM delta_1 delta_1y WHERE((delta_1y.c7 = t2x.a)))
        GROUP BY t2x.a
    ) q11
    WHERE ((delta_1.c7 = q11.c11))
    UNION ALL
    SELECT q4.c4 AS o1, delta_2.c14 AS o2, delta_2.__pgt_w AS __pgt_w
    FROM (
        SELECT t1x.a AS c4, pg_catalog.count(*) AS c5
        FROM public.r2 t1x
        GROUP BY t1x.a
    ) q4, delta_2
    WHERE ((q4.c5 = delta_2.c13))
    UNION ALL
    SELECT delta_1.c6 AS o1, delta_2.c14 AS o2, -(delta_1.__pgt_w * delta_2.__pgt_w) AS __pgt_w
    FROM delta_1, delta_2
    WHERE ((delta_1.c7 = delta_2.c13))
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.a, s.n), ROW(f.o1, f.o2))
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
    INSERT INTO pgtrickle_store.st_1 (a, n, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
