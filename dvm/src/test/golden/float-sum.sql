-- query: SELECT kind, sum(f) AS s FROM event GROUP BY kind

/* tree
Project [c7=c5, c8=c6]
  Aggregate keys=[c5=c1] calls=[c6=pg_catalog.sum(c3)]
    Scan public.event t1 [c1=kind, c2=v, c3=f, c4=note]
*/

-- captured: kind, f

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    kind character varying(10) COLLATE pg_catalog."default",
    s double precision,
    __pgt_h bigint,
    __pgt_n bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.kind, s.s FROM pgtrickle_store.st_1 s WHERE true;

-- contents
SELECT f.o1, f.o2, f.h, f.n
FROM (
    SELECT q.*, (q.k1)::character varying(10) AS o1, (q.v1)::double precision AS o2
    FROM (
        SELECT b.*, r1 AS v1
        FROM (
            SELECT k1, hash_record_extended(ROW(k1), 0) AS h, count(*) AS n, pg_catalog.sum(a1) AS r1
            FROM (
                SELECT t1.kind AS k1, t1.f AS a1
                FROM public.event t1
            ) i
            GROUP BY k1
        ) b
    ) q
) f;

-- changes of t1
WITH d1 AS (
    -- changes of public.event
    SELECT r.kind, r.f, -1::bigint AS __pgt_w FROM old_rows r
    UNION ALL
    SELECT r.kind, r.f, 1::bigint AS __pgt_w FROM new_rows r
),
delta AS (
    SELECT t1.kind AS k1, t1.f AS a1, t1.__pgt_w AS __pgt_w
    FROM d1 t1
),
grouped AS MATERIALIZED (
    SELECT k1, hash_record_extended(ROW(k1), 0) AS h, coalesce(sum(__pgt_w), 0)::bigint AS n
    FROM delta
    GROUP BY k1
),
merged AS MATERIALIZED (
    SELECT row_number() OVER () AS i, s.ctid AS tid, g.k1, g.h, coalesce(s.__pgt_n, 0) + g.n AS n, coalesce((true), false) AND coalesce(s.__pgt_n, 0) + g.n > 0 AS again
    FROM grouped g LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = g.h AND (s.kind = g.k1 OR s.kind IS NULL AND g.k1 IS NULL)
),
again AS MATERIALIZED (
    SELECT m.i, pg_catalog.sum(a1) AS r1
    FROM merged m JOIN (
        SELECT t1.kind AS k1, t1.f AS a1
        FROM public.event t1
    ) c ON m.k1 = c.k1
    WHERE m.again
    GROUP BY m.i
    UNION ALL
    SELECT m.i, pg_catalog.sum(a1) AS r1
    FROM merged m JOIN (
        SELECT t1.kind AS k1, t1.f AS a1
        FROM public.event t1
    ) c ON (m.k1 = c.k1 OR m.k1 IS NULL AND c.k1 IS NULL)
    WHERE m.again AND num_nulls(m.k1) > 0
    GROUP BY m.i
),
changed AS MATERIALIZED (
    SELECT q.*, (q.k1)::character varying(10) AS o1, (q.v1)::double precision AS o2
    FROM (
        SELECT b.*, r1 AS v1
        FROM (
            SELECT m.k1, m.h, m.tid, m.n, r.r1
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
    SET s = f.o2, __pgt_n = f.n
    FROM changed f
    WHERE s.ctid = f.tid AND f.n <> 0
      AND NOT record_image_eq(ROW(s.s, s.__pgt_n), ROW(f.o2, f.n))
      AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (kind, s, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n <> 0
      AND (SELECT count(*) FROM deleted) IS NOT NULL AND (SELECT count(*) FROM updated) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated),
       (SELECT count(*) FROM deleted) + (SELECT count(*) FROM updated),
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
