-- query: SELECT 100 * sum(v) / count(*) AS p FROM event GROUP BY kind, v % 2 HAVING count(v) > 1

/* tree
Project [c10=((100 * c8) / c9)]
  Filter [(c7 > 1)]
    Aggregate keys=[c5=c1, c6=c2 % 2] calls=[c7=pg_catalog.count(c2), c8=pg_catalog.sum(c2), c9=pg_catalog.count(*)]
      Scan public.event t1 [c1=kind, c2=v, c3=f, c4=note]
*/

-- captured: kind, v

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    p bigint,
    __pgt_k1 character varying(10) COLLATE pg_catalog."default",
    __pgt_k2 integer,
    __pgt_h bigint,
    __pgt_n bigint,
    __pgt_a1 bigint,
    __pgt_a2 numeric,
    __pgt_v boolean
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.p FROM pgtrickle_store.st_1 s WHERE s.__pgt_v AND true;

-- contents
SELECT f.o1, f.k1, f.k2, f.h, f.n, f.s1, f.s2, f.shown
FROM (
    SELECT q.*, ((((100 * q.v2) / q.v3)))::bigint AS o1, coalesce(((q.v1 > 1)), false) AS shown
    FROM (
        SELECT b.*, s1 AS v1, CASE WHEN s1 > 0 THEN s2::bigint END AS v2, n AS v3
        FROM (
            SELECT k1, k2, hash_record_extended(ROW(k1, k2), 0) AS h, count(*) AS n, count(*) FILTER (WHERE a1 IS NOT NULL) AS s1, coalesce(sum(a1::numeric), 0) AS s2
            FROM (
                SELECT t1.kind AS k1, t1.v % 2 AS k2, t1.v AS a1
                FROM public.event t1
            ) i
            GROUP BY k1, k2
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
    SELECT t1.kind AS k1, t1.v % 2 AS k2, t1.v AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
grouped AS MATERIALIZED (
    SELECT k1, k2, hash_record_extended(ROW(k1, k2), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x1, coalesce(sum(__pgt_w * a1::numeric), 0) AS x2
    FROM delta
    GROUP BY k1, k2
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.k2, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.__pgt_k1 = g.k1 OR s.__pgt_k1 IS NULL AND g.k1 IS NULL) AND (s.__pgt_k2 = g.k2 OR s.__pgt_k2 IS NULL AND g.k2 IS NULL)
),
changed AS MATERIALIZED (
    SELECT q.*, ((((100 * q.v2) / q.v3)))::bigint AS o1, coalesce(((q.v1 > 1)), false) AS shown
    FROM (
        SELECT b.*, s1 AS v1, CASE WHEN s1 > 0 THEN s2::bigint END AS v2, n AS v3
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
    SET p = f.o1, __pgt_n = f.n, __pgt_a1 = f.s1, __pgt_a2 = f.s2, __pgt_v = f.shown
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.p, s.__pgt_n, s.__pgt_a1, s.__pgt_a2, s.__pgt_v), ROW(f.o1, f.n, f.s1, f.s2, f.shown))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (p, __pgt_k1, __pgt_k2, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2, __pgt_v)
    SELECT f.o1, f.k1, f.k2, f.h, f.n, f.s1, f.s2, f.shown
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
