-- query: SELECT r1.id, s.n FROM r1 JOIN (SELECT a, count(*) AS n FROM r2 GROUP BY a) s ON s.a = r1.a

/* tree
Project [c12=c1, c13=c11]
  Join [((c10 = c2))]
    Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
    Project [c10=c8, c11=c9]
      Aggregate keys=[c8=c5] calls=[c9=pg_catalog.count(*)]
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
    SELECT r.c5, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t2.a AS c5, t2.__pgt_w AS __pgt_w
        FROM d2 t2
    ) r
    GROUP BY r.c5
    HAVING sum(r.__pgt_w) <> 0
),
now_1 AS MATERIALIZED (
    SELECT t2x.a AS c5
    FROM public.r2 t2x
    WHERE EXISTS (SELECT FROM changed_1 k WHERE (k.c5) = (t2x.a))
    UNION ALL
    SELECT t2x.a AS c5
    FROM public.r2 t2x
    WHERE (SELECT EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c5) > 0))
      AND EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c5) > 0 AND ( (k.c5) = (t2x.a) OR pg_catalog.num_nulls(k.c5, t2x.a ) = 2))
),
before_1 AS MATERIALIZED (
    SELECT b.c5
    FROM (
        SELECT r.c5, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c5, 1::bigint AS __pgt_w FROM now_1
            UNION ALL
            SELECT c5, -__pgt_w FROM changed_1
        ) r
        GROUP BY r.c5
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_1 AS MATERIALIZED (
    SELECT r.c8, r.c9, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c8, o.c9, 1::bigint AS __pgt_w
        FROM (
            SELECT i.c5 AS c8, pg_catalog.count(*) AS c9
            FROM now_1 i
            GROUP BY i.c5
        ) o
        UNION ALL
        SELECT o.c8, o.c9, -1::bigint AS __pgt_w
        FROM (
            SELECT i.c5 AS c8, pg_catalog.count(*) AS c9
            FROM before_1 i
            GROUP BY i.c5
        ) o
    ) r
    GROUP BY r.c8, r.c9
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta_1 AS MATERIALIZED (
    SELECT result_1.c8 AS c10, result_1.c9 AS c11, result_1.c8 AS c8, result_1.c9 AS c9, result_1.__pgt_w AS __pgt_w
    FROM result_1
),
delta AS (
    SELECT t1.id AS o1, q8.c9 AS o2, t1.__pgt_w AS __pgt_w
    FROM d1 t1, (
        SELECT t2x.a AS c8, pg_catalog.count(*) AS c9
        FROM public.r2 t2x
        WHERE EXISTS (SELECT FROM d1 t1y WHERE((t2x.a = t1y.a)))
        GROUP BY t2x.a
    ) q8
    WHERE ((q8.c8 = t1.a))
    UNION ALL
    SELECT t1.id AS o1, delta_1.c11 AS o2, delta_1.__pgt_w AS __pgt_w
    FROM public.r1 t1, delta_1
    WHERE ((delta_1.c10 = t1.a))
    UNION ALL
    SELECT t1.id AS o1, delta_1.c11 AS o2, -(t1.__pgt_w * delta_1.__pgt_w) AS __pgt_w
    FROM d1 t1, delta_1
    WHERE ((delta_1.c10 = t1.a))
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.id, s.n), ROW(f.o1, f.o2))
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
    INSERT INTO pgtrickle_store.st_1 (id, n, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
