-- query: SELECT c.city, sum(p.amount) AS s FROM customer c, purchase p WHERE p.customer_id = c.id GROUP BY c.city

/* tree
Project [c9=c7, c10=c8]
  Aggregate keys=[c7=c3] calls=[c8=pg_catalog.sum(c6)]
    Join [(c5 = c1)]
      Scan public.customer t1 [c1=id, c2=name, c3=city]
      Scan public.purchase t2 [c4=id, c5=customer_id, c6=amount]
*/

-- captured: customer_id, amount; id, city

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    city text COLLATE pg_catalog."default",
    s numeric,
    __pgt_h bigint,
    __pgt_n bigint,
    __pgt_a1 numeric,
    __pgt_a2 bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.city, s.s FROM pgtrickle_store.st_1 s WHERE true;

-- contents
SELECT f.o1, f.o2, f.h, f.n, f.s1, f.s2
FROM (
    SELECT q.*, (q.k1)::text AS o1, (q.v1)::numeric AS o2
    FROM (
        SELECT b.*, CASE WHEN s2 = 0 THEN NULL WHEN s1 = 'NaN'::numeric THEN r1 ELSE round(s1, 2) END AS v1
        FROM (
            SELECT k1, hash_record_extended(ROW(k1), 0) AS h, count(*) AS n, coalesce(sum(a1), 0) AS s1, count(*) FILTER (WHERE a1 IS NOT NULL) AS s2, pg_catalog.sum(a1) AS r1
            FROM (
                SELECT t1.city AS k1, t2.amount AS a1
                FROM public.customer t1, public.purchase t2
                WHERE (t2.customer_id = t1.id)
            ) i
            GROUP BY k1
        ) b
    ) q
) f;

-- changes of t1, t2
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
d2 AS MATERIALIZED (
    -- changes of public.purchase
    SELECT r.customer_id, r.amount, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.customer_id, r.amount, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.customer_id, r.amount, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.customer_id, r.amount
    HAVING sum(r.__pgt_w) <> 0
),
delta AS (
    SELECT t1.city AS k1, t2.amount AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1, public.purchase t2
    WHERE (t2.customer_id = t1.id)
    UNION ALL
    SELECT t1.city AS k1, t2.amount AS a1, t2.__pgt_w AS __pgt_w
    FROM public.customer t1, d2 t2
    WHERE (t2.customer_id = t1.id)
    UNION ALL
    SELECT t1.city AS k1, t2.amount AS a1, -(t1.__pgt_w * t2.__pgt_w) AS __pgt_w
    FROM d1 t1, d2 t2
    WHERE (t2.customer_id = t1.id)
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w * a1), 0) AS x1, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x2
    FROM delta
    GROUP BY k1
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2, coalesce((g.x1 = 'NaN'::numeric OR s.__pgt_a1 = 'NaN'::numeric), false) AND coalesce(s.__pgt_n, 0) + g.n > 0 AS again
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.city = g.k1 OR s.city IS NULL AND g.k1 IS NULL)
),
again AS MATERIALIZED (
    SELECT m.i, coalesce(sum(a1), 0) AS s1, count(*) FILTER (WHERE a1 IS NOT NULL) AS s2, pg_catalog.sum(a1) AS r1
    FROM merged m JOIN (
        SELECT t1.city AS k1, t2.amount AS a1
        FROM public.customer t1, public.purchase t2
        WHERE (t2.customer_id = t1.id)
    ) c ON m.k1 = c.k1
    WHERE m.again
    GROUP BY m.i
    UNION ALL
    SELECT m.i, coalesce(sum(a1), 0) AS s1, count(*) FILTER (WHERE a1 IS NOT NULL) AS s2, pg_catalog.sum(a1) AS r1
    FROM merged m JOIN (
        SELECT t1.city AS k1, t2.amount AS a1
        FROM public.customer t1, public.purchase t2
        WHERE (t2.customer_id = t1.id)
    ) c ON (m.k1 = c.k1 OR m.k1 IS NULL AND c.k1 IS NULL)
    WHERE m.again AND num_nulls(m.k1) > 0
    GROUP BY m.i
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::text AS o1, (q.v1)::numeric AS o2
    FROM (
        SELECT b.*, CASE WHEN s2 = 0 THEN NULL WHEN s1 = 'NaN'::numeric THEN r1 ELSE round(s1, 2) END AS v1
        FROM (
            SELECT m.k1, m.h, m.tid, m.n, CASE WHEN m.again THEN coalesce(r.s1, 0) ELSE m.s1 END AS s1, CASE WHEN m.again THEN coalesce(r.s2, 0) ELSE m.s2 END AS s2, r.r1
            FROM merged m LEFT JOIN again r ON r.i = m.i
        ) b
    ) q
),
deleted AS (
    DELETE FROM pgtrickle_store.st_1 s USING changed f
    WHERE s.ctid = f.tid AND f.n = 0
    RETURNING 1
),
updated AS (
    UPDATE pgtrickle_store.st_1 s
    SET s = f.o2, __pgt_n = f.n, __pgt_a1 = f.s1, __pgt_a2 = f.s2
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.s, s.__pgt_n, s.__pgt_a1, s.__pgt_a2), ROW(f.o2, f.n, f.s1, f.s2))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (city, s, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2)
    SELECT f.o1, f.o2, f.h, f.n, f.s1, f.s2
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
