-- query: SELECT kind, v, rank() OVER (PARTITION BY kind ORDER BY v DESC) AS r FROM event

/* tree
Project [c6=c1, c7=c2, c8=c5]
  Window partition=[c1] calls=[c5=rank() OVER (PARTITION BY c1 ORDER BY c2 DESC)]
    Scan public.event t1 [c1=kind, c2=v, c3=f, c4=note]
*/

-- captured: kind, v

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    kind character varying(10) COLLATE pg_catalog."default",
    v integer,
    r bigint,
    __pgt_h bigint,
    __pgt_n bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);

-- visible
SELECT s.kind, s.v, s.r FROM pgtrickle_store.st_1 s WHERE true
UNION ALL
SELECT s.kind, s.v, s.r FROM pgtrickle_store.st_1 s CROSS JOIN LATERAL pg_catalog.generate_series(2, s.__pgt_n) WHERE s.__pgt_n > 1;

-- contents
SELECT n.o1, n.o2, n.o3, hash_record_extended(ROW(n.o1, n.o2, n.o3), 0), n.__pgt_w
FROM (
    SELECT r.o1, r.o2, r.o3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT i.*, 1::bigint AS __pgt_w FROM (
            SELECT q1.c1 AS o1, q1.c2 AS o2, q1.c5 AS o3
            FROM (
                SELECT t1x.kind AS c1, t1x.v AS c2, rank() OVER (PARTITION BY t1x.kind ORDER BY t1x.v DESC) AS c5
                FROM public.event t1x
            ) q1
        ) i
    ) r
    GROUP BY r.o1, r.o2, r.o3
    HAVING sum(r.__pgt_w) <> 0
) n;

-- changes of t1
WITH d1 AS MATERIALIZED (
    -- changes of public.event
    SELECT r.kind, r.v, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.kind, r.v, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.kind, r.v, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.kind, r.v
    HAVING sum(r.__pgt_w) <> 0
),
changed_1 AS MATERIALIZED (
    SELECT r.c1, r.c2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t1.kind AS c1, t1.v AS c2, t1.__pgt_w AS __pgt_w
        FROM d1 t1
    ) r
    GROUP BY r.c1, r.c2
    HAVING sum(r.__pgt_w) <> 0
),
first_1 AS MATERIALIZED (
    SELECT DISTINCT ON (k.c1) k.c1, k.c2 AS low
    FROM changed_1 k
    ORDER BY k.c1, k.c2 DESC NULLS FIRST
),
seed_1 AS MATERIALIZED (
    SELECT l.c1, pg_catalog.count(*) AS c5
    FROM public.event t1x, first_1 l
    WHERE l.c1 = t1x.kind
      AND (t1x.v > l.low OR l.low IS NOT NULL AND t1x.v IS NULL)
    GROUP BY l.c1
    UNION ALL
    SELECT l.c1, pg_catalog.count(*) AS c5
    FROM public.event t1x, first_1 l
    WHERE (SELECT EXISTS (SELECT FROM first_1 z WHERE pg_catalog.num_nulls(z.c1) > 0))
      AND pg_catalog.num_nulls(l.c1) > 0
      AND (l.c1 = t1x.kind OR pg_catalog.num_nulls(l.c1, t1x.kind) = 2)
      AND (t1x.v > l.low OR l.low IS NOT NULL AND t1x.v IS NULL)
    GROUP BY l.c1
),
now_1 AS MATERIALIZED (
    SELECT t1x.kind AS c1, t1x.v AS c2
    FROM public.event t1x, first_1 l
    WHERE l.c1 = t1x.kind
      AND t1x.v <= l.low
    UNION ALL
    SELECT t1x.kind AS c1, t1x.v AS c2
    FROM public.event t1x, first_1 l
    WHERE l.c1 = t1x.kind
      AND l.low IS NULL
    UNION ALL
    SELECT t1x.kind AS c1, t1x.v AS c2
    FROM public.event t1x, first_1 l
    WHERE (SELECT EXISTS (SELECT FROM first_1 z WHERE pg_catalog.num_nulls(z.c1) > 0))
      AND pg_catalog.num_nulls(l.c1) > 0
      AND (l.c1 = t1x.kind OR pg_catalog.num_nulls(l.c1, t1x.kind) = 2)
      AND t1x.v <= l.low
    UNION ALL
    SELECT t1x.kind AS c1, t1x.v AS c2
    FROM public.event t1x, first_1 l
    WHERE (SELECT EXISTS (SELECT FROM first_1 z WHERE pg_catalog.num_nulls(z.c1) > 0))
      AND pg_catalog.num_nulls(l.c1) > 0
      AND (l.c1 = t1x.kind OR pg_catalog.num_nulls(l.c1, t1x.kind) = 2)
      AND l.low IS NULL
),
before_1 AS MATERIALIZED (
    SELECT b.c1, b.c2
    FROM (
        SELECT r.c1, r.c2, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c1, c2, 1::bigint AS __pgt_w FROM now_1
            UNION ALL
            SELECT c1, c2, -__pgt_w FROM changed_1
        ) r
        GROUP BY r.c1, r.c2
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_1 AS MATERIALIZED (
    SELECT r.c1, r.c2, r.c5, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT i.c1 AS c1, i.c2 AS c2, coalesce(coalesce(s.c5, z.c5) + rank() OVER (PARTITION BY i.c1 ORDER BY i.c2 DESC), coalesce(s.c5, z.c5), rank() OVER (PARTITION BY i.c1 ORDER BY i.c2 DESC)) AS c5, 1::bigint AS __pgt_w
        FROM now_1 i LEFT JOIN seed_1 s ON s.c1 = i.c1
            LEFT JOIN (SELECT * FROM seed_1 z WHERE pg_catalog.num_nulls(z.c1) > 0) z ON pg_catalog.num_nulls(i.c1) > 0 AND (z.c1 = i.c1 OR pg_catalog.num_nulls(z.c1, i.c1) = 2)
        UNION ALL
        SELECT i.c1 AS c1, i.c2 AS c2, coalesce(coalesce(s.c5, z.c5) + rank() OVER (PARTITION BY i.c1 ORDER BY i.c2 DESC), coalesce(s.c5, z.c5), rank() OVER (PARTITION BY i.c1 ORDER BY i.c2 DESC)) AS c5, -1::bigint AS __pgt_w
        FROM before_1 i LEFT JOIN seed_1 s ON s.c1 = i.c1
            LEFT JOIN (SELECT * FROM seed_1 z WHERE pg_catalog.num_nulls(z.c1) > 0) z ON pg_catalog.num_nulls(i.c1) > 0 AND (z.c1 = i.c1 OR pg_catalog.num_nulls(z.c1, i.c1) = 2)
    ) r
    GROUP BY r.c1, r.c2, r.c5
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta AS (
    SELECT result_1.c1 AS o1, result_1.c2 AS o2, result_1.c5 AS o3, result_1.__pgt_w AS __pgt_w
    FROM result_1
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, r.o3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2, r.o3
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2, n.o3), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.kind, s.v, s.r), ROW(f.o1, f.o2, f.o3))
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
    INSERT INTO pgtrickle_store.st_1 (kind, v, r, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.o3, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
