-- query: SELECT r3.k, s.id FROM r3 LEFT JOIN LATERAL (SELECT id FROM r1 WHERE r1.a = r3.a ORDER BY id DESC LIMIT 2) s ON true

/* tree
Project [c10=c1, c11=c8]
  OuterJoin LEFT [(c9 = c2) AND (true)]
    Scan public.r3 t1 [c1=k, c2=a, c3=f]
    TopK partition=[c9] order=[c8 DESC] limit=2
      Project [c8=c4, c9=c5]
        Scan public.r1 t2 [c4=id, c5=a, c6=b, c7=t]
*/

-- changes of all tables
WITH d1 AS MATERIALIZED (
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
d2 AS MATERIALIZED (
    -- changes of public.r1
    SELECT r.id, r.a, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.id, r.a, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.id, r.a, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.id, r.a
    HAVING sum(r.__pgt_w) <> 0
),
changed_1 AS MATERIALIZED (
    SELECT r.c8, r.c9, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t2.id AS c8, t2.a AS c9, t2.__pgt_w AS __pgt_w
        FROM d2 t2
    ) r
    GROUP BY r.c8, r.c9
    HAVING sum(r.__pgt_w) <> 0
),
now_1 AS MATERIALIZED (
    SELECT t2x.id AS c8, t2x.a AS c9
    FROM public.r1 t2x
    WHERE EXISTS (SELECT FROM changed_1 k WHERE (k.c9) = (t2x.a))
    UNION ALL
    SELECT t2x.id AS c8, t2x.a AS c9
    FROM public.r1 t2x
    WHERE (SELECT EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c9) > 0))
      AND EXISTS (SELECT FROM changed_1 k WHERE pg_catalog.num_nulls(k.c9) > 0 AND ( (k.c9) = (t2x.a) OR pg_catalog.num_nulls(k.c9, t2x.a ) = 2))
),
before_1 AS MATERIALIZED (
    SELECT b.c8, b.c9
    FROM (
        SELECT r.c8, r.c9, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c8, c9, 1::bigint AS __pgt_w FROM now_1
            UNION ALL
            SELECT c8, c9, -__pgt_w FROM changed_1
        ) r
        GROUP BY r.c8, r.c9
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_1 AS MATERIALIZED (
    SELECT r.c8, r.c9, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT o.c8, o.c9, 1::bigint AS __pgt_w
        FROM (
            SELECT n.c8, n.c9
            FROM (
                SELECT i.c8 AS c8, i.c9 AS c9, pg_catalog.row_number() OVER (PARTITION BY i.c9
                ORDER BY i.c8 DESC, i.c8, i.c9) AS __pgt_i
                FROM now_1 i
            ) n
            WHERE n.__pgt_i <= 0 + coalesce(2, 9223372036854775807 - 0)
        ) o
        UNION ALL
        SELECT o.c8, o.c9, -1::bigint AS __pgt_w
        FROM (
            SELECT n.c8, n.c9
            FROM (
                SELECT i.c8 AS c8, i.c9 AS c9, pg_catalog.row_number() OVER (PARTITION BY i.c9
                ORDER BY i.c8 DESC, i.c8, i.c9) AS __pgt_i
                FROM before_1 i
            ) n
            WHERE n.__pgt_i <= 0 + coalesce(2, 9223372036854775807 - 0)
        ) o
    ) r
    GROUP BY r.c8, r.c9
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta_1 AS MATERIALIZED (
    SELECT result_1.c8 AS c8, result_1.c9 AS c9, result_1.__pgt_w AS __pgt_w
    FROM result_1
),
rows_2 AS MATERIALIZED (
    SELECT t1.k AS c1, t1.a AS c2, 1::bigint AS __pgt_w, row_number() OVER () AS i
    FROM public.r3 t1
    WHERE EXISTS (SELECT FROM delta_1 delta_1y WHERE(delta_1y.c9 = t1.a) AND (true))
),
matches_2 AS MATERIALIZED (
    SELECT rows_2.i, sum(delta_1y.__pgt_w)::bigint AS p
    FROM rows_2, delta_1 delta_1y
    WHERE (delta_1y.c9 = rows_2.c2)
      AND (true)
    GROUP BY rows_2.i
    HAVING sum(delta_1y.__pgt_w) <> 0
),
rows_3 AS MATERIALIZED (
    SELECT t1.k AS c1, t1.a AS c2, t1.__pgt_w AS __pgt_w, row_number() OVER () AS i
    FROM d1 t1
),
matches_3 AS MATERIALIZED (
    SELECT rows_3.i, sum(delta_1y.__pgt_w)::bigint AS p
    FROM rows_3, delta_1 delta_1y
    WHERE (delta_1y.c9 = rows_3.c2)
      AND (true)
    GROUP BY rows_3.i
    HAVING sum(delta_1y.__pgt_w) <> 0
),
delta AS (
    SELECT t1.k AS o1, q8.c8 AS o2, t1.__pgt_w AS __pgt_w
    FROM d1 t1, (
        SELECT n.c8, n.c9
        FROM (
            SELECT t2x.id AS c8, t2x.a AS c9, pg_catalog.row_number() OVER (PARTITION BY t2x.a
            ORDER BY t2x.id DESC, t2x.id, t2x.a) AS __pgt_i
            FROM public.r1 t2x
            WHERE EXISTS (SELECT FROM d1 t1y WHERE (true) AND(t2x.a = t1y.a))
        ) n
        WHERE n.__pgt_i <= 0 + coalesce(2, 9223372036854775807 - 0)
    ) q8
    WHERE (q8.c9 = t1.a)
      AND (true)
    UNION ALL
    SELECT t1.k AS o1, delta_1.c8 AS o2, delta_1.__pgt_w AS __pgt_w
    FROM public.r3 t1, delta_1
    WHERE (delta_1.c9 = t1.a)
      AND (true)
    UNION ALL
    SELECT t1.k AS o1, delta_1.c8 AS o2, -(t1.__pgt_w * delta_1.__pgt_w) AS __pgt_w
    FROM d1 t1, delta_1
    WHERE (delta_1.c9 = t1.a)
      AND (true)
    UNION ALL
    SELECT t1.k AS o1, (NULL::integer) AS o2, t1.__pgt_w AS __pgt_w
    FROM d1 t1
    WHERE NOT EXISTS (SELECT FROM (
        SELECT n.c8, n.c9
        FROM (
            SELECT t2xx.id AS c8, t2xx.a AS c9, pg_catalog.row_number() OVER (PARTITION BY t2xx.a
            ORDER BY t2xx.id DESC, t2xx.id, t2xx.a) AS __pgt_i
            FROM public.r1 t2xx
            WHERE (t2xx.a = t1.a)
              AND (true)
        ) n
        WHERE n.__pgt_i <= 0 + coalesce(2, 9223372036854775807 - 0)
    ) q8x WHERE (q8x.c9 = t1.a) AND (true))
    UNION ALL
    SELECT rows_2.c1 AS o1, (NULL::integer) AS o2, rows_2.__pgt_w * x2.w AS __pgt_w
    FROM rows_2, matches_2, LATERAL (SELECT CASE WHEN matches_2.p > 0 AND NOT EXISTS (SELECT FROM (
        SELECT n.c8, n.c9
        FROM (
            SELECT t2xx.id AS c8, t2xx.a AS c9, pg_catalog.row_number() OVER (PARTITION BY t2xx.a
            ORDER BY t2xx.id DESC, t2xx.id, t2xx.a) AS __pgt_i
            FROM public.r1 t2xx
            WHERE (t2xx.a = rows_2.c2)
              AND (true)
        ) n
        WHERE n.__pgt_i <= 0 + coalesce(2, 9223372036854775807 - 0)
    ) q8x WHERE (q8x.c9 = rows_2.c2) AND (true) OFFSET matches_2.p) THEN -1 WHEN matches_2.p < 0 AND NOT EXISTS (SELECT FROM (
        SELECT n.c8, n.c9
        FROM (
            SELECT t2xx.id AS c8, t2xx.a AS c9, pg_catalog.row_number() OVER (PARTITION BY t2xx.a
            ORDER BY t2xx.id DESC, t2xx.id, t2xx.a) AS __pgt_i
            FROM public.r1 t2xx
            WHERE (t2xx.a = rows_2.c2)
              AND (true)
        ) n
        WHERE n.__pgt_i <= 0 + coalesce(2, 9223372036854775807 - 0)
    ) q8x WHERE (q8x.c9 = rows_2.c2) AND (true)) THEN 1 ELSE 0 END::bigint AS w) x2
    WHERE matches_2.i = rows_2.i
      AND x2.w <> 0
    UNION ALL
    SELECT rows_3.c1 AS o1, (NULL::integer) AS o2, -(rows_3.__pgt_w * x3.w) AS __pgt_w
    FROM rows_3, matches_3, LATERAL (SELECT CASE WHEN matches_3.p > 0 AND NOT EXISTS (SELECT FROM (
        SELECT n.c8, n.c9
        FROM (
            SELECT t2xx.id AS c8, t2xx.a AS c9, pg_catalog.row_number() OVER (PARTITION BY t2xx.a
            ORDER BY t2xx.id DESC, t2xx.id, t2xx.a) AS __pgt_i
            FROM public.r1 t2xx
            WHERE (t2xx.a = rows_3.c2)
              AND (true)
        ) n
        WHERE n.__pgt_i <= 0 + coalesce(2, 9223372036854775807 - 0)
    ) q8x WHERE (q8x.c9 = rows_3.c2) AND (true) OFFSET matches_3.p) THEN -1 WHEN matches_3.p < 0 AND NOT EXISTS (SELECT FROM (
        SELECT n.c8, n.c9
        FROM (
            SELECT t2xx.id AS c8, t2xx.a AS c9, pg_catalog.row_number() OVER (PARTITION BY t2xx.a
            ORDER BY t2xx.id DESC, t2xx.id, t2xx.a) AS __pgt_i
            FROM public.r1 t2xx
            WHERE (t2xx.a = rows_3.c2)
              AND (true)
        ) n
        WHERE n.__pgt_i <= 0 + coalesce(2, 9223372036854775807 - 0)
    ) q8x WHERE (q8x.c9 = rows_3.c2) AND (true)) THEN 1 ELSE 0 END::bigint AS w) x3
    WHERE matches_3.i = rows_3.i
      AND x3.w <> 0
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.k, s.id), ROW(f.o1, f.o2))
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
    INSERT INTO pgtrickle_store.st_1 (k, id, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
