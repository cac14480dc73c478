-- query: SELECT customer_id, count(*) AS n, sum(amount) AS s FROM purchase GROUP BY customer_id HAVING count(*) > 1

-- log
CREATE TABLE pgtrickle_store.log_1 (
    k1 integer,
    h bigint NOT NULL,
    n bigint NOT NULL,
    x1 numeric NOT NULL,
    x2 bigint NOT NULL,
    x3 bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    customer_id integer,
    n bigint,
    s numeric,
    __pgt_h bigint,
    __pgt_n bigint,
    __pgt_a1 numeric,
    __pgt_a2 bigint,
    __pgt_a3 bigint,
    __pgt_v boolean
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.customer_id, s.n, s.s FROM pgtrickle_store.st_1 s WHERE s.__pgt_v AND NOT EXISTS (SELECT FROM pgtrickle_store.log_1 l WHERE s.__pgt_h = l.h AND s.customer_id = l.k1) AND true
UNION ALL
SELECT f.o1 AS customer_id, f.o2 AS n, f.o3 AS s
FROM (
    SELECT q.*, (q.k1)::integer AS o1, (q.v1)::bigint AS o2, (q.v2)::numeric AS o3, coalesce(((q.v1 > 1)), false) AS shown
    FROM (
        SELECT b.*, n AS v1, CASE WHEN s2 = 0 THEN NULL WHEN s3 > 0 THEN 'NaN'::numeric ELSE round(s1, 2) END AS v2
        FROM (
            SELECT g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2, coalesce(s.__pgt_a3, 0) + g.x3 AS s3
            FROM (
                SELECT k1, h, coalesce(sum(n), 0)::bigint AS n, coalesce(sum(x1), 0)::numeric AS x1, coalesce(sum(x2), 0)::bigint AS x2, coalesce(sum(x3), 0)::bigint AS x3
                FROM pgtrickle_store.log_1
                GROUP BY k1, h
            ) g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND s.customer_id = g.k1
        ) b
    ) q
) f
WHERE f.n <> 0 AND f.shown;

-- the first ten inserted rows
WITH d1 AS (
    -- changes of public.purchase
    SELECT r.customer_id, r.amount, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.customer_id AS k1, t1.amount AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
)
INSERT INTO pgtrickle_store.log_1 (k1, h, n, x1, x2, x3)
SELECT k1, hash_record_extended(ROW(k1), 0), __pgt_w, coalesce(CASE WHEN a1 <> 'NaN'::numeric THEN __pgt_w * a1 END, 0), coalesce(CASE WHEN a1 IS NOT NULL THEN __pgt_w END, 0), coalesce(CASE WHEN a1 = 'NaN'::numeric THEN __pgt_w END, 0)
FROM delta
LIMIT 10;

-- the others
WITH d1 AS (
    -- changes of public.purchase
    SELECT r.customer_id, r.amount, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.customer_id AS k1, t1.amount AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
)
INSERT INTO pgtrickle_store.log_1 (k1, h, n, x1, x2, x3)
SELECT g.k1, g.h, g.n, g.x1, g.x2, g.x3
FROM (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w * a1) FILTER (WHERE a1 <> 'NaN'::numeric), 0) AS x1, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x2, coalesce(sum(__pgt_w) FILTER (WHERE a1 = 'NaN'::numeric), 0)::bigint AS x3
    FROM (SELECT * FROM delta OFFSET 10) delta
    GROUP BY k1
) g
WHERE g.n <> 0 OR g.x1 <> 0 OR g.x2 <> 0 OR g.x3 <> 0;

-- updated rows
WITH d1 AS (
    -- changes of public.purchase
    SELECT r.customer_id, r.amount, -1::bigint AS __pgt_w FROM old_rows r
    UNION ALL
    SELECT r.customer_id, r.amount, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.customer_id AS k1, t1.amount AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
)
INSERT INTO pgtrickle_store.log_1 (k1, h, n, x1, x2, x3)
SELECT g.k1, g.h, g.n, g.x1, g.x2, g.x3
FROM (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w * a1) FILTER (WHERE a1 <> 'NaN'::numeric), 0) AS x1, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x2, coalesce(sum(__pgt_w) FILTER (WHERE a1 = 'NaN'::numeric), 0)::bigint AS x3
    FROM delta
    GROUP BY k1
) g
WHERE g.n <> 0 OR g.x1 <> 0 OR g.x2 <> 0 OR g.x3 <> 0;

-- fold
WITH taken AS (
    DELETE FROM pgtrickle_store.log_1 RETURNING *
),
grouped AS MATERIALIZED (
    SELECT k1, h, coalesce(sum(n), 0)::bigint AS n, coalesce(sum(x1), 0)::numeric AS x1, coalesce(sum(x2), 0)::bigint AS x2, coalesce(sum(x3), 0)::bigint AS x3
    FROM taken
    GROUP BY k1, h
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2, coalesce(s.__pgt_a3, 0) + g.x3 AS s3
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND s.customer_id = g.k1
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::integer AS o1, (q.v1)::bigint AS o2, (q.v2)::numeric AS o3, coalesce(((q.v1 > 1)), false) AS shown
    FROM (
        SELECT b.*, n AS v1, CASE WHEN s2 = 0 THEN NULL WHEN s3 > 0 THEN 'NaN'::numeric ELSE round(s1, 2) END AS v2
        FROM (
            SELECT * FROM merged
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
    SET n = f.o2, s = f.o3, __pgt_n = f.n, __pgt_a1 = f.s1, __pgt_a2 = f.s2, __pgt_a3 = f.s3, __pgt_v = f.shown
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.n, s.s, s.__pgt_n, s.__pgt_a1, s.__pgt_a2, s.__pgt_a3, s.__pgt_v), ROW(f.o2, f.o3, f.n, f.s1, f.s2, f.s3, f.shown))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (customer_id, n, s, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2, __pgt_a3, __pgt_v)
    SELECT f.o1, f.o2, f.o3, f.h, f.n, f.s1, f.s2, f.s3, f.shown
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
