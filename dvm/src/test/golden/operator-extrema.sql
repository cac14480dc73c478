-- query: SELECT b, min(d) AS lo, max(d) AS hi FROM r2 GROUP BY b

/* tree
Project [c7=c4, c8=c5, c9=c6]
  Aggregate keys=[c4=c2] calls=[c5=pg_catalog.min(c3), c6=pg_catalog.max(c3)]
    Scan public.r2 t1 [c1=a, c2=b, c3=d]
*/

-- changes of all tables
WITH d1 AS (
    -- changes of public.r2
    SELECT r.b, r.d, -1::bigint AS __pgt_w FROM old_rows r
    UNION ALL
    SELECT r.b, r.d, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.b AS k1, t1.d AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
net AS MATERIALIZED (
    SELECT r.k1, r.a1, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.k1, r.a1
    HAVING sum(r.__pgt_w) <> 0
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, pg_catalog.min(a1) FILTER (WHERE __pgt_w > 0) AS x1, pg_catalog.min(a1) FILTER (WHERE __pgt_w < 0) AS x2, pg_catalog.max(a1) FILTER (WHERE __pgt_w > 0) AS x3, pg_catalog.max(a1) FILTER (WHERE __pgt_w < 0) AS x4
    FROM net
    GROUP BY k1
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, least(s.__pgt_a1, g.x1) AS s1, greatest(s.__pgt_a2, g.x3) AS s2, coalesce((g.x2 IS NOT NULL AND NOT (s.__pgt_a1 < g.x2) AND (g.x1 IS NULL OR NOT (g.x1 < s.__pgt_a1))) OR (g.x4 IS NOT NULL AND NOT (s.__pgt_a2 > g.x4) AND (g.x3 IS NULL OR NOT (g.x3 > s.__pgt_a2))), false) AND coalesce(s.__pgt_n, 0) + g.n > 0 AS again
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.b = g.k1 OR s.b IS NULL AND g.k1 IS NULL)
),
again AS MATERIALIZED (
    SELECT m.i, pg_catalog.min(a1) AS s1, pg_catalog.max(a1) AS s2
    FROM merged m JOIN (
        SELECT t1.b AS k1, t1.d AS a1
        FROM public.r2 t1
    ) c ON m.k1 = c.k1
    WHERE m.again
    GROUP BY m.i
    UNION ALL
    SELECT m.i, pg_catalog.min(a1) AS s1, pg_catalog.max(a1) AS s2
    FROM merged m JOIN (
        SELECT t1.b AS k1, t1.d AS a1
        FROM public.r2 t1
    ) c ON (m.k1 = c.k1 OR m.k1 IS NULL AND c.k1 IS NULL)
    WHERE m.again AND num_nulls(m.k1) > 0
    GROUP BY m.i
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::text AS o1, (q.v1)::integer AS o2, (q.v2)::integer AS o3
    FROM (
        SELECT b.*, s1 AS v1, s2 AS v2
        FROM (
            SELECT m.k1, m.h, m.tid, m.n, CASE WHEN m.again THEN coalesce(r.s1, NULL) ELSE m.s1 END AS s1, CASE WHEN m.again THEN coalesce(r.s2, NULL) ELSE m.s2 END AS s2
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
    SET lo = f.o2, hi = f.o3, __pgt_n = f.n, __pgt_a1 = f.s1, __pgt_a2 = f.s2
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.lo, s.hi, s.__pgt_n, s.__pgt_a1, s.__pgt_a2), ROW(f.o2, f.o3, f.n, f.s1, f.s2))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (b, lo, hi, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2)
    SELECT f.o1, f.o2, f.o3, f.h, f.n, f.s1, f.s2
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
