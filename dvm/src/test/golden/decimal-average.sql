-- query: SELECT customer_id, avg(amount) AS a, sum(amount * 1.5) AS s FROM purchase GROUP BY customer_id

/* tree
Project [c7=c4, c8=c5, c9=c6]
  Aggregate keys=[c4=c2] calls=[c5=pg_catalog.avg(c3), c6=pg_catalog.sum((c3 * 1.5))]
    Scan public.purchase t1 [c1=id, c2=customer_id, c3=amount]
*/

-- captured: customer_id, amount

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    customer_id integer,
    a numeric,
    s numeric,
    __pgt_h bigint,
    __pgt_n bigint,
    __pgt_a1 numeric,
    __pgt_a2 bigint,
    __pgt_a3 numeric,
    __pgt_a4 bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.customer_id, s.a, s.s FROM pgtrickle_store.st_1 s WHERE true;

-- contents
SELECT f.o1, f.o2, f.o3, f.h, f.n, f.s1, f.s2, f.s3, f.s4
FROM (
    SELECT q.*, (q.k1)::integer AS o1, (q.v1)::numeric AS o2, (q.v2)::numeric AS o3
    FROM (
        SELECT b.*, CASE WHEN s2 = 0 THEN NULL WHEN s1 = 'NaN'::numeric THEN r1 ELSE round(s1, 2) / s2::numeric END AS v1, CASE WHEN s4 = 0 THEN NULL WHEN s3 = 'NaN'::numeric THEN r2 ELSE round(s3, 3) END AS v2
        FROM (
            SELECT k1, hash_record_extended(ROW(k1), 0) AS h, count(*) AS n, coalesce(sum(a1), 0) AS s1, count(*) FILTER (WHERE a1 IS NOT NULL) AS s2, coalesce(sum(a2), 0) AS s3, count(*) FILTER (WHERE a2 IS NOT NULL) AS s4, pg_catalog.avg(a1) AS r1, pg_catalog.sum(a2) AS r2
            FROM (
                SELECT t1.customer_id AS k1, t1.amount AS a1, (t1.amount * 1.5) AS a2
                FROM public.purchase t1
            ) i
            GROUP BY k1
        ) b
    ) q
) f;

-- changes of t1
WITH d1 AS (
    -- changes of public.purchase
    SELECT r.customer_id, r.amount, -1::bigint AS __pgt_w FROM old_rows r
    UNION ALL
    SELECT r.customer_id, r.amount, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.customer_id AS k1, t1.amount AS a1, (t1.amount * 1.5) AS a2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w * a1), 0) AS x1, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x2, coalesce(sum(__pgt_w * a2), 0) AS x3, coalesce(sum(__pgt_w) FILTER (WHERE a2 IS NOT NULL), 0)::bigint AS x4
    FROM delta
    GROUP BY k1
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2, coalesce(s.__pgt_a3, 0) + g.x3 AS s3, coalesce(s.__pgt_a4, 0) + g.x4 AS s4, coalesce((g.x1 = 'NaN'::numeric OR s.__pgt_a1 = 'NaN'::numeric) OR (g.x3 = 'NaN'::numeric OR s.__pgt_a3 = 'NaN'::numeric), false) AND coalesce(s.__pgt_n, 0) + g.n > 0 AS again
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND s.customer_id = g.k1
),
again AS MATERIALIZED (
    SELECT m.i, coalesce(sum(a1), 0) AS s1, count(*) FILTER (WHERE a1 IS NOT NULL) AS s2, coalesce(sum(a2), 0) AS s3, count(*) FILTER (WHERE a2 IS NOT NULL) AS s4, pg_catalog.avg(a1) AS r1, pg_catalog.sum(a2) AS r2
    FROM merged m JOIN (
        SELECT t1.customer_id AS k1, t1.amount AS a1, (t1.amount * 1.5) AS a2
        FROM public.purchase t1
    ) c ON m.k1 = c.k1
    WHERE m.again
    GROUP BY m.i
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::integer AS o1, (q.v1)::numeric AS o2, (q.v2)::numeric AS o3
    FROM (
        SELECT b.*, CASE WHEN s2 = 0 THEN NULL WHEN s1 = 'NaN'::numeric THEN r1 ELSE round(s1, 2) / s2::numeric END AS v1, CASE WHEN s4 = 0 THEN NULL WHEN s3 = 'NaN'::numeric THEN r2 ELSE round(s3, 3) END AS v2
        FROM (
            SELECT m.k1, m.h, m.tid, m.n, CASE WHEN m.again THEN coalesce(r.s1, 0) ELSE m.s1 END AS s1, CASE WHEN m.again THEN coalesce(r.s2, 0) ELSE m.s2 END AS s2, CASE WHEN m.again THEN coalesce(r.s3, 0) ELSE m.s3 END AS s3, CASE WHEN m.again THEN coalesce(r.s4, 0) ELSE m.s4 END AS s4, r.r1, r.r2
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
    SET a = f.o2, s = f.o3, __pgt_n = f.n, __pgt_a1 = f.s1, __pgt_a2 = f.s2, __pgt_a3 = f.s3, __pgt_a4 = f.s4
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.a, s.s, s.__pgt_n, s.__pgt_a1, s.__pgt_a2, s.__pgt_a3, s.__pgt_a4), ROW(f.o2, f.o3, f.n, f.s1, f.s2, f.s3, f.s4))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (customer_id, a, s, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2, __pgt_a3, __pgt_a4)
    SELECT f.o1, f.o2, f.o3, f.h, f.n, f.s1, f.s2, f.s3, f.s4
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
