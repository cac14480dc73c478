-- query: SELECT city, name FROM customer

/* tree
Project [c4=c3, c5=c2]
  Scan public.customer t1 [c1=id, c2=name, c3=city]
*/

-- captured: id, name, city

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    city text COLLATE pg_catalog."default",
    name text COLLATE pg_catalog."default",
    __pgt_k1 integer,
    __pgt_h bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.city, s.name FROM pgtrickle_store.st_1 s WHERE true;

-- contents
SELECT i.o1, i.o2, i.k1, hash_record_extended(ROW(i.k1), 0)
FROM (
    SELECT t1.city AS o1, t1.name AS o2, t1.id AS k1
    FROM public.customer t1
) i;

-- changes of t1
WITH d1 AS MATERIALIZED (
    -- changes of public.customer
    SELECT r.id, r.name, r.city, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.id, r.name, r.city, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.id, r.name, r.city, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.id, r.name, r.city
    HAVING sum(r.__pgt_w) <> 0
),
delta AS (
    SELECT t1.city AS o1, t1.name AS o2, t1.id AS k1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
net AS MATERIALIZED (
    SELECT n.*, hash_record_extended(ROW(n.k1), 0) AS h FROM (
        SELECT r.o1, r.o2, r.k1, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM delta r
        GROUP BY r.o1, r.o2, r.k1
        HAVING sum(r.__pgt_w) <> 0
    ) n
),
came AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid
    FROM net f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND s.__pgt_k1 = f.k1
    WHERE f.__pgt_w > 0
),
deleted AS (
    DELETE FROM pgtrickle_store.st_1 s USING net f
    WHERE f.__pgt_w < 0 AND s.__pgt_h = f.h AND s.__pgt_k1 = f.k1
      AND NOT EXISTS (SELECT FROM came c WHERE c.h = f.h AND c.k1 = f.k1)
    RETURNING 1
),
updated AS (
    UPDATE pgtrickle_store.st_1 s
    SET city = f.o1, name = f.o2
    FROM came f
    WHERE s.ctid = f.tid AND NOT record_image_eq(ROW(s.city, s.name), ROW(f.o1, f.o2))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (city, name, __pgt_k1, __pgt_h)
    SELECT f.o1, f.o2, f.k1, hash_record_extended(ROW(f.k1), 0)
    FROM came f
    WHERE f.tid IS NULL AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM net WHERE __pgt_w < 0) = (SELECT count(*) FROM deleted) + (SELECT count(*) FROM came WHERE tid IS NOT NULL)
       AND NOT EXISTS (SELECT FROM net WHERE abs(__pgt_w) <> 1);
