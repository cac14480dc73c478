-- query: SELECT r1.id, r2.b, r3.k FROM r1 JOIN r2 ON r2.a = r1.a, r3 WHERE r3.a = r1.b

/* tree
Project [c11=c1, c12=c6, c13=c8]
  Join [((c5 = c2)) AND (c9 = c3)]
    Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
    Scan public.r2 t2 [c5=a, c6=b, c7=d]
    Scan public.r3 t3 [c8=k, c9=a, c10=f]
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
    SELECT r.a, r.b, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.a, r.b, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.a, r.b, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.a, r.b
    HAVING sum(r.__pgt_w) <> 0
),
d3 AS MATERIALIZED (
    -- changes of public.r3
    SELECT r.k, r.a, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.k, r.a, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.k, r.a, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.k, r.a
    HAVING sum(r.__pgt_w) <> 0
),
delta AS (
    SELECT t1.id AS o1, t2.b AS o2, t3.k AS o3, t1.__pgt_w AS __pgt_w
    FROM d1 t1, public.r2 t2, public.r3 t3
    WHERE ((t2.a = t1.a))
      AND (t3.a = t1.b)
    UNION ALL
    SELECT t1.id AS o1, t2.b AS o2, t3.k AS o3, t2.__pgt_w AS __pgt_w
    FROM public.r1 t1, d2 t2, public.r3 t3
    WHERE ((t2.a = t1.a))
      AND (t3.a = t1.b)
    UNION ALL
    SELECT t1.id AS o1, t2.b AS o2, t3.k AS o3, t3.__pgt_w AS __pgt_w
    FROM public.r1 t1, public.r2 t2, d3 t3
    WHERE ((t2.a = t1.a))
      AND (t3.a = t1.b)
    UNION ALL
    SELECT t1.id AS o1, t2.b AS o2, t3.k AS o3, -(t1.__pgt_w * t2.__pgt_w) AS __pgt_w
    FROM d1 t1, d2 t2, public.r3 t3
    WHERE ((t2.a = t1.a))
      AND (t3.a = t1.b)
    UNION ALL
    SELECT t1.id AS o1, t2.b AS o2, t3.k AS o3, -(t1.__pgt_w * t3.__pgt_w) AS __pgt_w
    FROM d1 t1, public.r2 t2, d3 t3
    WHERE ((t2.a = t1.a))
      AND (t3.a = t1.b)
    UNION ALL
    SELECT t1.id AS o1, t2.b AS o2, t3.k AS o3, -(t2.__pgt_w * t3.__pgt_w) AS __pgt_w
    FROM public.r1 t1, d2 t2, d3 t3
    WHERE ((t2.a = t1.a))
      AND (t3.a = t1.b)
    UNION ALL
    SELECT t1.id AS o1, t2.b AS o2, t3.k AS o3, t1.__pgt_w * t2.__pgt_w * t3.__pgt_w AS __pgt_w
    FROM d1 t1, d2 t2, d3 t3
    WHERE ((t2.a = t1.a))
      AND (t3.a = t1.b)
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, r.o3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2, r.o3
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2, n.o3), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.id, s.b, s.k), ROW(f.o1, f.o2, f.o3))
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
    INSERT INTO pgtrickle_store.st_1 (id, b, k, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.o3, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
