-- query: SELECT id, a FROM r1 ORDER BY a DESC NULLS LAST, id LIMIT 3 OFFSET 1

/* tree
TopK partition=[] order=[c6 DESC NULLS LAST, c5] limit=3 offset=1
  Project [c5=c1, c6=c2]
    Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
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
changed_1 AS MATERIALIZED (
    SELECT r.c5, r.c6, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t1.id AS c5, t1.a AS c6, t1.__pgt_w AS __pgt_w
        FROM d1 t1
    ) r
    GROUP BY r.c5, r.c6
    HAVING sum(r.__pgt_w) <> 0
),
now_1 AS MATERIALIZED (
    SELECT t1x.id AS c5, t1x.a AS c6
    FROM public.r1 t1x
    WHERE EXISTS (SELECT FROM changed_1)
    ORDER BY t1x.a DESC NULLS LAST, t1x.id, t1x.id, t1x.a
    LIMIT (coalesce(1, 0) + (3) + (SELECT coalesce(sum(m.__pgt_w), 0)::bigint FROM changed_1 m WHERE m.__pgt_w > 0))
),
before_1 AS MATERIALIZED (
    SELECT b.c5, b.c6
    FROM (
        SELECT r.c5, r.c6, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c5, c6, 1::bigint AS __pgt_w FROM now_1
            UNION ALL
            SELECT c5, c6, -__pgt_w FROM changed_1
        ) r
        GROUP BY r.c5, r.c6
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_1 AS MATERIALIZED (
    SELECT r.c5, r.c6, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c5, o.c6, 1::bigint AS __pgt_w
        FROM (
            SELECT i.c5 AS c5, i.c6 AS c6
            FROM now_1 i
            ORDER BY i.c6 DESC NULLS LAST, i.c5, i.c5, i.c6
            OFFSET 1
            LIMIT 3
        ) o
        UNION ALL
        SELECT o.c5, o.c6, -1::bigint AS __pgt_w
        FROM (
            SELECT i.c5 AS c5, i.c6 AS c6
            FROM before_1 i
            ORDER BY i.c6 DESC NULLS LAST, i.c5, i.c5, i.c6
            OFFSET 1
            LIMIT 3
        ) o
    ) r
    GROUP BY r.c5, r.c6
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta AS (
    SELECT result_1.c5 AS o1, result_1.c6 AS o2, result_1.__pgt_w AS __pgt_w
    FROM result_1
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.id, s.a), ROW(f.o1, f.o2))
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
    INSERT INTO pgtrickle_store.st_1 (id, a, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
