-- query: SELECT r1.id, r3.k FROM r1 CROSS JOIN r3

/* tree
Project [c8=c1, c9=c5]
  Join []
    Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
    Scan public.r3 t2 [c5=k, c6=a, c7=f]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
    -- changes of public.r1
    SELECT r.id, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.id, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.id, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.id
    HAVING sum(r.__pgt_w) <> 0
),
d2 AS MATERIALIZED (
    -- changes of public.r3
    SELECT r.k, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.k, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.k, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.k
    HAVING sum(r.__pgt_w) <> 0
),
delta AS (
    SELECT t1.id AS o1, t2.k AS o2, t1.__pgt_w AS __pgt_w
    FROM d1 t1, public.r3 t2
    UNION ALL
    SELECT t1.id AS o1, t2.k AS o2, t2.__pgt_w AS __pgt_w
    FROM public.r1 t1, d2 t2
    UNION ALL
    SELECT t1.id AS o1, t2.k AS o2, -(t1.__pgt_w * t2.__pgt_w) AS __pgt_w
    FROM d1 t1, d2 t2
),
net AS MATERIALIZED (
    SELECT n.*, hash_record_extended(ROW(n.o1, n.o2), 0) AS h FROM (
        SELECT r.o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM delta r
        GROUP BY r.o1, r.o2
        HAVING sum(r.__pgt_w) <> 0
    ) n
),
came AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid
    FROM net f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND s.id = f.o1 AND s.k = f.o2
    WHERE f.__pgt_w > 0
),
deleted AS (
    DELETE FROM pgtrickle_store.st_1 s USING net f
    WHERE f.__pgt_w < 0 AND s.__pgt_h = f.h AND s.id = f.o1 AND s.k = f.o2
      AND NOT EXISTS (SELECT FROM came c WHERE c.h = f.h AND c.o1 = f.o1 AND c.o2 = f.o2)
    RETURNING 1
),
updated AS (
    UPDATE pgtrickle_store.st_1 s
    SET id = f.o1, k = f.o2
    FROM came f
    WHERE s.ctid = f.tid AND NOT record_image_eq(ROW(s.id, s.k), ROW(f.o1, f.o2))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (id, k, __pgt_h)
    SELECT f.o1, f.o2, hash_record_extended(ROW(f.o1, f.o2), 0)
    FROM came f
    WHERE f.tid IS NULL AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM net WHERE __pgt_w < 0) = (SELECT count(*) FROM deleted) + (SELECT count(*) FROM came WHERE tid IS NOT NULL)
       AND NOT EXISTS (SELECT FROM net WHERE abs(__pgt_w) <> 1);
