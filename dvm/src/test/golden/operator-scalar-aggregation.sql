-- query: SELECT count(*) AS n, max(d) AS hi FROM r2

/* tree
Project [c6=c4, c7=c5]
  Aggregate keys=[] calls=[c4=pg_catalog.count(*), c5=pg_catalog.max(c3)]
    Scan public.r2 t1 [c1=a, c2=b, c3=d]
*/

-- changes of all tables
WITH d1 AS (
    -- changes of public.r2
    SELECT r.d, -1::bigint AS __pgt_w FROM old_rows r
    UNION ALL
    SELECT r.d, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.d AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
net AS MATERIALIZED (
    SELECT r.a1, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.a1
    HAVING sum(r.__pgt_w) <> 0
),
grouped AS MATERIALIZED (
    SELECT 0::bigint AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, pg_catalog.max(a1) FILTER (WHERE __pgt_w > 0) AS x1, pg_catalog.max(a1) FILTER (WHERE __pgt_w < 0) AS x2
    FROM net
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN NULL ELSE greatest(s.__pgt_a1, g.x1) END AS s1, coalesce((g.x2 IS NOT NULL AND NOT (s.__pgt_a1 > g.x2) AND (g.x1 IS NULL OR NOT (g.x1 > s.__pgt_a1))), false) AS again
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON true
),
again AS MATERIALIZED (
    SELECT 1 AS i, pg_catalog.max(a1) AS s1
    FROM (
        SELECT t1.d AS a1
        FROM public.r2 t1
    ) c
    WHERE (SELECT m.again FROM merged m)
),
changed AS MATERIALIZED (
    SELECT q.*, (q.v1)::bigint AS o1, (q.v2)::integer AS o2
    FROM (
        SELECT b.*, n AS v1, s1 AS v2
        FROM (
            SELECT m.h, m.tid, m.n, CASE WHEN m.again THEN coalesce(r.s1, NULL) ELSE m.s1 END AS s1
            FROM merged m LEFT JOIN again r ON r.i = m.i
        ) b
    ) q
),
deleted AS (
    DELETE FROM pgtrickle_store.st_1 s USING changed f
    WHERE false
    RETURNING 1
),
updated AS (
    UPDATE pgtrickle_store.st_1 s
    SET n = f.o1, hi = f.o2, __pgt_n = f.n, __pgt_a1 = f.s1
    FROM changed f
    WHERE s.ctid = f.tid
      AND NOT record_image_eq(ROW(s.n, s.hi, s.__pgt_n, s.__pgt_a1), ROW(f.o1, f.o2, f.n, f.s1))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (n, hi, __pgt_h, __pgt_n, __pgt_a1)
    SELECT f.o1, f.o2, f.h, f.n, f.s1
    FROM changed f
    WHERE f.tid IS NULL
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
