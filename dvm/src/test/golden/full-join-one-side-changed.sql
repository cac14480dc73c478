-- query: SELECT id, c.name, p.amount FROM customer c FULL JOIN purchase p USING (id)

/* tree
Project [c7=(COALESCE (c1, c4)), c8=c2, c9=c6]
  OuterJoin FULL [(c1 = c4)]
    Scan public.customer t1 [c1=id, c2=name, c3=city]
    Scan public.purchase t2 [c4=id, c5=customer_id, c6=amount]
*/

-- captured: id, amount; id, name

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    id integer,
    name text COLLATE pg_catalog."default",
    amount numeric(10,2),
    __pgt_h bigint,
    __pgt_n bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.id, s.name, s.amount FROM pgtrickle_store.st_1 s WHERE true
UNION ALL
SELECT s.id, s.name, s.amount FROM pgtrickle_store.st_1 s CROSS JOIN LATERAL pg_catalog.generate_series(2, s.__pgt_n) WHERE s.__pgt_n > 1;

-- contents
SELECT n.o1, n.o2, n.o3, hash_record_extended(ROW(n.o1, n.o2, n.o3), 0), n.__pgt_w
FROM (
    SELECT r.o1, r.o2, r.o3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT i.*, 1::bigint AS __pgt_w FROM (
            SELECT ((COALESCE (t1.id, t2.id))) AS o1, t1.name AS o2, t2.amount AS o3
            FROM (public.customer t1 FULL JOIN public.purchase t2 ON (t1.id = t2.id))
        ) i
    ) r
    GROUP BY r.o1, r.o2, r.o3
    HAVING sum(r.__pgt_w) <> 0
) n;

-- changes of t2
WITH d1 AS MATERIALIZED (
    -- changes of public.purchase
    SELECT r.id, r.amount, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.id, r.amount, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.id, r.amount, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.id, r.amount
    HAVING sum(r.__pgt_w) <> 0
),
rows_1 AS MATERIALIZED (
    SELECT t1.id AS c1, t1.name AS c2, 1::bigint AS __pgt_w, row_number() OVER () AS i
    FROM public.customer t1
    WHERE EXISTS (SELECT FROM d1 t2y WHERE(t1.id = t2y.id))
),
matches_1 AS MATERIALIZED (
    SELECT rows_1.i, sum(t2y.__pgt_w)::bigint AS p
    FROM rows_1, d1 t2y
    WHERE (rows_1.c1 = t2y.id)
    GROUP BY rows_1.i
    HAVING sum(t2y.__pgt_w) <> 0
),
delta AS (
    SELECT ((COALESCE (t1.id, t2.id))) AS o1, t1.name AS o2, t2.amount AS o3, t2.__pgt_w AS __pgt_w
    FROM public.customer t1, d1 t2
    WHERE (t1.id = t2.id)
    UNION ALL
    SELECT ((COALESCE (rows_1.c1, (NULL::integer)))) AS o1, rows_1.c2 AS o2, (NULL::numeric(10,2)) AS o3, rows_1.__pgt_w * x1.w AS __pgt_w
    FROM rows_1, matches_1, LATERAL (SELECT CASE WHEN matches_1.p > 0 AND NOT EXISTS (SELECT FROM public.purchase t2x WHERE (rows_1.c1 = t2x.id) OFFSET matches_1.p) THEN -1 WHEN matches_1.p < 0 AND NOT EXISTS (SELECT FROM public.purchase t2x WHERE (rows_1.c1 = t2x.id)) THEN 1 ELSE 0 END::bigint AS w) x1
    WHERE matches_1.i = rows_1.i
      AND x1.w <> 0
    UNION ALL
    SELECT ((COALESCE ((NULL::integer), t2.id))) AS o1, (NULL::text) AS o2, t2.amount AS o3, t2.__pgt_w AS __pgt_w
    FROM d1 t2
    WHERE NOT EXISTS (SELECT FROM public.customer t1x WHERE (t1x.id = t2.id))
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, r.o3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2, r.o3
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2, n.o3), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.id, s.name, s.amount), ROW(f.o1, f.o2, f.o3))
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
    INSERT INTO pgtrickle_store.st_1 (id, name, amount, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.o3, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
