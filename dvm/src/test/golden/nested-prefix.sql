-- query: SELECT a.id, b.id AS b, c.id AS c, d.id AS d FROM customer a JOIN customer b ON a.city = b.city JOIN purchase c ON c.customer_id = b.id JOIN purchase d ON d.customer_id = a.id

/* tree
Project [c13=c1, c14=c4, c15=c7, c16=c10]
  Join [((c3 = c6)) AND ((c8 = c4)) AND ((c11 = c1))]
    Scan public.customer t1 [c1=id, c2=name, c3=city]
    Scan public.customer t2 [c4=id, c5=name, c6=city]
    Scan public.purchase t3 [c7=id, c8=customer_id, c9=amount]
    Scan public.purchase t4 [c10=id, c11=customer_id, c12=amount]
*/

-- captured: id, city; id, customer_id

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    id integer,
    b integer,
    c integer,
    d integer,
    __pgt_h bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.id, s.b, s.c, s.d FROM pgtrickle_store.st_1 s WHERE true;

-- contents
SELECT i.o1, i.o2, i.o3, i.o4, hash_record_extended(ROW(i.o1, i.o2, i.o3, i.o4), 0)
FROM (
    SELECT t1.id AS o1, t2.id AS o2, t3.id AS o3, t4.id AS o4
    FROM public.customer t1, public.customer t2, public.purchase t3, public.purchase t4
    WHERE ((t1.city = t2.city))
      AND ((t3.customer_id = t2.id))
      AND ((t4.customer_id = t1.id))
) i;

-- changes of t1, t2, t3, t4
WITH d1 AS MATERIALIZED (
    -- changes of public.customer
    SELECT r.id, r.city, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.id, r.city, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.id, r.city, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.id, r.city
    HAVING sum(r.__pgt_w) <> 0
),
prefix_1 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.city AS c3, t2.id AS c4, t2.city AS c6, t1.__pgt_w AS __pgt_w
    FROM d1 t1, public.customer t2
    WHERE ((t1.city = t2.city))
    UNION ALL
    SELECT t1.id AS c1, t1.city AS c3, t2.id AS c4, t2.city AS c6, t2.__pgt_w AS __pgt_w
    FROM public.customer t1, d1 t2
    WHERE ((t1.city = t2.city))
    UNION ALL
    SELECT t1.id AS c1, t1.city AS c3, t2.id AS c4, t2.city AS c6, -(t1.__pgt_w * t2.__pgt_w) AS __pgt_w
    FROM d1 t1, d1 t2
    WHERE ((t1.city = t2.city))
),
d2 AS MATERIALIZED (
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
prefix_2 AS MATERIALIZED (
    SELECT prefix_1.c1 AS c1, prefix_1.c3 AS c3, prefix_1.c4 AS c4, prefix_1.c6 AS c6, t3.id AS c7, t3.customer_id AS c8, prefix_1.__pgt_w AS __pgt_w
    FROM prefix_1, public.purchase t3
    WHERE ((t3.customer_id = prefix_1.c4))
    UNION ALL
    SELECT t1.id AS c1, t1.city AS c3, t2.id AS c4, t2.city AS c6, t3.id AS c7, t3.customer_id AS c8, t3.__pgt_w AS __pgt_w
    FROM public.customer t1, public.customer t2, d2 t3
    WHERE ((t1.city = t2.city))
      AND ((t3.customer_id = t2.id))
    UNION ALL
    SELECT prefix_1.c1 AS c1, prefix_1.c3 AS c3, prefix_1.c4 AS c4, prefix_1.c6 AS c6, t3.id AS c7, t3.customer_id AS c8, -(prefix_1.__pgt_w * t3.__pgt_w) AS __pgt_w
    FROM prefix_1, d2 t3
    WHERE ((t3.customer_id = prefix_1.c4))
),
delta AS (
    SELECT prefix_2.c1 AS o1, prefix_2.c4 AS o2, prefix_2.c7 AS o3, t4.id AS o4, prefix_2.__pgt_w AS __pgt_w
    FROM prefix_2, public.purchase t4
    WHERE ((t4.customer_id = prefix_2.c1))
    UNION ALL
    SELECT t1.id AS o1, t2.id AS o2, t3.id AS o3, t4.id AS o4, t4.__pgt_w AS __pgt_w
    FROM public.customer t1, public.customer t2, public.purchase t3, d2 t4
    WHERE ((t1.city = t2.city))
      AND ((t3.customer_id = t2.id))
      AND ((t4.customer_id = t1.id))
    UNION ALL
    SELECT prefix_2.c1 AS o1, prefix_2.c4 AS o2, prefix_2.c7 AS o3, t4.id AS o4, -(prefix_2.__pgt_w * t4.__pgt_w) AS __pgt_w
    FROM prefix_2, d2 t4
    WHERE ((t4.customer_id = prefix_2.c1))
),
net AS MATERIALIZED (
    SELECT n.*, hash_record_extended(ROW(n.o1, n.o2, n.o3, n.o4), 0) AS h FROM (
        SELECT r.o1, r.o2, r.o3, r.o4, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM delta r
        GROUP BY r.o1, r.o2, r.o3, r.o4
        HAVING sum(r.__pgt_w) <> 0
    ) n
),
came AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid
    FROM net f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND s.id = f.o1 AND s.b = f.o2 AND s.c = f.o3 AND s.d = f.o4
    WHERE f.__pgt_w > 0
),
deleted AS (
    DELETE FROM pgtrickle_store.st_1 s USING net f
    WHERE f.__pgt_w < 0 AND s.__pgt_h = f.h AND s.id = f.o1 AND s.b = f.o2 AND s.c = f.o3 AND s.d = f.o4
      AND NOT EXISTS (SELECT FROM came c WHERE c.h = f.h AND c.o1 = f.o1 AND c.o2 = f.o2 AND c.o3 = f.o3 AND c.o4 = f.o4)
    RETURNING 1
),
updated AS (
    UPDATE pgtrickle_store.st_1 s
    SET id = f.o1, b = f.o2, c = f.o3, d = f.o4
    FROM came f
    WHERE s.ctid = f.tid AND NOT record_image_eq(ROW(s.id, s.b, s.c, s.d), ROW(f.o1, f.o2, f.o3, f.o4))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (id, b, c, d, __pgt_h)
    SELECT f.o1, f.o2, f.o3, f.o4, hash_record_extended(ROW(f.o1, f.o2, f.o3, f.o4), 0)
    FROM came f
    WHERE f.tid IS NULL AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM net WHERE __pgt_w < 0) = (SELECT count(*) FROM deleted) + (SELECT count(*) FROM came WHERE tid IS NOT NULL)
       AND NOT EXISTS (SELECT FROM net WHERE abs(__pgt_w) <> 1);
