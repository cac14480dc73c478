-- query: SELECT sum(f::numeric) AS s, avg(v) AS a FROM event WHERE kind <> 'x'

-- log
CREATE TABLE pgtrickle_store.log_1 (
    h bigint NOT NULL,
    n bigint NOT NULL,
    x1 numeric NOT NULL,
    x2 bigint NOT NULL,
    x3 numeric NOT NULL,
    x4 bigint NOT NULL,
    x5 bigint NOT NULL,
    x6 bigint NOT NULL,
    x7 numeric NOT NULL,
    x8 bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off);

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    s numeric,
    a numeric,
    __pgt_h bigint,
    __pgt_n bigint,
    __pgt_a1 numeric,
    __pgt_a2 bigint,
    __pgt_a3 numeric,
    __pgt_a4 bigint,
    __pgt_a5 bigint,
    __pgt_a6 bigint,
    __pgt_a7 numeric,
    __pgt_a8 bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT f.o1 AS s, f.o2 AS a
FROM (
    SELECT q.*, (q.v1)::numeric AS o1, (q.v2)::numeric AS o2
    FROM (
        SELECT b.*, CASE WHEN s2 = 0 THEN NULL WHEN s4 > 0 OR s5 > 0 AND s6 > 0 THEN 'NaN'::numeric WHEN s5 > 0 THEN 'Infinity'::numeric WHEN s6 > 0 THEN '-Infinity'::numeric ELSE round(s1, (length(trunc(s3)::text) - 1) / 12) END AS v1, CASE WHEN s8 > 0 THEN s7 / s8::numeric END AS v2
        FROM (
            SELECT g.h, coalesce(s.__pgt_n, 0) + g.n AS n, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a1, 0) + g.x1 END AS s1, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a2, 0) + g.x2 END AS s2, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a3, 0) + g.x3 END AS s3, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a4, 0) + g.x4 END AS s4, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a5, 0) + g.x5 END AS s5, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a6, 0) + g.x6 END AS s6, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a7, 0) + g.x7 END AS s7, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a8, 0) + g.x8 END AS s8
            FROM pgtrickle_store.st_1 s CROSS JOIN (
                SELECT 0::bigint AS h, coalesce(sum(n), 0)::bigint AS n, coalesce(sum(x1), 0)::numeric AS x1, coalesce(sum(x2), 0)::bigint AS x2, coalesce(sum(x3), 0)::numeric AS x3, coalesce(sum(x4), 0)::bigint AS x4, coalesce(sum(x5), 0)::bigint AS x5, coalesce(sum(x6), 0)::bigint AS x6, coalesce(sum(x7), 0)::numeric AS x7, coalesce(sum(x8), 0)::bigint AS x8
                FROM pgtrickle_store.log_1
            ) g
        ) b
    ) q
) f
WHERE true;

-- the first ten inserted rows
WITH d1 AS (
    -- changes of public.event
    SELECT r.kind, r.v, r.f, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT (t1.f)::numeric AS a1, t1.v AS a2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    WHERE ((t1.kind)::text <> 'x'::text)
)
INSERT INTO pgtrickle_store.log_1 (h, n, x1, x2, x3, x4, x5, x6, x7, x8)
SELECT 0::bigint, __pgt_w, coalesce(CASE WHEN a1 NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric) THEN __pgt_w * a1 END, 0), coalesce(CASE WHEN a1 IS NOT NULL THEN __pgt_w END, 0), coalesce(__pgt_w * CASE scale(a1) WHEN 0 THEN 1::numeric WHEN 1 THEN 1000000000000::numeric WHEN 2 THEN 1000000000000000000000000::numeric WHEN 3 THEN 1000000000000000000000000000000000000::numeric WHEN 4 THEN 1000000000000000000000000000000000000000000000000::numeric WHEN 5 THEN 1000000000000000000000000000000000000000000000000000000000000::numeric WHEN 6 THEN 1000000000000000000000000000000000000000000000000000000000000000000000000::numeric ELSE ('1e' || 12 * scale(a1))::numeric END, 0), coalesce(CASE WHEN a1 = 'NaN'::numeric THEN __pgt_w END, 0), coalesce(CASE WHEN a1 = 'Infinity'::numeric THEN __pgt_w END, 0), coalesce(CASE WHEN a1 = '-Infinity'::numeric THEN __pgt_w END, 0), coalesce(__pgt_w * a2::numeric, 0), coalesce(CASE WHEN a2 IS NOT NULL THEN __pgt_w END, 0)
FROM delta
LIMIT 10;

-- the others
WITH d1 AS (
    -- changes of public.event
    SELECT r.kind, r.v, r.f, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT (t1.f)::numeric AS a1, t1.v AS a2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    WHERE ((t1.kind)::text <> 'x'::text)
)
INSERT INTO pgtrickle_store.log_1 (h, n, x1, x2, x3, x4, x5, x6, x7, x8)
SELECT g.h, g.n, g.x1, g.x2, g.x3, g.x4, g.x5, g.x6, g.x7, g.x8
FROM (
    SELECT 0::bigint AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w * a1) FILTER (WHERE a1 NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)), 0) AS x1, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x2, coalesce(sum(__pgt_w * CASE scale(a1) WHEN 0 THEN 1::numeric WHEN 1 THEN 1000000000000::numeric WHEN 2 THEN 1000000000000000000000000::numeric WHEN 3 THEN 1000000000000000000000000000000000000::numeric WHEN 4 THEN 1000000000000000000000000000000000000000000000000::numeric WHEN 5 THEN 1000000000000000000000000000000000000000000000000000000000000::numeric WHEN 6 THEN 1000000000000000000000000000000000000000000000000000000000000000000000000::numeric ELSE ('1e' || 12 * scale(a1))::numeric END), 0) AS x3, coalesce(sum(__pgt_w) FILTER (WHERE a1 = 'NaN'::numeric), 0)::bigint AS x4, coalesce(sum(__pgt_w) FILTER (WHERE a1 = 'Infinity'::numeric), 0)::bigint AS x5, coalesce(sum(__pgt_w) FILTER (WHERE a1 = '-Infinity'::numeric), 0)::bigint AS x6, coalesce(sum(__pgt_w * a2::numeric), 0) AS x7, coalesce(sum(__pgt_w) FILTER (WHERE a2 IS NOT NULL), 0)::bigint AS x8
    FROM (SELECT * FROM delta OFFSET 10) delta
) g
WHERE g.n <> 0 OR g.x1 <> 0 OR g.x2 <> 0 OR g.x3 <> 0 OR g.x4 <> 0 OR g.x5 <> 0 OR g.x6 <> 0 OR g.x7 <> 0 OR g.x8 <> 0;

-- updated rows
WITH d1 AS (
    -- changes of public.event
    SELECT r.kind, r.v, r.f, -1::bigint AS __pgt_w FROM old_rows r
    UNION ALL
    SELECT r.kind, r.v, r.f, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT (t1.f)::numeric AS a1, t1.v AS a2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    WHERE ((t1.kind)::text <> 'x'::text)
)
INSERT INTO pgtrickle_store.log_1 (h, n, x1, x2, x3, x4, x5, x6, x7, x8)
SELECT g.h, g.n, g.x1, g.x2, g.x3, g.x4, g.x5, g.x6, g.x7, g.x8
FROM (
    SELECT 0::bigint AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w * a1) FILTER (WHERE a1 NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)), 0) AS x1, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x2, coalesce(sum(__pgt_w * CASE scale(a1) WHEN 0 THEN 1::numeric WHEN 1 THEN 1000000000000::numeric WHEN 2 THEN 1000000000000000000000000::numeric WHEN 3 THEN 1000000000000000000000000000000000000::numeric WHEN 4 THEN 1000000000000000000000000000000000000000000000000::numeric WHEN 5 THEN 1000000000000000000000000000000000000000000000000000000000000::numeric WHEN 6 THEN 1000000000000000000000000000000000000000000000000000000000000000000000000::numeric ELSE ('1e' || 12 * scale(a1))::numeric END), 0) AS x3, coalesce(sum(__pgt_w) FILTER (WHERE a1 = 'NaN'::numeric), 0)::bigint AS x4, coalesce(sum(__pgt_w) FILTER (WHERE a1 = 'Infinity'::numeric), 0)::bigint AS x5, coalesce(sum(__pgt_w) FILTER (WHERE a1 = '-Infinity'::numeric), 0)::bigint AS x6, coalesce(sum(__pgt_w * a2::numeric), 0) AS x7, coalesce(sum(__pgt_w) FILTER (WHERE a2 IS NOT NULL), 0)::bigint AS x8
    FROM delta
) g
WHERE g.n <> 0 OR g.x1 <> 0 OR g.x2 <> 0 OR g.x3 <> 0 OR g.x4 <> 0 OR g.x5 <> 0 OR g.x6 <> 0 OR g.x7 <> 0 OR g.x8 <> 0;

-- fold
WITH taken AS (
    DELETE FROM pgtrickle_store.log_1 RETURNING *
),
grouped AS MATERIALIZED (
    SELECT 0::bigint AS h, coalesce(sum(n), 0)::bigint AS n, coalesce(sum(x1), 0)::numeric AS x1, coalesce(sum(x2), 0)::bigint AS x2, coalesce(sum(x3), 0)::numeric AS x3, coalesce(sum(x4), 0)::bigint AS x4, coalesce(sum(x5), 0)::bigint AS x5, coalesce(sum(x6), 0)::bigint AS x6, coalesce(sum(x7), 0)::numeric AS x7, coalesce(sum(x8), 0)::bigint AS x8
    FROM taken
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a1, 0) + g.x1 END AS s1, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a2, 0) + g.x2 END AS s2, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a3, 0) + g.x3 END AS s3, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a4, 0) + g.x4 END AS s4, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a5, 0) + g.x5 END AS s5, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a6, 0) + g.x6 END AS s6, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a7, 0) + g.x7 END AS s7, CASE WHEN coalesce(s.__pgt_n, 0) + g.n = 0 THEN 0 ELSE coalesce(s.__pgt_a8, 0) + g.x8 END AS s8
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON true
),
changed AS MATERIALIZED (
    SELECT q.*, (q.v1)::numeric AS o1, (q.v2)::numeric AS o2
    FROM (
        SELECT b.*, CASE WHEN s2 = 0 THEN NULL WHEN s4 > 0 OR s5 > 0 AND s6 > 0 THEN 'NaN'::numeric WHEN s5 > 0 THEN 'Infinity'::numeric WHEN s6 > 0 THEN '-Infinity'::numeric ELSE round(s1, (length(trunc(s3)::text) - 1) / 12) END AS v1, CASE WHEN s8 > 0 THEN s7 / s8::numeric END AS v2
        FROM (
            SELECT * FROM merged
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
    SET s = f.o1, a = f.o2, __pgt_n = f.n, __pgt_a1 = f.s1, __pgt_a2 = f.s2, __pgt_a3 = f.s3, __pgt_a4 = f.s4, __pgt_a5 = f.s5, __pgt_a6 = f.s6, __pgt_a7 = f.s7, __pgt_a8 = f.s8
    FROM changed f
    WHERE s.ctid = f.tid
      AND NOT record_image_eq(ROW(s.s, s.a, s.__pgt_n, s.__pgt_a1, s.__pgt_a2, s.__pgt_a3, s.__pgt_a4, s.__pgt_a5, s.__pgt_a6, s.__pgt_a7, s.__pgt_a8), ROW(f.o1, f.o2, f.n, f.s1, f.s2, f.s3, f.s4, f.s5, f.s6, f.s7, f.s8))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (s, a, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2, __pgt_a3, __pgt_a4, __pgt_a5, __pgt_a6, __pgt_a7, __pgt_a8)
    SELECT f.o1, f.o2, f.h, f.n, f.s1, f.s2, f.s3, f.s4, f.s5, f.s6, f.s7, f.s8
    FROM changed f
    WHERE f.tid IS NULL
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
