-- query: SELECT o.id, c.name FROM purchase o JOIN customer c ON c.id = o.customer_id

/* tree
Project [c7=c1, c8=c5]
  Join [((c4 = c2))]
    Scan public.purchase t1 [c1=id, c2=customer_id, c3=amount]
    Scan public.customer t2 [c4=id, c5=name, c6=city]
*/

-- captured: id, customer_id; id, name

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    id integer,
    name text COLLATE pg_catalog."default",
    __pgt_k2 integer,
    __pgt_h bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.id, s.name FROM pgtrickle_store.st_1 s WHERE true;

-- contents
SELECT i.o1, i.o2, i.k2, hash_record_extended(ROW(i.o1, i.k2), 0)
FROM (
    SELECT t1.id AS o1, t2.name AS o2, t2.id AS k2
    FROM public.purchase t1, public.customer t2
    WHERE ((t2.id = t1.customer_id))
) i;

-- changes of t1
WITH d1 AS MATERIALIZED (
    -- changes of public.purchase
    SELECT r.id, r.customer_id, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.id, r.customer_id, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.id, r.customer_id, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.id, r.customer_id
    HAVING sum(r.__pgt_w) <> 0
),
delta AS (
    SELECT t1.id AS o1, t2.name AS o2, t2.id AS k2, t1.__pgt_w AS __pgt_w
    FROM d1 t1, public.customer t2
    WHERE ((t2.id = t1.customer_id))
),
net AS MATERIALIZED (
    SELECT n.*, hash_record_extended(ROW(n.o1, n.k2), 0) AS h FROM (
        SELECT r.o1, r.o2, r.k2, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM delta r
        GROUP BY r.o1, r.o2, r.k2
        HAVING sum(r.__pgt_w) <> 0
    ) n
),
came AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid
    FROM net f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND s.id = f.o1 AND s.__pgt_k2 = f.k2
    WHERE f.__pgt_w > 0
),
deleted AS (
    DELETE FROM pgtrickle_store.st_1 s USING net f
    WHERE f.__pgt_w < 0 AND s.__pgt_h = f.h AND s.id = f.o1 AND s.__pgt_k2 = f.k2
      AND NOT EXISTS (SELECT FROM came c WHERE c.h = f.h AND c.o1 = f.o1 AND c.k2 = f.k2)
    RETURNING 1
),
updated AS (
    UPDATE pgtrickle_store.st_1 s
    SET id = f.o1, name = f.o2
    FROM came f
    WHERE s.ctid = f.tid AND NOT record_image_eq(ROW(s.id, s.name), ROW(f.o1, f.o2))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (id, name, __pgt_k2, __pgt_h)
    SELECT f.o1, f.o2, f.k2, hash_record_extended(ROW(f.o1, f.k2), 0)
    FROM came f
    WHERE f.tid IS NULL AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM net WHERE __pgt_w < 0) = (SELECT count(*) FROM deleted) + (SELECT count(*) FROM came WHERE tid IS NOT NULL)
       AND NOT EXISTS (SELECT FROM net WHERE abs(__pgt_w) <> 1);
