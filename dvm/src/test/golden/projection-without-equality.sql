-- query: SELECT note, 1 AS one FROM event WHERE kind = 'x'

/* tree
Project [c5=c4, c6=1]
  Filter [((c1)::text = 'x'::text)]
    Scan public.event t1 [c1=kind, c2=v, c3=f, c4=note]
*/

-- captured: kind, note

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    note json,
    one integer,
    __pgt_h bigint,
    __pgt_n bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.note, s.one FROM pgtrickle_store.st_1 s WHERE true
UNION ALL
SELECT s.note, s.one FROM pgtrickle_store.st_1 s CROSS JOIN LATERAL pg_catalog.generate_series(2, s.__pgt_n) WHERE s.__pgt_n > 1;

-- contents
SELECT n.o1, n.o2, hash_record_extended(ROW(n.o2), 0), n.__pgt_w
FROM (
    SELECT (pg_catalog.array_agg(r.o1))[1] AS o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT i.*, 1::bigint AS __pgt_w FROM (
            SELECT t1.note AS o1, 1 AS o2
            FROM public.event t1
            WHERE ((t1.kind)::text = 'x'::text)
        ) i
    ) r
    GROUP BY pg_catalog.json_send(r.o1), r.o2
    HAVING sum(r.__pgt_w) <> 0
) n;

-- changes of t1
WITH d1 AS MATERIALIZED (
    -- changes of public.event
    SELECT r.kind, (pg_catalog.array_agg(r.note))[1] AS note, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.kind, r.note, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.kind, r.note, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.kind, pg_catalog.json_send(r.note)
    HAVING sum(r.__pgt_w) <> 0
),
delta AS (
    SELECT t1.note AS o1, 1 AS o2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    WHERE ((t1.kind)::text = 'x'::text)
),
net AS MATERIALIZED (
    SELECT (pg_catalog.array_agg(r.o1))[1] AS o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY pg_catalog.json_send(r.o1), r.o2
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o2), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.note, s.one), ROW(f.o1, f.o2))
),
deleted AS (
    DELETE FROM pgtrickle_store.st_1 s USING changed f
    WHERE s.ctid = f.tid AND f.n = 0
    RETURNING 1
),
updated AS (
    UPDATE pgtrickle_store.st_1 s
    SET __pgt_n = f.n
    FROM changed f
    WHERE s.ctid = f.tid AND f.n > 0
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (note, one, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
