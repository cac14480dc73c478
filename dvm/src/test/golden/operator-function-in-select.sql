-- query: SELECT id, generate_series(1, b) AS g FROM r1

/* tree
Project [c6=c1, c7=c5]
  TableFunction DROPPED c5=generate_series(1, c3)
    Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
    -- changes of public.r1
    SELECT r.id, r.b, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.id, r.b, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.id, r.b, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.id, r.b
    HAVING sum(r.__pgt_w) <> 0
),
delta AS (
    SELECT t1.id AS o1, f5.c5 AS o2, t1.__pgt_w AS __pgt_w
    FROM d1 t1, LATERAL generate_series(1, t1.b) AS f5(c5)
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.id, s.g), ROW(f.o1, f.o2))
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
    INSERT INTO pgtrickle_store.st_1 (id, g, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
