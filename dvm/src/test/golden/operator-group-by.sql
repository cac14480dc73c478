-- query: SELECT a, count(*) AS n, sum(d) AS s, avg(d) AS m FROM r2 GROUP BY a

/* tree
Project [c8=c4, c9=c5, c10=c6, c11=c7]
  Aggregate keys=[c4=c1] calls=[c5=pg_catalog.count(*), c6=pg_catalog.sum(c3), c7=pg_catalog.avg(c3)]
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
    SELECT t1.a AS k1, t1.d AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w * a1::numeric), 0) AS x1, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x2
    FROM delta
    GROUP BY k1
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.a = g.k1 OR s.a IS NULL AND g.k1 IS NULL)
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::integer AS o1, (q.v1)::bigint AS o2, (q.v2)::bigint AS o3, (q.v3)::numeric AS o4
    FROM (
        SELECT b.*, n AS v1, CASE WHEN s2 > 0 THEN s1::bigint END AS v2, CASE WHEN s2 > 0 THEN s1 / s2::numeric END AS v3
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
    SET n = f.o2, s = f.o3, m = f.o4, __pgt_n = f.n, __pgt_a1 = f.s1, __pgt_a2 = f.s2
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.n, s.s, s.m, s.__pgt_n, s.__pgt_a1, s.__pgt_a2), ROW(f.o2, f.o3, f.o4, f.n, f.s1, f.s2))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (a, n, s, m, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2)
    SELECT f.o1, f.o2, f.o3, f.o4, f.h, f.n, f.s1, f.s2
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
