-- query: SELECT a, d FROM r2 ORDER BY d FETCH FIRST 2 ROWS WITH TIES

/* tree
TopK partition=[] order=[c5] limit=2 with ties
  Project [c4=c1, c5=c3]
    Scan public.r2 t1 [c1=a, c2=b, c3=d]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
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
    SELECT r.c4, r.c5, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t1.a AS c4, t1.d AS c5, t1.__pgt_w AS __pgt_w
        FROM d1 t1
    ) r
    GROUP BY r.c4, r.c5
    HAVING sum(r.__pgt_w) <> 0
),
now_1 AS MATERIALIZED (
    SELECT t1x.a AS c4, t1x.d AS c5
    FROM public.r2 t1x
    WHERE EXISTS (SELECT FROM changed_1)
    ORDER BY t1x.d
    FETCH FIRST (((2) + (SELECT coalesce(sum(m.__pgt_w), 0)::bigint FROM changed_1 m WHERE m.__pgt_w > 0))) ROWS WITH TIES
),
before_1 AS MATERIALIZED (
    SELECT b.c4, b.c5
    FROM (
        SELECT r.c4, r.c5, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c4, c5, 1::bigint AS __pgt_w FROM now_1
            UNION ALL
            SELECT c4, c5, -__pgt_w FROM changed_1
        ) r
        GROUP BY r.c4, r.c5
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_1 AS MATERIALIZED (
    SELECT r.c4, r.c5, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c4, o.c5, 1::bigint AS __pgt_w
        FROM (
            SELECT i.c4 AS c4, i.c5 AS c5
            FROM now_1 i
            ORDER BY i.c5
            FETCH FIRST (2) ROWS WITH TIES
        ) o
        UNION ALL
        SELECT o.c4, o.c5, -1::bigint AS __pgt_w
        FROM (
            SELECT i.c4 AS c4, i.c5 AS c5
            FROM before_1 i
            ORDER BY i.c5
            FETCH FIRST (2) ROWS WITH TIES
        ) o
    ) r
    GROUP BY r.c4, r.c5
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta AS (
    SELECT result_1.c4 AS o1, result_1.c5 AS o2, result_1.__pgt_w AS __pgt_w
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
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.a, s.d), ROW(f.o1, f.o2))
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
    INSERT INTO pgtrickle_store.st_1 (a, d, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
