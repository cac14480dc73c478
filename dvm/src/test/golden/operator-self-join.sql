-- query: SELECT x.b, y.d FROM r2 x JOIN r2 y ON x.a = y.a

/* tree
Project [c7=c2, c8=c6]
  Join [((c1 = c4))]
    Scan public.r2 t1 [c1=a, c2=b, c3=d]
    Scan public.r2 t2 [c4=a, c5=b, c6=d]
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
delta AS (
    SELECT t1.b AS o1, t2.d AS o2, t1.__pgt_w AS __pgt_w
    FROM d1 t1, public.r2 t2
    WHERE ((t1.a = t2.a))
    UNION ALL
    SELECT t1.b AS o1, t2.d AS o2, t2.__pgt_w AS __pgt_w
    FROM public.r2 t1, d1 t2
    WHERE ((t1.a = t2.a))
    UNION ALL
    SELECT t1.b AS o1, t2.d AS o2, -(t1.__pgt_w * t2.__pgt_w) AS __pgt_w
    FROM d1 t1, d1 t2
    WHERE ((t1.a = t2.a))
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.b, s.d), ROW(f.o1, f.o2))
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
    INSERT INTO pgtrickle_store.st_1 (b, d, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
