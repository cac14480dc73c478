-- What users look at. Column names are those of pg_trickle's catalog, so that tools written for it find them.

CREATE OR REPLACE VIEW pgtrickle.pgt_stream_tables AS
SELECT t.pgt_id,
       t.view_relid::oid AS pgt_relid,
       c.relname::text AS pgt_name,
       n.nspname::text AS pgt_schema,
       t.defining_query,
       t.original_query,
       t.schedule,
       t.requested_mode,
       t.refresh_mode,
       t.mode_reason,
       s.status,
       s.is_populated,
       s.data_timestamp,
       CASE WHEN s.frontier IS NOT NULL THEN jsonb_build_object('snapshot', s.frontier, 'xid', s.own_xid, 'command', s.own_command,
            'system_identifier', s.system_identifier, 'database', s.database, 'timeline', s.timeline) END AS frontier,
       s.last_refresh_at,
       s.consecutive_errors,
       s.needs_reinit,
       s.reinit_reason,
       s.last_full_ms,
       s.delta_ms,
       s.delta_row_ms,
       s.auto_decision,
       coalesce(s.last_refresh_mode, t.refresh_mode) AS effective_refresh_mode,
       s.last_error_message,
       s.last_error_at,
       'trigger'::text AS requested_cdc_mode,
       t.created_at,
       t.updated_at
FROM pgtrickle.stream_table t
JOIN pgtrickle.stream_table_state s USING (pgt_id)
JOIN pg_catalog.pg_class c ON c.oid = t.view_relid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE t.intermediate_of IS NULL;
GRANT SELECT ON pgtrickle.pgt_stream_tables TO PUBLIC;

CREATE OR REPLACE VIEW pgtrickle.pgt_dependencies AS
SELECT d.pgt_id,
       d.source_relid::oid AS source_relid,
       d.source_type,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = d.source_relid AND a.attnum = ANY (d.columns)) AS columns_used,
       d.fingerprint AS schema_fingerprint,
       'TRIGGER'::text AS cdc_mode
FROM pgtrickle.dependency d;
GRANT SELECT ON pgtrickle.pgt_dependencies TO PUBLIC;

CREATE OR REPLACE VIEW pgtrickle.stream_tables_info AS
SELECT t.*, clock_timestamp() - t.data_timestamp AS staleness
FROM pgtrickle.pgt_stream_tables t;
GRANT SELECT ON pgtrickle.stream_tables_info TO PUBLIC;
