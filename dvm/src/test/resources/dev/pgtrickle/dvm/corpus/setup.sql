-- What the queries of own.sql refer to. The search path of the tests is "app, public"; schema ext is in no path but one group's.
CREATE SCHEMA app;
CREATE SCHEMA ext;
CREATE SCHEMA "Odd Schema";
CREATE EXTENSION citext SCHEMA ext;
CREATE EXTENSION tablefunc SCHEMA ext;
SET search_path = app, public;

CREATE COLLATION app.german (provider = icu, locale = 'de');
CREATE COLLATION app.nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'it''s fine');
CREATE TYPE addr AS (street text, nr int);
CREATE TYPE "Odd Type" AS ("Mixed Case" int, "from" text);
CREATE DOMAIN posint AS int CHECK (value > 0);
CREATE DOMAIN "Odd Domain" AS varchar(7);

CREATE TABLE t1 (id int PRIMARY KEY, k int, a int, b text, n numeric(10,2), d date, f float8, bo boolean, j jsonb, arr int[], kk int);
CREATE TABLE t2 (id int PRIMARY KEY, k int, a int, b text, kk int, v numeric, doc json);
CREATE TABLE t3 (k int, c text COLLATE "C", v varchar(20), ch char(5), iv interval, tz timestamptz, ts timestamp, tm time, ttz timetz(3),
    by bytea, u uuid, ip inet, x xml, bits bit(8), vb varbit, mo money, tsv tsvector, r int4range, mr int4multirange, p point, bx box,
    ci circle, s smallint, bi bigint, re real, nm name, q "char", g text COLLATE german, nc text COLLATE nocase);
CREATE TABLE people (id int PRIMARY KEY, name text, ad addr, ads addr[], m mood, pi posint, boss int REFERENCES people, matrix int[][]);
CREATE TABLE "Odd Schema"."Odd Table" ("select" int PRIMARY KEY, "Mixed Case" text, "quote""d" int, "ünï" text, "a.b" int, "from" int, oc "Odd Type",
    od "Odd Domain");
CREATE TABLE sales (id int PRIMARY KEY, region text, product text, amount numeric, qty int, sold date, rep int);
CREATE TABLE edges (src int, dst int, w int, label text);
CREATE TABLE parent (id int, note text);
CREATE TABLE child (extra int) INHERITS (parent);
CREATE TABLE parts (id int, region text, amount numeric) PARTITION BY LIST (region);
CREATE TABLE parts_eu PARTITION OF parts FOR VALUES IN ('eu');
CREATE TABLE renamed (a int, gone int, b int, c text);
ALTER TABLE renamed DROP COLUMN gone;
ALTER TABLE renamed RENAME COLUMN a TO "A";
ALTER TABLE renamed ADD COLUMN late int;
CREATE TABLE gen (a int, twice int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE cit (id int, e ext.citext, f ext.citext, t text);
CREATE TABLE double (precision int, year int, time_ int, nested int, name int, value int);
CREATE TABLE json_table_like (doc jsonb, docs jsonb, x xml);

CREATE VIEW v1 AS SELECT id, k, a + 1 AS a1 FROM t1 WHERE bo;
CREATE VIEW v2 AS SELECT v1.*, t2.b FROM v1 JOIN t2 USING (id);

CREATE FUNCTION add3(x int, y int DEFAULT 2, z int DEFAULT 3) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x + y + z';
CREATE FUNCTION sum_all(VARIADIC xs int[]) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT sum(x)::int FROM unnest(xs) x';
CREATE FUNCTION pairs(n int) RETURNS TABLE (i int, sq int) LANGUAGE sql IMMUTABLE AS 'SELECT g, g * g FROM generate_series(1, n) g';
CREATE FUNCTION anon(n int) RETURNS SETOF record LANGUAGE sql IMMUTABLE AS 'SELECT g, g::text FROM generate_series(1, n) g';
CREATE FUNCTION two_out(n int, OUT a int, OUT b text) LANGUAGE sql IMMUTABLE AS 'SELECT n, n::text';
CREATE FUNCTION an_address(n int) RETURNS addr LANGUAGE sql IMMUTABLE AS 'SELECT ROW(''x'', n)::addr';
CREATE FUNCTION people_of(n int) RETURNS SETOF people LANGUAGE sql STABLE AS 'SELECT * FROM people WHERE id = n';
CREATE FUNCTION full_name(p people) RETURNS text LANGUAGE sql STABLE AS 'SELECT p.name';
CREATE FUNCTION "Odd Schema"."Odd Function"("Mixed Case" int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION "left"(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x';
CREATE FUNCTION cube(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x';
CREATE AGGREGATE my_sum(int) (sfunc = int4pl, stype = int, initcond = '0');
CREATE FUNCTION v_step(state int, VARIADIC xs int[]) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT state + sum(x)::int FROM unnest(xs) x';
CREATE AGGREGATE v_sum(VARIADIC int[]) (sfunc = v_step, stype = int, initcond = '0');
CREATE AGGREGATE my_percentile(float8 ORDER BY anyelement)
    (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);

-- An operator that hides a built-in one for whoever has ext in the search path before pg_catalog, and one that only exists there.
CREATE FUNCTION ext.never(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
CREATE OPERATOR ext.<=> (LEFTARG = int, RIGHTARG = int, FUNCTION = ext.never);
CREATE OPERATOR ext.!!! (RIGHTARG = int, FUNCTION = pg_catalog.int4um);
CREATE OPERATOR app.<+> (LEFTARG = int, RIGHTARG = int, FUNCTION = pg_catalog.int4pl);

CREATE SCHEMA tpch;
SET search_path = tpch;
CREATE TABLE region (r_regionkey int PRIMARY KEY, r_name char(25), r_comment varchar(152));
CREATE TABLE nation (n_nationkey int PRIMARY KEY, n_name char(25), n_regionkey int, n_comment varchar(152));
CREATE TABLE part (p_partkey int PRIMARY KEY, p_name varchar(55), p_mfgr char(25), p_brand char(10), p_type varchar(25), p_size int,
    p_container char(10), p_retailprice numeric(15,2), p_comment varchar(23));
CREATE TABLE supplier (s_suppkey int PRIMARY KEY, s_name char(25), s_address varchar(40), s_nationkey int, s_phone char(15),
    s_acctbal numeric(15,2), s_comment varchar(101));
CREATE TABLE partsupp (ps_partkey int, ps_suppkey int, ps_availqty int, ps_supplycost numeric(15,2), ps_comment varchar(199),
    PRIMARY KEY (ps_partkey, ps_suppkey));
CREATE TABLE customer (c_custkey int PRIMARY KEY, c_name varchar(25), c_address varchar(40), c_nationkey int, c_phone char(15),
    c_acctbal numeric(15,2), c_mktsegment char(10), c_comment varchar(117));
CREATE TABLE orders (o_orderkey int PRIMARY KEY, o_custkey int, o_orderstatus char(1), o_totalprice numeric(15,2), o_orderdate date,
    o_orderpriority char(15), o_clerk char(15), o_shippriority int, o_comment varchar(79));
CREATE TABLE lineitem (l_orderkey int, l_partkey int, l_suppkey int, l_linenumber int, l_quantity numeric(15,2),
    l_extendedprice numeric(15,2), l_discount numeric(15,2), l_tax numeric(15,2), l_returnflag char(1), l_linestatus char(1), l_shipdate date,
    l_commitdate date, l_receiptdate date, l_shipinstruct char(25), l_shipmode char(10), l_comment varchar(44),
    PRIMARY KEY (l_orderkey, l_linenumber));

CREATE SCHEMA nexmark;
SET search_path = nexmark;
CREATE TABLE person (id bigint PRIMARY KEY, name text, email_address text, credit_card text, city text, state text, date_time timestamp,
    extra text);
CREATE TABLE auction (id bigint PRIMARY KEY, item_name text, description text, initial_bid bigint, reserve bigint, date_time timestamp,
    expires timestamp, seller bigint, category bigint, extra text);
CREATE TABLE bid (auction bigint, bidder bigint, price bigint, channel text, url text, date_time timestamp, extra text);
CREATE TABLE side_input (key bigint PRIMARY KEY, value text);
