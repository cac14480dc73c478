-- query: SELECT a, b, grouping(a, b) AS g, count(*) AS n FROM r2 GROUP BY CUBE (a, b)

/* tree
Project [c15=c5, c16=c6, c17=c7, c18=c8]
  Aggregate keys=[c4=c12, c5=CASE WHEN c12 IN (1, 3) THEN c13 END, c6=CASE WHEN c12 IN (1, 2) THEN c14 END, c7=CASE c12 WHEN 1 THEN 0 WHEN 2 THEN 2 WHEN 3 THEN 1 WHEN 4 THEN 3 END] calls=[c8=pg_catalog.count(*) FILTER (WHERE c10)]
    UnionAll [c12, c10, c13, c14] [c9, true, c1, c2] [c11, false, (NULL::integer), (NULL::text COLLATE pg_catalog."default")]
      Join []
        Scan public.r2 t1 [c1=a, c2=b, c3=d]
        Values [c9] 4 rows
      Values [c11] 1 rows
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
    -- changes of public.r2
    SELECT r.a, r.b, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.a, r.b, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.a, r.b, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.a, r.b
    HAVING sum(r.__pgt_w) <> 0
),
delta AS (
    SELECT v9.c9 AS k1, CASE WHEN v9.c9 IN (1, 3) THEN t1.a END AS k2, CASE WHEN v9.c9 IN (1, 2) THEN t1.b END AS k3, CASE v9.c9 WHEN 1 THEN 0 WHEN 2 THEN 2 WHEN 3 THEN 1 WHEN 4 THEN 3 END AS k4, CASE WHEN true THEN true END AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1, (VALUES (1), (2), (3), (4)) v9(c9)
),
grouped AS MATERIALIZED (
    SELECT k1, k2, k3, k4, hash_record_extended(ROW(k1, k2, k3, k4), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x1
    FROM delta
    GROUP BY k1, k2, k3, k4
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.k2, g.k3, g.k4, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.__pgt_k1 = g.k1 OR s.__pgt_k1 IS NULL AND g.k1 IS NULL) AND (s.a = g.k2 OR s.a IS NULL AND g.k2 IS NULL) AND (s.b = g.k3 OR s.b IS NULL AND g.k3 IS NULL) AND (s.g = g.k4 OR s.g IS NULL AND g.k4 IS NULL)
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k2)::integer AS o1, (q.k3)::text AS o2, (q.k4)::integer AS o3, (q.v1)::bigint AS o4
    FROM (
        SELECT b.*, s1 AS v1
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
    SET n = f.o4, __pgt_n = f.n, __pgt_a1 = f.s1
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.n, s.__pgt_n, s.__pgt_a1), ROW(f.o4, f.n, f.s1))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (a, b, g, n, __pgt_k1, __pgt_h, __pgt_n, __pgt_a1)
    SELECT f.o1, f.o2, f.o3, f.o4, f.k1, f.h, f.n, f.s1
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
