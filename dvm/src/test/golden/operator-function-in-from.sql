-- query: SELECT id, g.i, g.o FROM r1, generate_series(1, r1.a) WITH ORDINALITY g (i, o)

/* tree
Project [c7=c1, c8=c5, c9=c6]
  TableFunction DROPPED c5, c6=generate_series(1, c2) WITH ORDINALITY
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
delta AS (
    SELECT t1.id AS o1, f5.c5 AS o2, f5.c6 AS o3, t1.__pgt_w AS __pgt_w
    FROM d1 t1, LATERAL generate_series(1, t1.a) WITH ORDINALITY AS f5(c5, c6)
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, r.o3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2, r.o3
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2, n.o3), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.id, s.i, s.o), ROW(f.o1, f.o2, f.o3))
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
    INSERT INTO pgtrickle_store.st_1 (id, i, o, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.o3, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
