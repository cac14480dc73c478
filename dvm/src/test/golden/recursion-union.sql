-- query: WITH RECURSIVE r(a, b) AS (SELECT a, b FROM edge UNION SELECT r.a, e.b FROM r JOIN edge e ON r.b = e.a) SELECT a, b FROM r

/* tree
Project [c15=c13, c16=c14]
  Fixpoint UNION [c13, c14] [c3, c4] [c11, c12]
    Project [c3=c1, c4=c2]
      Scan public.edge t1 [c1=a, c2=b]
    Project [c11=c5, c12=c10, c5=c5, c6=c6, c7=c7, c8=c8]
      Join [((c6 = c9))]
        SelfReference [c5, c6]
        Scan public.edge t2 [c9=a, c10=b]
*/

-- captured: a, b

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    a integer,
    b integer,
    __pgt_h bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);
CREATE INDEX ON pgtrickle_store.st_1 (b, a);

-- visible
SELECT s.a, s.b FROM pgtrickle_store.st_1 s WHERE true;

-- contents
SELECT i.o1, i.o2, hash_record_extended(ROW(i.o1, i.o2), 0)
FROM (
    SELECT w13.c13 AS o1, w13.c14 AS o2
    FROM (
        WITH RECURSIVE w13x(c13, c14) AS (
            SELECT t1x.a AS c13, t1x.b AS c14
            FROM public.edge t1x
            UNION
            SELECT r7x.c13 AS c13, t2x.b AS c14
            FROM w13x r7x, public.edge t2x
            WHERE ((r7x.c14 = t2x.a))
        )
        SELECT w13x.c13, w13x.c14
        FROM w13x
    ) w13
) i;

-- changes of t1, t2
WITH RECURSIVE d1 AS MATERIALIZED (
    -- changes of public.edge
    SELECT r.a, r.b, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.a, r.b, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.a, r.b, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.a, r.b
    HAVING sum(r.__pgt_w) <> 0
),
seeds AS MATERIALIZED (
    SELECT r.o1, r.o2, r.tid, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t1.a AS o1, t1.b AS o2, NULL::pg_catalog.tid AS tid, t1.__pgt_w AS __pgt_w
        FROM d1 t1
        UNION ALL
        SELECT r7.a AS o1, t2.b AS o2, r7.ctid AS tid, t2.__pgt_w AS __pgt_w
        FROM pgtrickle_store.st_1 r7, d1 t2
        WHERE ((r7.b = t2.a))
    ) r
    GROUP BY r.o1, r.o2, r.tid
    HAVING sum(r.__pgt_w) <> 0
),
lost AS MATERIALIZED (
    SELECT c.o1, c.o2, (SELECT s.ctid FROM pgtrickle_store.st_1 s WHERE s.__pgt_h = hash_record_extended(ROW(c.o1, c.o2), 0) AND (s.a = c.o1 OR s.a IS NULL AND c.o1 IS NULL) AND (s.b = c.o2 OR s.b IS NULL AND c.o2 IS NULL) LIMIT 1) AS tid
    FROM seeds c
    WHERE c.__pgt_w < 0
),
closure(o1, o2, tid) AS (
    SELECT l.o1, l.o2, l.tid
    FROM lost l
    WHERE l.tid IS NOT NULL
    UNION
    SELECT x.o1, x.o2, p.tid
    FROM (
        SELECT r7.o1 AS o1, t2.b AS o2
        FROM closure r7, public.edge t2
        WHERE ((r7.o2 = t2.a))
    ) x CROSS JOIN LATERAL (
        SELECT s.ctid AS tid FROM pgtrickle_store.st_1 s WHERE s.__pgt_h = hash_record_extended(ROW(x.o1, x.o2), 0) AND (s.a = x.o1 OR s.a IS NULL AND x.o1 IS NULL) AND (s.b = x.o2 OR s.b IS NULL AND x.o2 IS NULL) OFFSET 0
    ) p
),
gone AS MATERIALIZED (
    SELECT DISTINCT ON (c.tid) c.* FROM closure c
),
rederived AS MATERIALIZED (
    SELECT t1.a AS o1, t1.b AS o2
    FROM public.edge t1
    WHERE (SELECT EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) = 0))
      AND EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) = 0 AND g.o1 = (t1.a) AND g.o2 = (t1.b))
    UNION ALL
    SELECT r7.a AS o1, t2.b AS o2
    FROM pgtrickle_store.st_1 r7, public.edge t2
    WHERE ((r7.b = t2.a))
      AND (SELECT EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) = 0))
      AND EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) = 0 AND g.o1 = (r7.a) AND g.o2 = (t2.b))
      AND (r7.ctid NOT IN (SELECT g.tid FROM gone g))
    UNION ALL
    SELECT t1.a AS o1, t1.b AS o2
    FROM public.edge t1
    WHERE (SELECT EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) = 1 AND pg_catalog.num_nulls(g.o1) = 1))
      AND EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) = 1 AND pg_catalog.num_nulls(g.o1) = 1 AND pg_catalog.num_nulls( (t1.a) ) = 1 AND g.o2 = (t1.b))
    UNION ALL
    SELECT r7.a AS o1, t2.b AS o2
    FROM pgtrickle_store.st_1 r7, public.edge t2
    WHERE ((r7.b = t2.a))
      AND (SELECT EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) = 1 AND pg_catalog.num_nulls(g.o1) = 1))
      AND EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) = 1 AND pg_catalog.num_nulls(g.o1) = 1 AND pg_catalog.num_nulls( (r7.a) ) = 1 AND g.o2 = (t2.b))
      AND (r7.ctid NOT IN (SELECT g.tid FROM gone g))
    UNION ALL
    SELECT t1.a AS o1, t1.b AS o2
    FROM public.edge t1
    WHERE (SELECT EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) = 1 AND pg_catalog.num_nulls(g.o2) = 1))
      AND EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) = 1 AND pg_catalog.num_nulls(g.o2) = 1 AND g.o1 = (t1.a) AND pg_catalog.num_nulls( (t1.b) ) = 1)
    UNION ALL
    SELECT r7.a AS o1, t2.b AS o2
    FROM pgtrickle_store.st_1 r7, public.edge t2
    WHERE ((r7.b = t2.a))
      AND (SELECT EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) = 1 AND pg_catalog.num_nulls(g.o2) = 1))
      AND EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) = 1 AND pg_catalog.num_nulls(g.o2) = 1 AND g.o1 = (r7.a) AND pg_catalog.num_nulls( (t2.b) ) = 1)
      AND (r7.ctid NOT IN (SELECT g.tid FROM gone g))
    UNION ALL
    SELECT t1.a AS o1, t1.b AS o2
    FROM public.edge t1
    WHERE (SELECT EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) > 1))
      AND EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) > 1 AND (g.o1 = (t1.a) OR pg_catalog.num_nulls(g.o1, (t1.a) ) = 2) AND (g.o2 = (t1.b) OR pg_catalog.num_nulls(g.o2, (t1.b) ) = 2))
    UNION ALL
    SELECT r7.a AS o1, t2.b AS o2
    FROM pgtrickle_store.st_1 r7, public.edge t2
    WHERE ((r7.b = t2.a))
      AND (SELECT EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) > 1))
      AND EXISTS (SELECT FROM gone g WHERE pg_catalog.num_nulls(g.o1, g.o2) > 1 AND (g.o1 = (r7.a) OR pg_catalog.num_nulls(g.o1, (r7.a) ) = 2) AND (g.o2 = (t2.b) OR pg_catalog.num_nulls(g.o2, (t2.b) ) = 2))
      AND (r7.ctid NOT IN (SELECT g.tid FROM gone g))
),
candidates AS MATERIALIZED (
    SELECT DISTINCT x.o1, x.o2
    FROM (
        SELECT c.o1, c.o2 FROM seeds c WHERE c.__pgt_w > 0 AND (c.tid IS NULL OR c.tid NOT IN (SELECT g.tid FROM gone g))
        UNION ALL
        SELECT r.o1, r.o2 FROM rederived r
    ) x
),
arrived(o1, o2, round) AS (
    SELECT x.o1, x.o2, interval '0'
    FROM candidates x
    WHERE NOT EXISTS (SELECT FROM pgtrickle_store.st_1 s WHERE s.__pgt_h = hash_record_extended(ROW(x.o1, x.o2), 0) AND (s.a = x.o1 OR s.a IS NULL AND x.o1 IS NULL) AND (s.b = x.o2 OR s.b IS NULL AND x.o2 IS NULL) AND s.ctid NOT IN (SELECT g.tid FROM gone g) OFFSET 0)
    UNION
    SELECT x.o1, x.o2, x.round + interval '1 day -24 hours'
    FROM (
        SELECT r7.o1 AS o1, t2.b AS o2, r7.round AS round
        FROM arrived r7, public.edge t2
        WHERE ((r7.o2 = t2.a))
    ) x
    WHERE NOT EXISTS (SELECT FROM pgtrickle_store.st_1 s WHERE s.__pgt_h = hash_record_extended(ROW(x.o1, x.o2), 0) AND (s.a = x.o1 OR s.a IS NULL AND x.o1 IS NULL) AND (s.b = x.o2 OR s.b IS NULL AND x.o2 IS NULL) AND s.ctid NOT IN (SELECT g.tid FROM gone g) OFFSET 0)
      AND CASE WHEN pg_catalog.date_part('day', x.round) < (SELECT pgtrickle._recursion_limit()) THEN 0 ELSE pgtrickle._recursion_too_deep('pgtrickle_store.st_1') END = 0
),
found AS MATERIALIZED (
    SELECT a.o1, a.o2, (SELECT s.ctid FROM pgtrickle_store.st_1 s WHERE s.__pgt_h = hash_record_extended(ROW(a.o1, a.o2), 0) AND (s.a = a.o1 OR s.a IS NULL AND a.o1 IS NULL) AND (s.b = a.o2 OR s.b IS NULL AND a.o2 IS NULL) LIMIT 1) AS tid
    FROM arrived a
),
deleted AS (
    DELETE FROM pgtrickle_store.st_1 s USING gone g
    WHERE s.ctid = g.tid AND g.tid NOT IN (SELECT f.tid FROM found f WHERE f.tid IS NOT NULL)
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (a, b, __pgt_h)
    SELECT f.o1, f.o2, hash_record_extended(ROW(f.o1, f.o2), 0)
    FROM found f
    WHERE f.tid IS NULL AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted),
       (SELECT count(*) FROM deleted),
       NOT EXISTS (SELECT FROM lost l WHERE l.tid IS NULL);
