-- query: WITH RECURSIVE r(a, b, n) AS (SELECT a, b, 1 FROM edge UNION ALL SELECT r.a, e.b, r.n + 1 FROM r JOIN edge e ON r.b = e.a) SELECT a, b * 2 AS twice FROM r WHERE n > 1

/* tree
Project [c19=c16, c20=(c17 * 2)]
  Filter [(c18 > 1)]
    Fixpoint UNION ALL [c16, c17, c18] [c3, c4, c5] [c13, c14, c15]
      Project [c3=c1, c4=c2, c5=1]
        Scan public.edge t1 [c1=a, c2=b]
      Project [c13=c6, c14=c12, c15=(c8 + 1), c6=c6, c7=c7, c8=c8, c9=c9, c10=c10]
        Join [((c7 = c11))]
          SelfReference [c6, c7, c8]
          Scan public.edge t2 [c11=a, c12=b]
*/

-- captured: a, b

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    a integer,
    twice integer,
    __pgt_c2 integer,
    __pgt_c3 integer,
    __pgt_v boolean,
    __pgt_h bigint,
    __pgt_n bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_c2, a);

-- visible
SELECT s.a, s.twice FROM pgtrickle_store.st_1 s WHERE s.__pgt_v AND true
UNION ALL
SELECT s.a, s.twice FROM pgtrickle_store.st_1 s CROSS JOIN LATERAL pg_catalog.generate_series(2, s.__pgt_n) WHERE s.__pgt_v AND s.__pgt_n > 1;

-- contents
SELECT n.o1, ((n.o2 * 2)), n.o2, n.o3, (((n.o3 > 1))) IS TRUE, hash_record_extended(ROW(n.o1, n.o2, n.o3), 0), n.__pgt_w
FROM (
    SELECT r.o1, r.o2, r.o3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT i.*, 1::bigint AS __pgt_w FROM (
            SELECT w16.c16 AS o1, w16.c17 AS o2, w16.c18 AS o3
            FROM (
                WITH RECURSIVE w16x(c16, c17, c18) AS (
                    SELECT t1x.a AS c16, t1x.b AS c17, 1 AS c18
                    FROM public.edge t1x
                    UNION ALL
                    SELECT r9x.c16 AS c16, t2x.b AS c17, ((r9x.c18 + 1)) AS c18
                    FROM w16x r9x, public.edge t2x
                    WHERE ((r9x.c17 = t2x.a))
                )
                SELECT w16x.c16, w16x.c17, w16x.c18
                FROM w16x
            ) w16
        ) i
    ) r
    GROUP BY r.o1, r.o2, r.o3
    HAVING sum(r.__pgt_w) <> 0
) n;

-- changes of t2
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
    SELECT r.o1, r.o2, r.o3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT x.o1, x.o2, x.o3, x.n * x.__pgt_w AS __pgt_w
        FROM (
            SELECT r9.a AS o1, t2.b AS o2, ((r9.__pgt_c3 + 1)) AS o3, r9.__pgt_n AS n, t2.__pgt_w AS __pgt_w
            FROM pgtrickle_store.st_1 r9, d1 t2
            WHERE ((r9.__pgt_c2 = t2.a))
        ) x
    ) r
    GROUP BY r.o1, r.o2, r.o3
    HAVING sum(r.__pgt_w) <> 0
),
spread(o1, o2, o3, __pgt_w, round) AS (
    SELECT s.o1, s.o2, s.o3, s.__pgt_w, 0
    FROM seeds s
    UNION ALL
    SELECT x.o1, x.o2, x.o3, x.__pgt_w, x.round + 1
    FROM (
        SELECT r9.o1 AS o1, t2.b AS o2, ((r9.o3 + 1)) AS o3, r9.__pgt_w AS __pgt_w, r9.round AS round
        FROM spread r9, public.edge t2
        WHERE ((r9.o2 = t2.a))
    ) x
    WHERE CASE WHEN x.round < (SELECT pgtrickle._recursion_limit()) THEN 0 ELSE pgtrickle._recursion_too_deep('pgtrickle_store.st_1') END = 0
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, r.o3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM spread r
    GROUP BY r.o1, r.o2, r.o3
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT n.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + n.__pgt_w AS n
    FROM net n LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = hash_record_extended(ROW(n.o1, n.o2, n.o3), 0) AND record_image_eq(ROW(s.a, s.__pgt_c2, s.__pgt_c3), ROW(n.o1, n.o2, n.o3))
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
    INSERT INTO pgtrickle_store.st_1 (a, twice, __pgt_c2, __pgt_c3, __pgt_v, __pgt_h, __pgt_n)
    SELECT f.o1, ((f.o2 * 2)), f.o2, f.o3, (((f.o3 > 1))) IS TRUE, hash_record_extended(ROW(f.o1, f.o2, f.o3), 0), f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
