-- query: SELECT DISTINCT a, b FROM r2

/* tree
Aggregate keys=[c6=c4, c7=c5] calls=[]
  Project [c4=c1, c5=c2]
    Scan public.r2 t1 [c1=a, c2=b, c3=d]
*/

-- changes of all tables
WITH d1 AS (
    -- changes of public.r2
    SELECT r.a, r.b, -1::bigint AS __pgt_w FROM old_rows r
    UNION ALL
    SELECT r.a, r.b, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.a AS k1, t1.b AS k2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
grouped AS MATERIALIZED (
    SELECT k1, k2, hash_record_extended(ROW(k1, k2), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n
    FROM delta
    GROUP BY k1, k2
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.k2, g.h, coalesce(s.__pgt_n, 0) + g.n AS n
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.a = g.k1 OR s.a IS NULL AND g.k1 IS NULL) AND (s.b = g.k2 OR s.b IS NULL AND g.k2 IS NULL)
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::integer AS o1, (q.k2)::text AS o2
    FROM (
        SELECT b.*
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
    SET __pgt_n = f.n
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.__pgt_n), ROW(f.n))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (a, b, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
