-- query: SELECT kind, count(*) AS n, sum(v) AS s FROM event GROUP BY kind

/* tree
Project [c8=c5, c9=c6, c10=c7]
  Aggregate keys=[c5=c1] calls=[c6=pg_catalog.count(*), c7=pg_catalog.sum(c2)]
    Scan public.event t1 [c1=kind, c2=v, c3=f, c4=note]
*/

-- captured: kind, v

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    kind character varying(10) COLLATE pg_catalog."default",
    n bigint,
    s bigint,
    __pgt_h bigint,
    __pgt_n bigint,
    __pgt_a1 numeric,
    __pgt_a2 bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.kind, s.n, s.s FROM pgtrickle_store.st_1 s WHERE true;

-- contents
SELECT f.o1, f.o2, f.o3, f.h, f.n, f.s1, f.s2
FROM (
    SELECT q.*, (q.k1)::character varying(10) AS o1, (q.v1)::bigint AS o2, (q.v2)::bigint AS o3
    FROM (
        SELECT b.*, n AS v1, CASE WHEN s2 > 0 THEN s1::bigint END AS v2
        FROM (
            SELECT k1, hash_record_extended(ROW(k1), 0) AS h, count(*) AS n, coalesce(sum(a1::numeric), 0) AS s1, count(*) FILTER (WHERE a1 IS NOT NULL) AS s2
            FROM (
                SELECT t1.kind AS k1, t1.v AS a1
                FROM public.event t1
            ) i
            GROUP BY k1
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
    SELECT t1.kind AS k1, t1.v AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n, coalesce(sum(__pgt_w * a1::numeric), 0) AS x1, coalesce(sum(__pgt_w) FILTER (WHERE a1 IS NOT NULL), 0)::bigint AS x2
    FROM delta
    GROUP BY k1
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce(s.__pgt_a1, 0) + g.x1 AS s1, coalesce(s.__pgt_a2, 0) + g.x2 AS s2
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.kind = g.k1 OR s.kind IS NULL AND g.k1 IS NULL)
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::character varying(10) AS o1, (q.v1)::bigint AS o2, (q.v2)::bigint AS o3
    FROM (
        SELECT b.*, n AS v1, CASE WHEN s2 > 0 THEN s1::bigint END AS v2
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
    SET n = f.o2, s = f.o3, __pgt_n = f.n, __pgt_a1 = f.s1, __pgt_a2 = f.s2
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.n, s.s, s.__pgt_n, s.__pgt_a1, s.__pgt_a2), ROW(f.o2, f.o3, f.n, f.s1, f.s2))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (kind, n, s, __pgt_h, __pgt_n, __pgt_a1, __pgt_a2)
    SELECT f.o1, f.o2, f.o3, f.h, f.n, f.s1, f.s2
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
