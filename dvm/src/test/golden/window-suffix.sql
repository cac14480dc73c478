-- query: SELECT id, customer_id, amount, sum(amount) OVER w AS total, row_number() OVER w AS n, lag(amount) OVER w AS previous FROM purchase WINDOW w AS (PARTITION BY customer_id ORDER BY id ROWS UNBOUNDED PRECEDING)

/* tree
Project [c7=c1, c8=c2, c9=c3, c10=c4, c11=c5, c12=c6]
  Window partition=[c2] calls=[c4=sum(c3) OVER (PARTITION BY c2 ORDER BY c1 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), c5=row_number() OVER (PARTITION BY c2 ORDER BY c1), c6=lag(c3) OVER (PARTITION BY c2 ORDER BY c1)]
    Scan public.purchase t1 [c1=id, c2=customer_id, c3=amount]
*/

-- captured: id, customer_id, amount

-- storage
CREATE TABLE pgtrickle_store.st_1 (
    id integer,
    customer_id integer,
    amount numeric(10,2),
    total numeric,
    n bigint,
    previous numeric,
    __pgt_h bigint,
    __pgt_n bigint
) WITH (fillfactor = 80);
CREATE INDEX ON pgtrickle_store.st_1 (__pgt_h);
CREATE INDEX ON pgtrickle_store.st_1 (customer_id, id ASC NULLS LAST) INCLUDE (__pgt_h);

-- visible
SELECT s.id, s.customer_id, s.amount, s.total, s.n, s.previous FROM pgtrickle_store.st_1 s WHERE true
UNION ALL
SELECT s.id, s.customer_id, s.amount, s.total, s.n, s.previous FROM pgtrickle_store.st_1 s CROSS JOIN LATERAL pg_catalog.generate_series(2, s.__pgt_n) WHERE s.__pgt_n > 1;

-- contents
SELECT n.o1, n.o2, n.o3, n.o4, n.o5, n.o6, hash_record_extended(ROW(n.o1, n.o2, n.o3, n.o4, n.o5, n.o6), 0), n.__pgt_w
FROM (
    SELECT r.o1, r.o2, r.o3, r.o4, r.o5, r.o6, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT i.*, 1::bigint AS __pgt_w FROM (
            SELECT q1.c1 AS o1, q1.c2 AS o2, q1.c3 AS o3, q1.c4 AS o4, q1.c5 AS o5, q1.c6 AS o6
            FROM (
                SELECT t1x.id AS c1, t1x.customer_id AS c2, t1x.amount AS c3, sum(t1x.amount) OVER (PARTITION BY t1x.customer_id ORDER BY t1x.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS c4, row_number() OVER (PARTITION BY t1x.customer_id ORDER BY t1x.id) AS c5, lag(t1x.amount) OVER (PARTITION BY t1x.customer_id ORDER BY t1x.id) AS c6
                FROM public.purchase t1x
            ) q1
        ) i
    ) r
    GROUP BY r.o1, r.o2, r.o3, r.o4, pg_catalog.scale(r.o4), r.o5, r.o6, pg_catalog.scale(r.o6)
    HAVING sum(r.__pgt_w) <> 0
) n;

-- changes of t1
WITH d1 AS MATERIALIZED (
    -- changes of public.purchase
    SELECT r.id, r.customer_id, r.amount, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT r.id, r.customer_id, r.amount, -1::bigint AS __pgt_w FROM old_rows r
        UNION ALL
        SELECT r.id, r.customer_id, r.amount, 1::bigint AS __pgt_w FROM new_rows r
    ) r
    GROUP BY r.id, r.customer_id, r.amount
    HAVING sum(r.__pgt_w) <> 0
),
changed_1 AS MATERIALIZED (
    SELECT r.c1, r.c2, r.c3, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT t1.id AS c1, t1.customer_id AS c2, t1.amount AS c3, t1.__pgt_w AS __pgt_w
        FROM d1 t1
    ) r
    GROUP BY r.c1, r.c2, r.c3
    HAVING sum(r.__pgt_w) <> 0
),
first_1 AS MATERIALIZED (
    SELECT DISTINCT ON (k.c2) k.c2, k.c1 AS low
    FROM changed_1 k
    ORDER BY k.c2, k.c1 ASC NULLS LAST
),
start_1 AS MATERIALIZED (
    SELECT l.c2, CASE WHEN e.found THEN e.low ELSE l.low END AS low
    FROM first_1 l LEFT JOIN LATERAL (
        SELECT b.low, true AS found
        FROM (
            SELECT w.id AS low
            FROM pgtrickle_store.st_1 w
            WHERE l.c2 = w.customer_id
              AND w.id < l.low
            ORDER BY w.id DESC NULLS FIRST
            LIMIT 1
        ) b
        ORDER BY b.low ASC NULLS LAST
        LIMIT 1
    ) e ON true
),
seed_1 AS MATERIALIZED (
    SELECT l.c2, e.*
    FROM start_1 l CROSS JOIN LATERAL (
        SELECT w.total AS c4, w.n AS c5
        FROM pgtrickle_store.st_1 w
        WHERE l.c2 = w.customer_id
          AND w.id < l.low
        ORDER BY w.id DESC NULLS FIRST
        LIMIT 1
    ) e
),
now_1 AS MATERIALIZED (
    SELECT t1x.id AS c1, t1x.customer_id AS c2, t1x.amount AS c3
    FROM public.purchase t1x, start_1 l
    WHERE l.c2 = t1x.customer_id
      AND t1x.id >= l.low
),
before_1 AS MATERIALIZED (
    SELECT b.c1, b.c2, b.c3
    FROM (
        SELECT r.c1, r.c2, r.c3, sum(r.__pgt_w)::bigint AS __pgt_w
        FROM (
            SELECT c1, c2, c3, 1::bigint AS __pgt_w FROM now_1
            UNION ALL
            SELECT c1, c2, c3, -__pgt_w FROM changed_1
        ) r
        GROUP BY r.c1, r.c2, r.c3
        HAVING sum(r.__pgt_w) <> 0
    ) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b.__pgt_w, 0)::integer]))
),
result_1 AS MATERIALIZED (
    SELECT r.c1, r.c2, r.c3, r.c4, r.c5, r.c6, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM (
        SELECT i.c1 AS c1, i.c2 AS c2, i.c3 AS c3, coalesce(s.c4 + sum(i.c3) OVER (PARTITION BY i.c2 ORDER BY i.c1 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), s.c4, sum(i.c3) OVER (PARTITION BY i.c2 ORDER BY i.c1 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS c4, coalesce(s.c5 + row_number() OVER (PARTITION BY i.c2 ORDER BY i.c1), s.c5, row_number() OVER (PARTITION BY i.c2 ORDER BY i.c1)) AS c5, lag(i.c3) OVER (PARTITION BY i.c2 ORDER BY i.c1) AS c6, 1::bigint AS __pgt_w
        FROM now_1 i LEFT JOIN seed_1 s ON s.c2 = i.c2
        UNION ALL
        SELECT i.c1 AS c1, i.c2 AS c2, i.c3 AS c3, coalesce(s.c4 + sum(i.c3) OVER (PARTITION BY i.c2 ORDER BY i.c1 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), s.c4, sum(i.c3) OVER (PARTITION BY i.c2 ORDER BY i.c1 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS c4, coalesce(s.c5 + row_number() OVER (PARTITION BY i.c2 ORDER BY i.c1), s.c5, row_number() OVER (PARTITION BY i.c2 ORDER BY i.c1)) AS c5, lag(i.c3) OVER (PARTITION BY i.c2 ORDER BY i.c1) AS c6, -1::bigint AS __pgt_w
        FROM before_1 i LEFT JOIN seed_1 s ON s.c2 = i.c2
    ) r
    GROUP BY r.c1, r.c2, r.c3, r.c4, pg_catalog.scale(r.c4), r.c5, r.c6, pg_catalog.scale(r.c6)
    HAVING sum(r.__pgt_w) <> 0
    LIMIT (SELECT NULL::bigint)
),
delta AS (
    SELECT result_1.c1 AS o1, result_1.c2 AS o2, result_1.c3 AS o3, result_1.c4 AS o4, result_1.c5 AS o5, result_1.c6 AS o6, result_1.__pgt_w AS __pgt_w
    FROM result_1
),
net AS MATERIALIZED (
    SELECT r.o1, r.o2, r.o3, r.o4, r.o5, r.o6, sum(r.__pgt_w)::bigint AS __pgt_w
    FROM delta r
    GROUP BY r.o1, r.o2, r.o3, r.o4, pg_catalog.scale(r.o4), r.o5, r.o6, pg_catalog.scale(r.o6)
    HAVING sum(r.__pgt_w) <> 0
),
changed AS MATERIALIZED (
    SELECT f.*, s.ctid AS tid, coalesce(s.__pgt_n, 0) + f.__pgt_w AS n
    FROM (SELECT n.*, hash_record_extended(ROW(n.o1, n.o2, n.o3, n.o4, n.o5, n.o6), 0) AS h FROM net n) f LEFT JOIN pgtrickle_store.st_1 s ON s.__pgt_h = f.h AND record_image_eq(ROW(s.id, s.customer_id, s.amount, s.total, s.n, s.previous), ROW(f.o1, f.o2, f.o3, f.o4, f.o5, f.o6))
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
    INSERT INTO pgtrickle_store.st_1 (id, customer_id, amount, total, n, previous, __pgt_h, __pgt_n)
    SELECT f.o1, f.o2, f.o3, f.o4, f.o5, f.o6, f.h, f.n
    FROM changed f
    WHERE f.tid IS NULL AND f.n > 0 AND (SELECT count(*) FROM deleted) IS NOT NULL
    RETURNING 1
)
SELECT (SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w > 0)::bigint,
       -(SELECT coalesce(sum(__pgt_w), 0) FROM net WHERE __pgt_w < 0)::bigint,
       NOT EXISTS (SELECT FROM changed f WHERE f.n < 0);
