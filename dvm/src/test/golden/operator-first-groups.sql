-- query: SELECT a, count(*) AS n FROM r2 GROUP BY a ORDER BY n DESC, a LIMIT 2

/* tree
TopK partition=[] order=[c7 DESC, c6] limit=2
  Project [c6=c4, c7=c5]
    Aggregate keys=[c4=c1] calls=[c5=pg_catalog.count(*)]
      Scan public.r2 t1 [c1=a, c2=b, c3=d]
*/

-- changes of all tables
WITH d1 AS (
    -- changes of public.r2
    SELECT r.a, -1::bigint AS __pgt_w FROM old_rows r
    UNION ALL
    SELECT r.a, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.a AS k1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n
    FROM delta
    GROUP BY k1
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.a = g.k1 OR s.a IS NULL AND g.k1 IS NULL)
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::integer AS o1, (q.v1)::bigint AS o2
    FROM (
        SELECT b.*, n AS v1
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
    SET n = f.o2, __pgt_n = f.n
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.n, s.__pgt_n), ROW(f.o2, f.n))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (a, n, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
