-- query: SELECT a FROM r1 INTERSECT SELECT a FROM r2

/* tree
Filter [(c14 > 0) AND (c15 > 0)]
  Aggregate keys=[c13=c10] calls=[c14=pg_catalog.count(c11), c15=pg_catalog.count(c12)]
    UnionAll [c10, c11, c12] [c5, 1::integer, NULL::integer] [c9, NULL::integer, 1::integer]
      Project [c5=c2]
        Scan public.r1 t1 [c1=id, c2=a, c3=b, c4=t]
      Project [c9=c6]
        Scan public.r2 t2 [c6=a, c7=b, c8=d]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
    -- changes of public.r1
    SELECT r.a, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.a, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.a, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.a
    HAVING sum(r.__pgt_w) <> 0
),
d2 AS MATERIALIZED (
    -- changes of public.r2
    SELECT r.a, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.a, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.a, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.a
    HAVING sum(r.__pgt_w) <> 0
),
delta AS (
    SELECT t1.a AS k1, (1::integer) AS a1, (NULL::integer) AS a2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    UNION ALL
    SELECT t2.a AS k1, (NULL::integer) AS a1, (1::integer) AS a2, t2.__pgt_w AS __pgt_w
    FROM d2 t2
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x1, coalesce(sum(__pgt_w) FILTER (WHERE a2 IS NOT NULL), 0)::bigint AS x2
    FROM delta
    GROUP BY k1
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.a = g.k1 OR s.a IS NULL AND g.k1 IS NULL)
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::integer AS o1, coalesce(((q.v1 > 0)) AND ((q.v2 > 0)), false) AS shown
    FROM (
        SELECT b.*, s1 AS v1, s2 AS v2
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
    SET __pgt_n = f.n, __pgt_a1 = f.s1, __pgt_a2 = f.s2, __pgt_v = f.shown
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.__pgt_n, s.__pgt_a1, s.__pgt_a2, s.__pgt_v), ROW(f.n, f.s1, f.s2, f.shown))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (a, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2, __pgt_v)
    SELECT f.o1, f.h, f.n, f.s1, f.s2, f.shown
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
