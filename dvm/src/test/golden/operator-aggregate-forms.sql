-- query: SELECT a, count(DISTINCT d) AS n, string_agg(b, ',' ORDER BY b DESC) AS l, sum(d) FILTER (WHERE b = 'x') AS f, percentile_disc(0.5) WITHIN GROUP (ORDER BY d) AS p FROM r2 GROUP BY a

/* tree
Project [c9=c4, c10=c5, c11=c6, c12=c7, c13=c8]
  Aggregate keys=[c4=c1] calls=[c5=count(DISTINCT c3), c6=string_agg(c2, ','::text ORDER BY c2 DESC), c7=pg_catalog.sum(c3) FILTER (WHERE (c2 = 'x'::text)), c8=percentile_disc((0.5)::double precision) WITHIN GROUP (ORDER BY c3)]
    Scan public.r2 t1 [c1=a, c2=b, c3=d]
*/

-- changes of all tables
WITH d1 AS (
    -- changes of public.r2
    SELECT r.a, r.b, r.d, -1::bigint AS __pgt_w FROM old_rows r
    UNION ALL
    SELECT r.a, r.b, r.d, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.a AS k1, t1.d AS a1, t1.b AS a2, CASE WHEN (t1.b = 'x'::text) THEN t1.d END AS a3, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w * a3::numeric), 0) AS x1, coalesce(sum(__pgt_w) FILTER (WHERE a3 IS NOT NULL), 0)::bigint AS x2
    FROM delta
    GROUP BY k1
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2, coalesce((true), false) AND coalesce(s.__pgt_n, 0) + g.n > 0 AS again
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.a = g.k1 OR s.a IS NULL AND g.k1 IS NULL)
),
again AS MATERIALIZED (
    SELECT m.i, coalesce(sum(a3::numeric), 0) AS s1, count(*) FILTER (WHERE a3 IS NOT NULL) AS s2, count(DISTINCT a1) AS r1, string_agg(a2, ','::text ORDER BY a2 DESC) AS r2, percentile_disc((0.5)::double precision) WITHIN GROUP (ORDER BY a1) AS r3
    FROM merged m JOIN (
        SELECT t1.a AS k1, t1.d AS a1, t1.b AS a2, CASE WHEN (t1.b = 'x'::text) THEN t1.d END AS a3
        FROM public.r2 t1
    ) c ON m.k1 = c.k1
    WHERE m.again
    GROUP BY m.i
    UNION ALL
    SELECT m.i, coalesce(sum(a3::numeric), 0) AS s1, count(*) FILTER (WHERE a3 IS NOT NULL) AS s2, count(DISTINCT a1) AS r1, string_agg(a2, ','::text ORDER BY a2 DESC) AS r2, percentile_disc((0.5)::double precision) WITHIN GROUP (ORDER BY a1) AS r3
    FROM merged m JOIN (
        SELECT t1.a AS k1, t1.d AS a1, t1.b AS a2, CASE WHEN (t1.b = 'x'::text) THEN t1.d END AS a3
        FROM public.r2 t1
    ) c ON (m.k1 = c.k1 OR m.k1 IS NULL AND c.k1 IS NULL)
    WHERE m.again AND num_nulls(m.k1) > 0
    GROUP BY m.i
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::integer AS o1, (q.v1)::bigint AS o2, (q.v2)::text AS o3, (q.v3)::bigint AS o4, (q.v4)::integer AS o5
    FROM (
        SELECT b.*, r1 AS v1, r2 AS v2, CASE WHEN s2 > 0 THEN s1::bigint END AS v3, r3 AS v4
        FROM (
            SELECT m.k1, m.h, m.tid, m.n, CASE WHEN m.again THEN coalesce(r.s1, 0) ELSE m.s1 END AS s1, CASE WHEN m.again THEN coalesce(r.s2, 0) ELSE m.s2 END AS s2, r.r1, r.r2, r.r3
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
    SET n = f.o2, l = f.o3, f = f.o4, p = f.o5, __pgt_n = f.n, __pgt_a1 = f.s1, __pgt_a2 = f.s2
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.n, s.l, s.f, s.p, s.__pgt_n, s.__pgt_a1, s.__pgt_a2), ROW(f.o2, f.o3, f.o4, f.o5, f.n, f.s1, f.s2))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (a, n, l, f, p, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2)
    SELECT f.o1, f.o2, f.o3, f.o4, f.o5, f.h, f.n, f.s1, f.s2
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
