-- The SQL API. A function that needs the engine records a request: a proxy or driver session completes it within the same statement and
-- transaction; for other sessions the engine does so after commit.

CREATE OR REPLACE FUNCTION pgtrickle._request(kind text, arguments jsonb) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pgtrickle.request (request_id, search_path, kind, arguments)
        VALUES (pgtrickle._next_number('pgtrickle.request_id_seq'), pg_catalog.current_setting('search_path'), kind, arguments);
    PERFORM pg_catalog.pg_notify('pgtrickle_request', '');
END $$;

CREATE OR REPLACE FUNCTION pgtrickle.create_stream_table(
    name text, query text, schedule text DEFAULT 'calculated', refresh_mode text DEFAULT 'AUTO', initialize boolean DEFAULT true,
    diamond_consistency text DEFAULT NULL, diamond_schedule_policy text DEFAULT NULL, cdc_mode text DEFAULT NULL,
    append_only boolean DEFAULT false, pooler_compatibility_mode boolean DEFAULT false, partition_by text DEFAULT NULL,
    max_differential_joins integer DEFAULT NULL, max_delta_fraction double precision DEFAULT NULL, output_distribution_column text DEFAULT NULL,
    temporal boolean DEFAULT false, storage_backend text DEFAULT NULL,
    sink text DEFAULT NULL, ducklake_sink_path text DEFAULT NULL, ducklake_sink_table_id bigint DEFAULT NULL)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pgtrickle._request('create', pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
            'name', name, 'query', query, 'schedule', schedule, 'refresh_mode', refresh_mode, 'initialize', initialize,
            'diamond_consistency', diamond_consistency, 'diamond_schedule_policy', diamond_schedule_policy,
            'cdc_mode', cdc_mode, 'append_only', append_only, 'pooler_compatibility_mode', pooler_compatibility_mode,
            'partition_by', partition_by, 'max_differential_joins', max_differential_joins,
            'max_delta_fraction', max_delta_fraction, 'output_distribution_column', output_distribution_column,
            'temporal', temporal, 'storage_backend', storage_backend, 'sink', sink,
            'ducklake_sink_path', ducklake_sink_path, 'ducklake_sink_table_id', ducklake_sink_table_id)));
END $$;

CREATE OR REPLACE FUNCTION pgtrickle.create_stream_table_if_not_exists(
    name text, query text, schedule text DEFAULT 'calculated', refresh_mode text DEFAULT 'AUTO', initialize boolean DEFAULT true,
    diamond_consistency text DEFAULT NULL, diamond_schedule_policy text DEFAULT NULL, cdc_mode text DEFAULT NULL,
    append_only boolean DEFAULT false, pooler_compatibility_mode boolean DEFAULT false, partition_by text DEFAULT NULL,
    max_differential_joins integer DEFAULT NULL, max_delta_fraction double precision DEFAULT NULL, output_distribution_column text DEFAULT NULL,
    temporal boolean DEFAULT false, storage_backend text DEFAULT NULL,
    sink text DEFAULT NULL, ducklake_sink_path text DEFAULT NULL, ducklake_sink_table_id bigint DEFAULT NULL)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pgtrickle._request('create_if_not_exists', pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
            'name', name, 'query', query, 'schedule', schedule, 'refresh_mode', refresh_mode, 'initialize', initialize,
            'diamond_consistency', diamond_consistency, 'diamond_schedule_policy', diamond_schedule_policy,
            'cdc_mode', cdc_mode, 'append_only', append_only, 'pooler_compatibility_mode', pooler_compatibility_mode,
            'partition_by', partition_by, 'max_differential_joins', max_differential_joins,
            'max_delta_fraction', max_delta_fraction, 'output_distribution_column', output_distribution_column,
            'temporal', temporal, 'storage_backend', storage_backend, 'sink', sink,
            'ducklake_sink_path', ducklake_sink_path, 'ducklake_sink_table_id', ducklake_sink_table_id)));
END $$;

CREATE OR REPLACE FUNCTION pgtrickle.create_or_replace_stream_table(
    name text, query text, schedule text DEFAULT 'calculated', refresh_mode text DEFAULT 'AUTO', initialize boolean DEFAULT true,
    diamond_consistency text DEFAULT NULL, diamond_schedule_policy text DEFAULT NULL, cdc_mode text DEFAULT NULL,
    append_only boolean DEFAULT false, pooler_compatibility_mode boolean DEFAULT false, partition_by text DEFAULT NULL,
    max_differential_joins integer DEFAULT NULL, max_delta_fraction double precision DEFAULT NULL, output_distribution_column text DEFAULT NULL,
    temporal boolean DEFAULT false, storage_backend text DEFAULT NULL)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pgtrickle._request('create_or_replace', pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
            'name', name, 'query', query, 'schedule', schedule, 'refresh_mode', refresh_mode, 'initialize', initialize,
            'diamond_consistency', diamond_consistency, 'diamond_schedule_policy', diamond_schedule_policy,
            'cdc_mode', cdc_mode, 'append_only', append_only, 'pooler_compatibility_mode', pooler_compatibility_mode,
            'partition_by', partition_by, 'max_differential_joins', max_differential_joins,
            'max_delta_fraction', max_delta_fraction, 'output_distribution_column', output_distribution_column,
            'temporal', temporal, 'storage_backend', storage_backend)));
END $$;

CREATE OR REPLACE FUNCTION pgtrickle.alter_stream_table(
    name text, query text DEFAULT NULL, schedule text DEFAULT NULL, refresh_mode text DEFAULT NULL, status text DEFAULT NULL,
    diamond_consistency text DEFAULT NULL, diamond_schedule_policy text DEFAULT NULL, cdc_mode text DEFAULT NULL,
    append_only boolean DEFAULT NULL, pooler_compatibility_mode boolean DEFAULT NULL, tier text DEFAULT NULL, fuse text DEFAULT NULL,
    fuse_ceiling bigint DEFAULT NULL, fuse_sensitivity integer DEFAULT NULL, partition_by text DEFAULT NULL,
    max_differential_joins integer DEFAULT NULL, max_delta_fraction double precision DEFAULT NULL, post_refresh_action text DEFAULT NULL,
    reindex_drift_threshold double precision DEFAULT NULL, sink text DEFAULT NULL, ducklake_sink_path text DEFAULT NULL,
    ducklake_sink_table_id bigint DEFAULT NULL)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pgtrickle._request('alter', pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
            'name', name, 'query', query, 'schedule', schedule, 'refresh_mode', refresh_mode, 'status', status,
            'diamond_consistency', diamond_consistency, 'diamond_schedule_policy', diamond_schedule_policy,
            'cdc_mode', cdc_mode, 'append_only', append_only, 'pooler_compatibility_mode', pooler_compatibility_mode,
            'tier', tier, 'fuse', fuse, 'fuse_ceiling', fuse_ceiling, 'fuse_sensitivity', fuse_sensitivity,
            'partition_by', partition_by, 'max_differential_joins', max_differential_joins,
            'max_delta_fraction', max_delta_fraction, 'post_refresh_action', post_refresh_action,
            'reindex_drift_threshold', reindex_drift_threshold, 'sink', sink, 'ducklake_sink_path', ducklake_sink_path,
            'ducklake_sink_table_id', ducklake_sink_table_id)));
END $$;

CREATE OR REPLACE FUNCTION pgtrickle.drop_stream_table(
    name text, cascade boolean DEFAULT false)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pgtrickle._request('drop', pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
            'name', name, 'cascade', cascade)));
END $$;

CREATE OR REPLACE FUNCTION pgtrickle.refresh_stream_table(
    name text)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pgtrickle._request('refresh', pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
            'name', name)));
END $$;

-- Which stream table a name means: the name of its visible relation, looked up as SQL would.
CREATE OR REPLACE FUNCTION pgtrickle._lookup(name text) RETURNS bigint
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    id bigint;
BEGIN
    SELECT pgt_id INTO id FROM pgtrickle.stream_table WHERE view_relid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(name);
    IF id IS NULL THEN
        RAISE EXCEPTION 'stream table "%" does not exist', name USING ERRCODE = '42P01';
    END IF;
    RETURN id;
END $$;

-- The engine's answer to a question about a query; NULL at first, when it is asked: the engine answers, and the statement runs once more.
CREATE OR REPLACE FUNCTION pgtrickle._answer(asked_kind text, asked text) RETURNS jsonb
    LANGUAGE plpgsql AS $$
DECLARE
    found_answer jsonb;
BEGIN
    IF asked IS NULL THEN
        RAISE EXCEPTION 'parameter "query" must not be NULL' USING ERRCODE = '22023';
    END IF;
    SELECT a.answer INTO found_answer FROM pgtrickle.answer a
        WHERE a.xid = pg_catalog.pg_current_xact_id_if_assigned() AND a.kind = asked_kind AND a.question = asked;
    IF found_answer IS NULL THEN
        PERFORM pgtrickle._request(asked_kind, pg_catalog.jsonb_build_object('query', asked));
    END IF;
    RETURN found_answer;
END $$;

-- What a function says that has no answer: the engine has not seen its statement.
CREATE OR REPLACE FUNCTION pgtrickle._no_engine() RETURNS text
    LANGUAGE sql IMMUTABLE AS $$
    SELECT 'This session does not pass through the pgtrickle proxy or driver, which have the compiler: connect through one of them.'::text
$$;

CREATE OR REPLACE FUNCTION pgtrickle.validate_query(query text) RETURNS TABLE (check_name text, result text, severity text)
    LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb := pgtrickle._answer('validate_query', query);
BEGIN
    IF answer IS NULL THEN
        RETURN QUERY SELECT 'engine'::text, pgtrickle._no_engine(), 'WARNING'::text;
    ELSE
        RETURN QUERY SELECT r.check_name, r.result, r.severity
            FROM pg_catalog.jsonb_to_recordset(answer) AS r(check_name text, result text, severity text);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION pgtrickle.explain_query_rewrite(query text) RETURNS TABLE (pass_name text, changed boolean, sql_after text)
    LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb := pgtrickle._answer('explain_query_rewrite', query);
BEGIN
    IF answer IS NULL THEN
        RETURN QUERY SELECT 'engine'::text, false, pgtrickle._no_engine();
    ELSE
        RETURN QUERY SELECT r.pass_name, r.changed, r.sql_after
            FROM pg_catalog.jsonb_to_recordset(answer) AS r(pass_name text, changed boolean, sql_after text);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION pgtrickle.pgt_status()
    RETURNS TABLE (name text, status text, refresh_mode text, is_populated boolean, consecutive_errors integer, schedule text,
                   data_timestamp timestamptz, staleness interval, scc_id integer)
    LANGUAGE sql STABLE AS $$
    SELECT pg_catalog.format('%I.%I', t.pgt_schema, t.pgt_name), t.status, t.refresh_mode, t.is_populated, t.consecutive_errors, t.schedule,
           t.data_timestamp, CASE WHEN t.refresh_mode OPERATOR(pg_catalog.<>) 'IMMEDIATE' THEN pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) t.data_timestamp END,
           NULL::integer
    FROM pgtrickle.pgt_stream_tables t ORDER BY 1
$$;

CREATE OR REPLACE FUNCTION pgtrickle.get_refresh_history(name text, max_rows integer DEFAULT 20)
    RETURNS TABLE (refresh_id bigint, data_timestamp timestamptz, start_time timestamptz, end_time timestamptz, action text, status text,
                   rows_inserted bigint, rows_deleted bigint, duration_ms double precision, error_message text)
    LANGUAGE sql STABLE AS $$
    SELECT h.refresh_id, h.data_timestamp, h.start_time, h.end_time, h.action, h.status, h.rows_inserted, h.rows_deleted,
           (1000 * EXTRACT(epoch FROM h.end_time - h.start_time))::double precision, h.error_message
    FROM pgtrickle.pgt_refresh_history h WHERE h.pgt_id = pgtrickle._lookup(name)
    ORDER BY h.refresh_id DESC LIMIT max_rows
$$;

CREATE OR REPLACE FUNCTION pgtrickle.explain_st(name text, with_analyze boolean DEFAULT false) RETURNS TABLE (property text, value text)
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    t record;
BEGIN
    SELECT s.*, d.operator_tree, d.delta_query, d.layout, d.log_relid, d.storage_relid, d.pin_relid INTO STRICT t
        FROM pgtrickle.pgt_stream_tables s JOIN pgtrickle.stream_table d USING (pgt_id) WHERE s.pgt_id = pgtrickle._lookup(name);
    RETURN QUERY VALUES
        ('pgt_name', pg_catalog.format('%I.%I', t.pgt_schema, t.pgt_name)),
        ('defining_query', t.defining_query),
        ('requested_mode', t.requested_mode),
        ('refresh_mode', t.refresh_mode),
        ('effective_refresh_mode', t.effective_refresh_mode),
        ('mode_reason', t.mode_reason),
        ('schedule', coalesce(t.schedule, 'calculated')),
        ('status', t.status),
        ('is_populated', t.is_populated::text),
        ('dvm_supported', CASE WHEN t.refresh_mode OPERATOR(pg_catalog.<>) 'FULL' THEN 'true' WHEN t.requested_mode OPERATOR(pg_catalog.=) 'FULL' THEN 'unknown' ELSE 'false' END),
        ('operator_tree', t.operator_tree),
        ('output_columns', (SELECT pg_catalog.string_agg(pg_catalog.format('%I %s', attname, pg_catalog.format_type(atttypid, atttypmod)), ', ' ORDER BY attnum)
                            FROM pg_catalog.pg_attribute WHERE attrelid = t.pgt_relid AND attnum > 0 AND NOT attisdropped)),
        ('source_oids', (SELECT pg_catalog.string_agg(pg_catalog.format('%s (%s)', source_relid, source_relid::oid), ', ') FROM pgtrickle.dependency WHERE pgt_id = t.pgt_id)),
        ('storage', t.storage_relid::text),
        ('pinned_query', t.pin_relid::text),
        ('frontier', t.frontier::text),
        ('delta_query', t.delta_query),
        ('intermediates', (SELECT pg_catalog.string_agg(pg_catalog.format('%s:%s%s', p.view_relid, pg_catalog.chr(10), p.original_query), pg_catalog.chr(10) ORDER BY p.program)
                           FROM pgtrickle.stream_table p WHERE p.intermediate_of = t.pgt_id)),
        ('layout', CASE WHEN t.log_relid IS NOT NULL AND EXISTS (SELECT FROM pgtrickle.dependency r WHERE r.source_relid = t.storage_relid)
                        THEN 'other stream tables read it, so whoever appends what it contributes folds it at once, and takes turns for that until commit'
                        ELSE t.layout END),
        ('auto_decision', t.auto_decision),
        ('refresh_timing_stats', (SELECT pg_catalog.format('%s refreshes, median %s ms', pg_catalog.count(*),
             pg_catalog.round(pg_catalog.percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM end_time - start_time) * 1000)::numeric, 3))
             FROM pgtrickle.pgt_refresh_history h WHERE h.pgt_id = t.pgt_id AND h.status = 'COMPLETED'));
END $$;

CREATE OR REPLACE FUNCTION pgtrickle.get_staleness(name text) RETURNS double precision
    LANGUAGE sql STABLE AS $$
    SELECT EXTRACT(epoch FROM pg_catalog.clock_timestamp() - data_timestamp)::double precision
    FROM pgtrickle.stream_table_state WHERE pgt_id = pgtrickle._lookup(name)
$$;

-- Indexes that keep maintenance from reading whole tables: on the columns that it looks rows up by.
CREATE OR REPLACE FUNCTION pgtrickle.recommend_indexes(name text)
    RETURNS TABLE (source_table text, index_definition text, reason text, already_exists boolean)
    LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (pg_catalog.lower(p.source_relid::text), p.attnum)
           p.source_relid::text,
           pg_catalog.format('CREATE INDEX ON %s (%I)', p.source_relid, a.attname),
           p.reason,
           EXISTS (SELECT FROM pg_catalog.pg_index i
                   WHERE i.indrelid OPERATOR(pg_catalog.=) p.source_relid AND i.indkey[0] OPERATOR(pg_catalog.=) p.attnum
                     AND i.indisvalid AND i.indpred IS NULL)
    FROM pgtrickle.stream_table t
    JOIN pgtrickle.probe p ON p.pgt_id OPERATOR(pg_catalog.=) t.pgt_id
    JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) p.source_relid AND a.attnum OPERATOR(pg_catalog.=) p.attnum
    WHERE t.pgt_id OPERATOR(pg_catalog.=) pgtrickle._lookup(name) OR t.intermediate_of OPERATOR(pg_catalog.=) pgtrickle._lookup(name)
    ORDER BY pg_catalog.lower(p.source_relid::text), p.attnum, p.reason
$$;

-- Applies what this transaction has changed to the IMMEDIATE stream tables that keep changes for COMMIT. Does nothing where there is nothing.
CREATE OR REPLACE FUNCTION pgtrickle.flush() RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF pg_catalog.current_setting('pgtrickle.pending', true) OPERATOR(pg_catalog.<>) '' THEN
        PERFORM pgtrickle._flush(pg_catalog.current_setting('pgtrickle.pending'));
    END IF;
END $$;
