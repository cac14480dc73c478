-- query: SELECT a + 1 AS k, sum(d) AS s FROM r2 GROUP BY a + 1 HAVING count(d) > 1

/* tree
Project [c7=(c4), c8=c6]
  Filter [(c5 > 1)]
    Aggregate keys=[c4=c1 + 1] calls=[c5=pg_catalog.count(c3), c6=pg_catalog.sum(c3)]
      Scan public.r2 t1 [c1=a, c2=b, c3=d]
*/

-- changes of all tables
WITH d1 AS (
    -- changes of public.r2
    SELECT r.a, r.d, -1::bigint AS __pgt_w FROM old_rows r
    UNION ALL
    SELECT r.a, r.d, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.a + 1 AS k1, t1.d AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x1, coalesce(sum(__pgt_w * a1::numeric), 0) AS x2
    FROM delta
    GROUP BY k1
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.k = g.k1 OR s.k IS NULL AND g.k1 IS NULL)
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::integer AS o1, (q.v2)::bigint AS o2, coalesce(((q.v1 > 1)), false) AS shown
    FROM (
        SELECT b.*, s1 AS v1, CASE WHEN s1 > 0 THEN s2::bigint END AS v2
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
    SET s = f.o2, __pgt_n = f.n, __pgt_a1 = f.s1, __pgt_a2 = f.s2, __pgt_v = f.shown
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.s, s.__pgt_n, s.__pgt_a1, s.__pgt_a2, s.__pgt_v), ROW(f.o2, f.n, f.s1, f.s2, f.shown))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (k, s, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2, __pgt_v)
    SELECT f.o1, f.o2, f.h, f.n, f.s1, f.s2, f.shown
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
