-- query: SELECT a FROM r2 EXCEPT ALL SELECT a FROM r1

/* tree
TableFunction DROPPED c16=pg_catalog.generate_series(1, (c14 - c15))
  Aggregate keys=[c13=c10] calls=[c14=pg_catalog.count(c11), c15=pg_catalog.count(c12)]
    UnionAll [c10, c11, c12] [c4, 1::integer, NULL::integer] [c9, NULL::integer, 1::integer]
      Project [c4=c1]
        Scan public.r2 t1 [c1=a, c2=b, c3=d]
      Project [c9=c6]
        Scan public.r1 t2 [c5=id, c6=a, c7=b, c8=t]
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
d2 AS MATERIALIZED (
    -- changes of public.r1
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
    SELECT r.c10, r.c11, r.c12, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t1.a AS c10, (1::integer) AS c11, (NULL::integer) AS c12, t1.__pgt_w AS __pgt_w
        FROM d1 t1
        UNION ALL
        SELECT t2.a AS c10, (NULL::integer) AS c11, (1::integer) AS c12, t2.__pgt_w AS __pgt_w
        FROM d2 t2
    ) r
    GROUP BY r.c10, r.c11, r.c12
    HAVING sum(r.__pgt_w) <> 0
),
now_1 AS MATERIALIZED (
    SELECT u10x.c10 AS c10, u10x.c11 AS c11, u10x.c12 AS c12
    FROM (
        SELECT t1xx.a AS c10, 1::integer AS c11, NULL::integer AS c12
        FROM public.r2 t1xx
        WHERE EXISTS (SELECT FROM changed_1 k WHERE (k.c10) = (t1xx.a))
        UNION ALL
        SELECT t2xx.a AS c10, NULL::integer AS c11, 1::integer AS c12
        FROM public.r1 t2xx
        WHERE EXISTS (SELECT FROM changed_1 k WHERE (k.c10) = (t2xx.a))
    ) u10x
    WHERE EXISTS (SELECT FROM changed_1 k WHERE (k.c10) = (u10x.c10))
    UNION ALL
    SELECT u10x.c10 AS c10, u10x.c11 AS c11, u10x.c12 AS c12
    FROM (
        SELECT t1xx.a AS c10, 1::integer AS c11, NULL::integer AS c12
        FROM public.r2 t1xx
        WHERE (SELECT EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c10) > 0))
          AND EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c10) > 0 AND ( (k.c10) = (t1xx.a) OR pg_catalog.num_nulls(k.c10, t1xx.a ) = 2))
        UNION ALL
        SELECT t2xx.a AS c10, NULL::integer AS c11, 1::integer AS c12
        FROM public.r1 t2xx
        WHERE (SELECT EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c10) > 0))
          AND EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c10) > 0 AND ( (k.c10) = (t2xx.a) OR pg_catalog.num_nulls(k.c10, t2xx.a ) = 2))
    ) u10x
    WHERE (SELECT EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c10) > 0))
      AND EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c10) > 0 AND ( (k.c10) = (u10x.c10) OR pg_catalog.num_nulls(k.c10, u10x.c10 ) = 2))
),
before_1 AS MATERIALIZED (
    SELECT b.c10, b.c11, b.c12
    FROM (
        SELECT r.c10, r.c11, r.c12, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c10, c11, c12, 1::bigint AS __pgt_w FROM now_1
            UNION ALL
            SELECT c10, c11, c12, -__pgt_w FROM changed_1
        ) r
        GROUP BY r.c10, r.c11, r.c12
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_1 AS MATERIALIZED (
    SELECT r.c13, r.c14, r.c15, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c13, o.c14, o.c15, 1::bigint AS __pgt_w
        FROM (
            SELECT i.c10 AS c13, pg_catalog.count(i.c11) AS c14, pg_catalog.count(i.c12) AS c15
            FROM now_1 i
            GROUP BY i.c10
        ) o
        UNION ALL
        SELECT o.c13, o.c14, o.c15, -1::bigint AS __pgt_w
        FROM (
            SELECT i.c10 AS c13, pg_catalog.count(i.c11) AS c14, pg_catalog.count(i.c12) AS c15
            FROM before_1 i
            GROUP BY i.c10
        ) o
    ) r
    GROUP BY r.c13, r.c14, r.c15
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta AS (
    SELECT result_1.c13 AS o1, result_1.__pgt_w AS __pgt_w
    FROM result_1, LATERAL pg_catalog.generate_series(1, (result_1.c14 - result_1.c15)) AS f16(c16)
),
net AS MATERIALIZED (
    SELECT r.o1, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.a), ROW(f.o1))
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
    INSERT INTO pgtrickle_store.st_1 (a, __pgt_h, __pgt_n)
    SELECT f.o1, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
