-- query: SELECT DISTINCT ON (a) a, d, b FROM r2 ORDER BY a, d DESC, b

/* tree
TopK partition=[c4] order=[c4, c5 DESC, c6] limit=1
  Project [c4=c1, c5=c3, c6=c2]
    Scan public.r2 t1 [c1=a, c2=b, c3=d]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
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
changed_1 AS MATERIALIZED (
    SELECT r.c4, r.c5, r.c6, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t1.a AS c4, t1.d AS c5, t1.b AS c6, t1.__pgt_w AS __pgt_w
        FROM d1 t1
    ) r
    GROUP BY r.c4, r.c5, r.c6
    HAVING sum(r.__pgt_w) <> 0
),
now_1 AS MATERIALIZED (
    SELECT t1x.a AS c4, t1x.d AS c5, t1x.b AS c6
    FROM public.r2 t1x
    WHERE EXISTS (SELECT FROM changed_1 k WHERE (k.c4) = (t1x.a))
    UNION ALL
    SELECT t1x.a AS c4, t1x.d AS c5, t1x.b AS c6
    FROM public.r2 t1x
    WHERE (SELECT EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c4) > 0))
      AND EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c4) > 0 AND ( (k.c4) = (t1x.a) OR pg_catalog.num_nulls(k.c4, t1x.a ) = 2))
),
before_1 AS MATERIALIZED (
    SELECT b.c4, b.c5, b.c6
    FROM (
        SELECT r.c4, r.c5, r.c6, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c4, c5, c6, 1::bigint AS __pgt_w FROM now_1
            UNION ALL
            SELECT c4, c5, c6, -__pgt_w FROM changed_1
        ) r
        GROUP BY r.c4, r.c5, r.c6
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_1 AS MATERIALIZED (
    SELECT r.c4, r.c5, r.c6, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c4, o.c5, o.c6, 1::bigint AS __pgt_w
        FROM (
            SELECT n.c4, n.c5, n.c6
            FROM (
                SELECT i.c4 AS c4, i.c5 AS c5, i.c6 AS c6, pg_catalog.row_number() OVER (PARTITION BY i.c4
                ORDER BY i.c4, i.c5 DESC, i.c6, i.c4, i.c5, i.c6 COLLATE pg_catalog."C") AS __pgt_i
                FROM now_1 i
            ) n
            WHERE n.__pgt_i <= 0 + coalesce(1, 9223372036854775807 - 0)
        ) o
        UNION ALL
        SELECT o.c4, o.c5, o.c6, -1::bigint AS __pgt_w
        FROM (
            SELECT n.c4, n.c5, n.c6
            FROM (
                SELECT i.c4 AS c4, i.c5 AS c5, i.c6 AS c6, pg_catalog.row_number() OVER (PARTITION BY i.c4
                ORDER BY i.c4, i.c5 DESC, i.c6, i.c4, i.c5, i.c6 COLLATE pg_catalog."C") AS __pgt_i
                FROM before_1 i
            ) n
            WHERE n.__pgt_i <= 0 + coalesce(1, 9223372036854775807 - 0)
        ) o
    ) r
    GROUP BY r.c4, r.c5, r.c6
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta AS (
    SELECT result_1.c4 AS o1, result_1.c5 AS o2, result_1.c6 AS o3, result_1.__pgt_w AS __pgt_w
    FROM result_1
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, r.o3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2, r.o3
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2, n.o3), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.a, s.d, s.b), ROW(f.o1, f.o2, f.o3))
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
    INSERT INTO pgtrickle_store.st_1 (a, d, b, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.o3, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
