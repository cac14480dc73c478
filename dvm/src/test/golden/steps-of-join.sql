-- query: SELECT c.city, sum(p.amount) AS s FROM customer c, purchase p WHERE p.customer_id = c.id GROUP BY c.city

-- groups
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
delta AS (
    SELECT t1.city AS k1, t2.amount AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1, public.purchase t2
    WHERE (t2.customer_id = t1.id)
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w * a1) FILTER (WHERE a1 <> 'NaN'::numeric), 0) AS x1, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x2, coalesce(sum(__pgt_w) FILTER (WHERE a1 = 'NaN'::numeric), 0)::bigint AS x3
    FROM delta
    GROUP BY k1
)
SELECT * FROM grouped g
WHERE g.n <> 0 OR g.x1 <> 0 OR g.x2 <> 0 OR g.x3 <> 0;

-- update
UPDATE pgtrickle_store.st_1 s
SET (s, __pgt_n, __pgt_a1, __pgt_a2, __pgt_a3) = (
    SELECT f.o2, f.n, f.s1, f.s2, f.s3
    FROM (
        SELECT q.*, (q.k1)::text AS o1, (q.v1)::numeric AS o2
        FROM (
            SELECT b.*, CASE WHEN s2 = 0 THEN NULL WHEN s3 > 0 THEN 'NaN'::numeric ELSE round(s1, 2) END AS v1
            FROM (
                SELECT g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2, coalesce(s.__pgt_a3, 0) + g.x3 AS s3
            ) b
        ) q
    ) f
)
WHERE s.__pgt_h = g.h AND (s.city = g.k1 OR s.city IS NULL AND g.k1 IS NULL)
RETURNING s.__pgt_n;

-- insert
INSERT INTO pgtrickle_store.st_1 (city, s, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2, __pgt_a3)
SELECT f.o1, f.o2, f.h, f.n, f.s1, f.s2, f.s3
FROM (
    SELECT q.*, (q.k1)::text AS o1, (q.v1)::numeric AS o2
    FROM (
        SELECT b.*, CASE WHEN s2 = 0 THEN NULL WHEN s3 > 0 THEN 'NaN'::numeric ELSE round(s1, 2) END AS v1
        FROM (
            SELECT g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2, coalesce(s.__pgt_a3, 0) + g.x3 AS s3
            FROM (SELECT) new LEFT JOIN pgtrickle_store.st_1 s ON false
        ) b
    ) q
) f;

-- delete
DELETE FROM pgtrickle_store.st_1 s WHERE s.__pgt_h = g.h AND (s.city = g.k1 OR s.city IS NULL AND g.k1 IS NULL);

-- all that stay
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
delta AS (
    SELECT t1.city AS k1, t2.amount AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1, public.purchase t2
    WHERE (t2.customer_id = t1.id)
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w * a1) FILTER (WHERE a1 <> 'NaN'::numeric), 0) AS x1, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x2, coalesce(sum(__pgt_w) FILTER (WHERE a1 = 'NaN'::numeric), 0)::bigint AS x3
    FROM delta
    GROUP BY k1
),
changed AS MATERIALIZED (
    SELECT * FROM grouped g
    WHERE g.n <> 0 OR g.x1 <> 0 OR g.x2 <> 0 OR g.x3 <> 0
),
locked AS MATERIALIZED (
    SELECT g.*
    FROM changed g JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.city = g.k1 OR s.city IS NULL AND g.k1 IS NULL)
    WHERE NOT EXISTS (
        SELECT FROM changed g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.city = g.k1 OR s.city IS NULL AND g.k1 IS NULL)
        WHERE coalesce(s.__pgt_n, 0) + g.n <= 0 OR s.__pgt_n IS NULL
    )
    ORDER BY g.h
    FOR UPDATE OF s
),
updated AS MATERIALIZED (
    UPDATE pgtrickle_store.st_1 s
    SET (s, __pgt_n, __pgt_a1, __pgt_a2, __pgt_a3) = (
        SELECT f.o2, f.n, f.s1, f.s2, f.s3
        FROM (
            SELECT q.*, (q.k1)::text AS o1, (q.v1)::numeric AS o2
            FROM (
                SELECT b.*, CASE WHEN s2 = 0 THEN NULL WHEN s3 > 0 THEN 'NaN'::numeric ELSE round(s1, 2) END AS v1
                FROM (
                    SELECT g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2, coalesce(s.__pgt_a3, 0) + g.x3 AS s3
                ) b
            ) q
        ) f
    )
    FROM locked g
    WHERE s.__pgt_h = g.h AND (s.city = g.k1 OR s.city IS NULL AND g.k1 IS NULL)
    RETURNING s.__pgt_n AS n
)
SELECT (SELECT count(*) FROM changed), (SELECT count(*) FROM updated), (SELECT coalesce(min(n), 1) FROM updated);
