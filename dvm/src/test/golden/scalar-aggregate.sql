-- query: SELECT max(v) AS hi, count(*) FILTER (WHERE kind = 'x') AS n FROM event

/* tree
Project [c7=c5, c8=c6]
  Aggregate keys=[] calls=[c5=pg_catalog.max(c2), c6=pg_catalog.count(*) FILTER (WHERE ((c1)::text = 'x'::text))]
    Scan public.event t1 [c1=kind, c2=v, c3=f, c4=note]
*/

-- captured: kind, v

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    hi integer,
    n bigint,
    __pgt_h bigint,
    __pgt_n bigint,
    __pgt_a1 integer,
    __pgt_a2 bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.hi, s.n FROM pgtrickle_store.st_1 s WHERE true;

-- contents
SELECT f.o1, f.o2, f.h, f.n, f.s1, f.s2
FROM (
    SELECT q.*, (q.v1)::integer AS o1, (q.v2)::bigint AS o2
    FROM (
        SELECT b.*, s1 AS v1, s2 AS v2
        FROM (
            SELECT 0::bigint AS h, count(*) AS n, pg_catalog.max(a1) AS s1, count(*) FILTER (WHERE a2 IS NOT NULL) AS s2
            FROM (
                SELECT t1.v AS a1, CASE WHEN ((t1.kind)::text = 'x'::text) THEN true END AS a2
                FROM public.event t1
            ) i
        ) b
    ) q
) f;

-- changes of t1
WITH d1 AS (
    -- changes of public.event
    SELECT r.kind, r.v, -1::bigint AS __pgt_w FROM old_rows r
    UNION ALL
    SELECT r.kind, r.v, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.v AS a1, CASE WHEN ((t1.kind)::text = 'x'::text) THEN true END AS a2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
net AS MATERIALIZED (
    SELECT r.a1, r.a2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.a1, r.a2
    HAVING sum(r.__pgt_w) <> 0
),
grouped AS MATERIALIZED (
    SELECT 0::bigint AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, pg_catalog.max(a1) FILTER (WHERE __pgt_w > 0) AS x1, pg_catalog.max(a1) FILTER (WHERE __pgt_w < 0) AS x2, coalesce(sum(__pgt_w) FILTER (WHERE a2 IS NOT NULL), 0)::bigint AS x3
    FROM net
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN NULL ELSE greatest(s.__pgt_a1, g.x1) END AS s1, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a2, 0) + g.x3 END AS s2, coalesce((g.x2 IS NOT NULL AND NOT (s.__pgt_a1 > g.x2) AND (g.x1 IS NULL OR NOT (g.x1 > s.__pgt_a1))), false) AS again
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON true
),
again AS MATERIALIZED (
    SELECT 1 AS i, pg_catalog.max(a1) AS s1, count(*) FILTER (WHERE a2 IS NOT NULL) AS s2
    FROM (
        SELECT t1.v AS a1, CASE WHEN ((t1.kind)::text = 'x'::text) THEN true END AS a2
        FROM public.event t1
    ) c
    WHERE (SELECT m.again FROM merged m)
),
changed AS MATERIALIZED (
    SELECT q.*, (q.v1)::integer AS o1, (q.v2)::bigint AS o2
    FROM (
        SELECT b.*, s1 AS v1, s2 AS v2
        FROM (
            SELECT m.h, m.tid, m.n, CASE WHEN m.again THEN coalesce(r.s1, NULL) ELSE m.s1 END AS s1, CASE WHEN m.again THEN coalesce(r.s2, 0) ELSE m.s2 END AS s2
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
    SET hi = f.o1, n = f.o2, __pgt_n = f.n, __pgt_a1 = f.s1, __pgt_a2 = f.s2
    FROM changed f
    WHERE s.ctid = f.tid
      AND NOT record_image_eq(ROW(s.hi, s.n, s.__pgt_n, s.__pgt_a1, s.__pgt_a2), ROW(f.o1, f.o2, f.n, f.s1, f.s2))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (hi, n, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2)
    SELECT f.o1, f.o2, f.h, f.n, f.s1, f.s2
    FROM changed f
    WHERE f.tid IS NULL
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
