-- query: WITH RECURSIVE t (x, n) AS (SELECT a, 1 FROM r3 UNION ALL SELECT r3.a, n + 1 FROM r3 JOIN t ON r3.k = t.x WHERE n < 4) SELECT x, n FROM t

/* tree
Project [c17=c15, c18=c16]
  Fixpoint UNION ALL [c15, c16] [c4, c5] [c13, c14]
    Project [c4=c2, c5=1]
      Scan public.r3 t1 [c1=k, c2=a, c3=f]
    Project [c13=c11, c14=(c7 + 1), c6=c6, c7=c7, c8=c8, c9=c9]
      Join [((c10 = c6)) AND (c7 < 4)]
        Scan public.r3 t2 [c10=k, c11=a, c12=f]
        SelfReference [c6, c7]
*/

-- changes of all tables
WITH RECURSIVE d1 AS MATERIALIZED (
    -- changes of public.r3
    SELECT r.k, r.a, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.k, r.a, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.k, r.a, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.k, r.a
    HAVING sum(r.__pgt_w) <> 0
),
seeds AS MATERIALIZED (
    SELECT r.o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t1.a AS o1, 1 AS o2, t1.__pgt_w AS __pgt_w
        FROM d1 t1
        UNION ALL
        SELECT x.o1, x.o2, x.n * x.__pgt_w AS __pgt_w
        FROM (
            SELECT t2.a AS o1, ((r8.n + 1)) AS o2, r8.__pgt_n AS n, t2.__pgt_w AS __pgt_w
            FROM d1 t2, pgtrickle_store.st_1 r8
            WHERE ((t2.k = r8.x))
              AND (r8.n < 4)
        ) x
    ) r
    GROUP BY r.o1, r.o2
    HAVING sum(r.__pgt_w) <> 0
),
spread(o1, o2, __pgt_w, round) AS (
    SELECT s.o1, s.o2, s.__pgt_w, 0
    FROM seeds s
    UNION ALL
    SELECT x.o1, x.o2, x.__pgt_w, x.round + 1
    FROM (
        SELECT t2.a AS o1, ((r8.o2 + 1)) AS o2, r8.__pgt_w AS __pgt_w, r8.round AS round
        FROM public.r3 t2, spread r8
        WHERE ((t2.k = r8.o1))
          AND (r8.o2 < 4)
    ) x
    WHERE CASE WHEN x.round < (SELECT pgtrickle._recursion_limit()) THEN 0 ELSE pgtrickle._recursion_too_deep('pgtrickle_store.st_1') END = 0
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM spread r
    GROUP BY r.o1, r.o2
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT n.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + n.__pgt_w AS n
    FROM net n LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = hash_record_extended(ROW(n.o1, n.o2), 0) AND record_image_eq(ROW(s.x, s.n), ROW(n.o1, n.o2))
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
    INSERT INTO pgtrickle_store.st_1 (x, n, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, hash_record_extended(ROW(f.o1, f.o2), 0), f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
