-- query: SELECT city, min(name) AS lo FROM customer GROUP BY city

/* tree
Project [c6=c4, c7=c5]
  Aggregate keys=[c4=c3] calls=[c5=pg_catalog.min(c2)]
    Scan public.customer t1 [c1=id, c2=name, c3=city]
*/

-- captured: name, city

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    city text COLLATE pg_catalog."default",
    lo text COLLATE pg_catalog."default",
    __pgt_h bigint,
    __pgt_n bigint,
    __pgt_a1 text COLLATE pg_catalog."default"
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.city, s.lo FROM pgtrickle_store.st_1 s WHERE true;

-- contents
SELECT f.o1, f.o2, f.h, f.n, f.s1
FROM (
    SELECT q.*, (q.k1)::text AS o1, (q.v1)::text AS o2
    FROM (
        SELECT b.*, s1 AS v1
        FROM (
            SELECT k1, hash_record_extended(ROW(k1), 0) AS h, count(*) AS n, pg_catalog.min(a1) AS s1
            FROM (
                SELECT t1.city AS k1, t1.name AS a1
                FROM public.customer t1
            ) i
            GROUP BY k1
        ) b
    ) q
) f;

-- changes of t1
WITH d1 AS (
    -- changes of public.customer
    SELECT r.name, r.city, -1::bigint AS __pgt_w FROM old_rows r
    UNION ALL
    SELECT r.name, r.city, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.city AS k1, t1.name AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
net AS MATERIALIZED (
    SELECT r.k1, r.a1, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.k1, r.a1
    HAVING sum(r.__pgt_w) <> 0
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, pg_catalog.min(a1) FILTER (WHERE __pgt_w > 0) AS x1, pg_catalog.min(a1) FILTER (WHERE __pgt_w < 0) AS x2
    FROM net
    GROUP BY k1
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, least(s.__pgt_a1, g.x1) AS s1, coalesce((g.x2 IS NOT NULL AND NOT (s.__pgt_a1 < g.x2) AND (g.x1 IS NULL OR NOT (g.x1 < s.__pgt_a1))), false) AND coalesce(s.__pgt_n, 0) + g.n > 0 AS again
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.city = g.k1 OR s.city IS NULL AND g.k1 IS NULL)
),
again AS MATERIALIZED (
    SELECT m.i, pg_catalog.min(a1) AS s1
    FROM merged m JOIN (
        SELECT t1.city AS k1, t1.name AS a1
        FROM public.customer t1
    ) c ON m.k1 = c.k1
    WHERE m.again
    GROUP BY m.i
    UNION ALL
    SELECT m.i, pg_catalog.min(a1) AS s1
    FROM merged m JOIN (
        SELECT t1.city AS k1, t1.name AS a1
        FROM public.customer t1
    ) c ON (m.k1 = c.k1 OR m.k1 IS NULL AND c.k1 IS NULL)
    WHERE m.again AND num_nulls(m.k1) > 0
    GROUP BY m.i
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::text AS o1, (q.v1)::text AS o2
    FROM (
        SELECT b.*, s1 AS v1
        FROM (
            SELECT m.k1, m.h, m.tid, m.n, CASE WHEN m.again THEN coalesce(r.s1, NULL) ELSE m.s1 END AS s1
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
    SET lo = f.o2, __pgt_n = f.n, __pgt_a1 = f.s1
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.lo, s.__pgt_n, s.__pgt_a1), ROW(f.o2, f.n, f.s1))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (city, lo, __pgt_h, __pgt_n, __pgt_a1)
    SELECT f.o1, f.o2, f.h, f.n, f.s1
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
