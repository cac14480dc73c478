-- query: SELECT id, CASE WHEN a > 0 THEN b END AS v FROM r1 WHERE t IS NOT NULL

/* tree
Project [c5=c1, c6=CASE WHEN (c2 > 0) THEN c3 ELSE NULL::integer END]
  Filter [(c4 IS NOT NULL)]
    Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
    -- changes of public.r1
    SELECT r.id, r.a, r.b, r.t, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.id, r.a, r.b, r.t, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.id, r.a, r.b, r.t, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.id, r.a, r.b, r.t
    HAVING sum(r.__pgt_w) <> 0
),
delta AS (
    SELECT t1.id AS o1, (CASE WHEN (t1.a > 0) THEN t1.b ELSE NULL::integer END) AS o2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    WHERE (t1.t IS NOT NULL)
),
net AS MATERIALIZED (
    SELECT n.*, hash_record_extended(ROW(n.o1), 0) AS h FROM (
        SELECT r.o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM delta r
        GROUP BY r.o1, r.o2
        HAVING sum(r.__pgt_w) <> 0
    ) n
),
came AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid
    FROM net f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND s.id = f.o1
    WHERE f.__pgt_w > 0
),
deleted AS (
    DELETE FROM pgtrickle_store.st_1 s USING net f
    WHERE f.__pgt_w < 0 AND s.__pgt_h = f.h AND s.id = f.o1
      AND NOT EXISTS (SELECT FROM came c WHERE c.h = f.h AND c.o1 = f.o1)
    RETURNING 1
),
updated AS (
    UPDATE pgtrickle_store.st_1 s
    SET id = f.o1, v = f.o2
    FROM came f
    WHERE s.ctid = f.tid AND NOT record_image_eq(ROW(s.id, s.v), ROW(f.o1, f.o2))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (id, v, __pgt_h)
    SELECT f.o1, f.o2, hash_record_extended(ROW(f.o1), 0)
    FROM came f
    WHERE f.tid IS NULL AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM net WHERE __pgt_w < 0) = (SELECT count(*) FROM deleted) + (SELECT count(*) FROM came WHERE tid IS NOT NULL)
       AND NOT EXISTS (SELECT FROM net WHERE abs(__pgt_w) <> 1);
