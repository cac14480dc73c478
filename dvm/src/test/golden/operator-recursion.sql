-- query: WITH RECURSIVE t (x) AS (SELECT a FROM r3 WHERE f > 0 UNION SELECT r3.a FROM r3 JOIN t ON r3.k = t.x) SELECT x FROM t

/* tree
Project [c13=c12]
  Fixpoint UNION [c12] [c4] [c11]
    Project [c4=c2]
      Filter [(c3 > 0)]
        Scan public.r3 t1 [c1=k, c2=a, c3=f]
    Project [c11=c9, c5=c5, c6=c6, c7=c7]
      Join [((c8 = c5))]
        Scan public.r3 t2 [c8=k, c9=a, c10=f]
        SelfReference [c5]
*/

-- changes of all tables
WITH RECURSIVE d1 AS MATERIALIZED (
    -- changes of public.r3
    SELECT r.k, r.a, r.f, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.k, r.a, r.f, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.k, r.a, r.f, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.k, r.a, r.f
    HAVING sum(r.__pgt_w) <> 0
),
seeds AS MATERIALIZED (
    SELECT r.o1, r.tid, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t1.a AS o1, NULL::pg_catalog.tid AS tid, t1.__pgt_w AS __pgt_w
        FROM d1 t1
        WHERE (t1.f > 0)
        UNION ALL
        SELECT t2.a AS o1, r6.ctid AS tid, t2.__pgt_w AS __pgt_w
        FROM d1 t2, pgtrickle_store.st_1 r6
        WHERE ((t2.k = r6.x))
    ) r
    GROUP BY r.o1, r.tid
    HAVING sum(r.__pgt_w) <> 0
),
lost AS MATERIALIZED (
    SELECT c.o1, (SELECT s.ctid FROM pgtrickle_store.st_1 s WHERE s.__pgt_h = hash_record_extended(ROW(c.o1), 0) AND (s.x = c.o1 OR s.x IS NULL AND c.o1 IS NULL) LIMIT 1) AS tid
    FROM seeds c
    WHERE c.__pgt_w < 0
),
closure(o1, tid) AS (
    SELECT l.o1, l.tid
    FROM lost l
    WHERE l.tid IS NOT NULL
    UNION
    SELECT x.o1, p.tid
    FROM (
        SELECT t2.a AS o1
        FROM public.r3 t2, closure r6
        WHERE ((t2.k = r6.o1))
    ) x CROSS JOIN LATERAL (
        SELECT s.ctid AS tid FROM pgtrickle_store.st_1 s WHERE s.__pgt_h = hash_record_extended(ROW(x.o1), 0) AND (s.x = x.o1 OR s.x IS NULL AND x.o1 IS NULL) OFFSET 0
    ) p
),
gone AS MATERIALIZED (
    SELECT DISTINCT ON (c.tid) c.* FROM closure c
),
rederived AS MATERIALIZED (
    SELECT t1.a AS o1
    FROM public.r3 t1
    WHERE (t1.f > 0)
      AND (SELECT EXISTS (SELECT FROM gone g WHERE true))
      AND EXISTS (SELECT FROM gone g WHERE true AND g.o1 = (t1.a))
    UNION ALL
    SELECT t2.a AS o1
    FROM public.r3 t2, pgtrickle_store.st_1 r6
    WHERE ((t2.k = r6.x))
      AND (SELECT EXISTS (SELECT FROM gone g WHERE true))
      AND EXISTS (SELECT FROM gone g WHERE true AND g.o1 = (t2.a))
      AND (r6.ctid NOT IN (SELECT g.tid FROM gone g))
),
candidates AS MATERIALIZED (
    SELECT DISTINCT x.o1
    FROM (
        SELECT c.o1 FROM seeds c WHERE c.__pgt_w > 0 AND (c.tid IS NULL OR c.tid NOT IN (SELECT g.tid FROM gone g))
        UNION ALL
        SELECT r.o1 FROM rederived r
    ) x
),
arrived(o1, round) AS (
    SELECT x.o1, interval '0'
    FROM candidates x
    WHERE NOT EXISTS (SELECT FROM pgtrickle_store.st_1 s WHERE s.__pgt_h = hash_record_extended(ROW(x.o1), 0) AND (s.x = x.o1 OR s.x IS NULL AND x.o1 IS NULL) AND s.ctid NOT IN (SELECT g.tid FROM gone g) OFFSET 0)
    UNION
    SELECT x.o1, x.round + interval '1 day -24 hours'
    FROM (
        SELECT t2.a AS o1, r6.round AS round
        FROM public.r3 t2, arrived r6
        WHERE ((t2.k = r6.o1))
    ) x
    WHERE NOT EXISTS (SELECT FROM pgtrickle_store.st_1 s WHERE s.__pgt_h = hash_record_extended(ROW(x.o1), 0) AND (s.x = x.o1 OR s.x IS NULL AND x.o1 IS NULL) AND s.ctid NOT IN (SELECT g.tid FROM gone g) OFFSET 0)
      AND CASE WHEN pg_catalog.date_part('day', x.round) < (SELECT pgtrickle._recursion_limit()) THEN 0 ELSE pgtrickle._recursion_too_deep('pgtrickle_store.st_1') END = 0
),
found AS MATERIALIZED (
    SELECT a.o1, (SELECT s.ctid FROM pgtrickle_store.st_1 s WHERE s.__pgt_h = hash_record_extended(ROW(a.o1), 0) AND (s.x = a.o1 OR s.x IS NULL AND a.o1 IS NULL) LIMIT 1) AS tid
    FROM arrived a
),
deleted AS (
    DELETE FROM pgtrickle_store.st_1 s USING gone g
    WHERE s.ctid = g.tid AND g.tid NOT IN (SELECT f.tid FROM found f WHERE f.tid IS NOT NULL)
    RETURNING 1
),
inserted AS (
    INSERT INTO pgtrickle_store.st_1 (x, __pgt_h)
    SELECT f.o1, hash_record_extended(ROW(f.o1), 0)
    FROM found f
    WHERE f.tid IS NULL AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted),
       (SELECT count(*) FROM deleted),
       NOT EXISTS (SELECT FROM lost l WHERE l.tid IS NULL);
