-- The catalog of stream tables. Base tables refer to relations by regclass, so that pg_dump writes names and a restored catalog finds its
-- relations again. Who may change which row is decided by row-level security: policies see the effective user, which a SECURITY DEFINER
-- function could not.

CREATE SCHEMA IF NOT EXISTS pgtrickle;
COMMENT ON SCHEMA pgtrickle IS 'pgtrickle: catalog and API of stream tables';
CREATE SCHEMA pgtrickle_changes;
COMMENT ON SCHEMA pgtrickle_changes IS 'pgtrickle: captured changes of source tables';
CREATE SCHEMA pgtrickle_store;
COMMENT ON SCHEMA pgtrickle_store IS 'pgtrickle: storage, pinned queries and maintenance programs of stream tables, owned by their owners';

GRANT USAGE ON SCHEMA pgtrickle, pgtrickle_changes TO PUBLIC;
-- Whoever may create stream tables needs this; revoke it from PUBLIC and grant it to roles to restrict that.
GRANT USAGE, CREATE ON SCHEMA pgtrickle_store TO PUBLIC;

CREATE TABLE pgtrickle.pgt_schema_version (
    version     integer PRIMARY KEY,
    applied_at  timestamptz NOT NULL DEFAULT now(),
    description text NOT NULL
);
GRANT SELECT ON pgtrickle.pgt_schema_version TO PUBLIC;

-- Ids come from here through _next_id(), never through nextval(), which would change lastval() of the user's session.
CREATE SEQUENCE pgtrickle.pgt_id_seq;

-- One row per stream table: what changes only by DDL.
CREATE TABLE pgtrickle.stream_table (
    pgt_id           bigint PRIMARY KEY,
    -- The number in the names of its objects: another one each time it is built anew.
    program          bigint NOT NULL UNIQUE,
    view_relid       regclass NOT NULL UNIQUE,
    storage_relid    regclass NOT NULL UNIQUE,
    pin_relid        regclass NOT NULL UNIQUE,
    original_query   text NOT NULL,
    defining_query   text NOT NULL,
    search_path      text NOT NULL,
    -- How the visible relation reads the storage.
    visible_query    text NOT NULL,
    requested_mode   text NOT NULL CHECK (requested_mode IN ('AUTO', 'FULL', 'DIFFERENTIAL', 'IMMEDIATE')),
    refresh_mode     text NOT NULL CHECK (refresh_mode IN ('FULL', 'DIFFERENTIAL', 'IMMEDIATE')),
    mode_reason      text,
    schedule         text,
    -- Whether the contents can change without a captured change: a stable function, or a source that cannot be captured.
    volatile_inputs  boolean NOT NULL DEFAULT false,
    -- Whether it is maintained as time passes.
    reads_clock      boolean NOT NULL DEFAULT false,
    operator_tree    text NOT NULL,
    delta_query      text,
    -- Whether parts of the query may be stored.
    intermediates    text NOT NULL DEFAULT 'AUTO' CHECK (intermediates IN ('AUTO', 'OFF')),
    -- For a stored part of a query: the stream table it belongs to, which users see.
    intermediate_of  bigint,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now()
);

-- One narrow row per stream table: what changes at every refresh. The frontier is an MVCC snapshot, bound to the cluster it was taken in;
-- (own_xid, own_command) places it inside a transaction that both wrote sources and filled the stream table.
CREATE TABLE pgtrickle.stream_table_state (
    pgt_id             bigint PRIMARY KEY REFERENCES pgtrickle.stream_table ON DELETE CASCADE,
    status             text NOT NULL DEFAULT 'INITIALIZING' CHECK (status IN ('INITIALIZING', 'ACTIVE', 'SUSPENDED', 'ERROR')),
    is_populated       boolean NOT NULL DEFAULT false,
    frontier           pg_snapshot,
    own_xid            xid8,
    own_command        bigint,
    system_identifier  bigint,
    database           oid,
    timeline           integer,
    data_timestamp     timestamptz,
    -- What now() was when the contents were computed or last changed.
    clock              timestamptz,
    last_refresh_at    timestamptz,
    last_refresh_mode  text,
    last_full_ms       double precision,
    -- What refreshes by few changes took, and each further change; see mode AUTO in the documentation.
    delta_ms           double precision,
    delta_row_ms       double precision,
    delta_samples      integer NOT NULL DEFAULT 0,
    -- How often mode AUTO recomputed since it last applied changes, and why it did what it did last.
    full_in_a_row      integer NOT NULL DEFAULT 0,
    auto_decision      text,
    needs_reinit       boolean NOT NULL DEFAULT false,
    reinit_reason      text,
    consecutive_errors integer NOT NULL DEFAULT 0,
    last_error_message text,
    last_error_at      timestamptz
) WITH (fillfactor = 50);

-- Serialises writers of one IMMEDIATE stream table: a row that a transaction has updated makes others wait, and makes a transaction with
-- an older snapshot fail with 40001.
CREATE TABLE pgtrickle.writer_lock (
    pgt_id bigint PRIMARY KEY REFERENCES pgtrickle.stream_table ON DELETE CASCADE,
    xid    xid8
) WITH (fillfactor = 50);

CREATE TABLE pgtrickle.dependency (
    pgt_id         bigint NOT NULL REFERENCES pgtrickle.stream_table ON DELETE CASCADE,
    source_relid   regclass NOT NULL,
    source_type    text NOT NULL CHECK (source_type IN ('TABLE', 'STREAM_TABLE', 'VIEW', 'MATVIEW', 'FOREIGN_TABLE')),
    -- Column numbers that the stream table reads; NULL where the source is not captured for it.
    columns        smallint[],
    -- Their names when the program was made: trigger functions call them so.
    names          text[],
    -- Its bit in the sets of sources for which refresh functions are compiled; NULL where it is not captured.
    ordinal        integer,
    -- Whether statement triggers see its changes, or row triggers, because it takes part in partitioning or inheritance.
    captured_by    text NOT NULL DEFAULT 'STATEMENT' CHECK (captured_by IN ('STATEMENT', 'ROW')),
    -- What the triggers on the source looked like when they were installed; see _source_fingerprint().
    fingerprint    text,
    -- Which partitions or children it had then; NULL where that does not tell everything, see _settled_members().
    members        bigint,
    PRIMARY KEY (pgt_id, source_relid)
);
CREATE INDEX ON pgtrickle.dependency (source_relid);

-- The columns that the maintenance of a stream table looks rows of its sources up by; see recommend_indexes().
CREATE TABLE pgtrickle.probe (
    pgt_id       bigint NOT NULL REFERENCES pgtrickle.stream_table ON DELETE CASCADE,
    source_relid regclass NOT NULL,
    attnum       smallint NOT NULL,
    reason       text NOT NULL,
    PRIMARY KEY (pgt_id, source_relid, attnum)
);

-- One row per captured source. The buffer pgtrickle_changes.changes_<n> and the function capture_<n> carry its number.
CREATE TABLE pgtrickle.capture (
    source_relid regclass PRIMARY KEY,
    number       bigint NOT NULL UNIQUE,
    columns      smallint[] NOT NULL,
    -- The names of the columns that the capture function was written for.
    names        text[] NOT NULL DEFAULT '{}'
);

-- Who reads a buffer. A user enters himself; _prepare_capture() grants him the buffer only if he may read the source.
CREATE TABLE pgtrickle.capture_reader (
    source_relid regclass NOT NULL,
    reader       regrole NOT NULL,
    PRIMARY KEY (source_relid, reader)
);

CREATE TABLE pgtrickle.pgt_refresh_history (
    refresh_id      bigint PRIMARY KEY,
    pgt_id          bigint NOT NULL REFERENCES pgtrickle.stream_table ON DELETE CASCADE,
    data_timestamp  timestamptz NOT NULL,
    start_time      timestamptz NOT NULL,
    end_time        timestamptz,
    action          text NOT NULL CHECK (action IN ('NO_DATA', 'FULL', 'DIFFERENTIAL', 'REINITIALIZE', 'SKIP')),
    rows_inserted   bigint,
    rows_deleted    bigint,
    delta_row_count bigint,
    was_full_fallback boolean NOT NULL DEFAULT false,
    reason          text,
    error_message   text,
    status          text NOT NULL CHECK (status IN ('RUNNING', 'COMPLETED', 'FAILED', 'SKIPPED')),
    initiated_by    text NOT NULL CHECK (initiated_by IN ('SCHEDULER', 'MANUAL', 'INITIAL', 'SELF_MONITOR'))
);
CREATE INDEX ON pgtrickle.pgt_refresh_history (pgt_id, refresh_id DESC);
CREATE SEQUENCE pgtrickle.refresh_id_seq;
CREATE SEQUENCE pgtrickle.request_id_seq;

-- What an API function asks of the engine. A proxy or driver session answers within the same transaction; for other sessions the engine
-- does it after commit.
CREATE TABLE pgtrickle.request (
    request_id  bigint NOT NULL,
    xid         xid8 NOT NULL DEFAULT pg_current_xact_id(),
    requested_by name NOT NULL DEFAULT current_user,
    search_path text NOT NULL,
    kind        text NOT NULL,
    arguments   jsonb NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    error       text
);
CREATE INDEX ON pgtrickle.request (xid);

CREATE TABLE pgtrickle.answer (
    xid      xid8 NOT NULL DEFAULT pg_current_xact_id(),
    given_to name NOT NULL DEFAULT current_user,
    kind     text NOT NULL,
    question text NOT NULL,
    answer   jsonb NOT NULL
);

-- Everyone may read the catalog; a row is changed by roles that own what it describes.
GRANT SELECT ON pgtrickle.stream_table, pgtrickle.stream_table_state, pgtrickle.dependency, pgtrickle.probe, pgtrickle.capture,
    pgtrickle.capture_reader, pgtrickle.pgt_refresh_history TO PUBLIC;
GRANT INSERT, UPDATE, DELETE ON pgtrickle.stream_table, pgtrickle.stream_table_state, pgtrickle.dependency,
    pgtrickle.probe, pgtrickle.writer_lock, pgtrickle.capture_reader TO PUBLIC;
GRANT SELECT ON pgtrickle.writer_lock TO PUBLIC;
GRANT INSERT, UPDATE ON pgtrickle.pgt_refresh_history TO PUBLIC;
GRANT SELECT, INSERT, DELETE ON pgtrickle.request, pgtrickle.answer TO PUBLIC;

CREATE FUNCTION pgtrickle._owns(relation regclass) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$ SELECT coalesce((SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = relation), false) $$;

CREATE FUNCTION pgtrickle._owns_stream_table(id bigint) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$ SELECT coalesce((SELECT pgtrickle._owns(t.storage_relid) FROM pgtrickle.stream_table t WHERE t.pgt_id = id), false) $$;

ALTER TABLE pgtrickle.stream_table ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON pgtrickle.stream_table FOR SELECT USING (true);
CREATE POLICY owned ON pgtrickle.stream_table FOR ALL
    USING (pgtrickle._owns(storage_relid)) WITH CHECK (pgtrickle._owns(storage_relid) AND pgtrickle._owns(view_relid) AND pgtrickle._owns(pin_relid));
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['stream_table_state', 'dependency', 'probe', 'writer_lock', 'pgt_refresh_history'] LOOP
        EXECUTE format('ALTER TABLE pgtrickle.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY readable ON pgtrickle.%I FOR SELECT USING (true)', t);
        EXECUTE format('CREATE POLICY owned ON pgtrickle.%I FOR ALL USING (pgtrickle._owns_stream_table(pgt_id)) WITH CHECK (pgtrickle._owns_stream_table(pgt_id))', t);
    END LOOP;
END $$;

ALTER TABLE pgtrickle.capture_reader ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON pgtrickle.capture_reader FOR SELECT USING (true);
CREATE POLICY own ON pgtrickle.capture_reader FOR ALL
    USING (pg_has_role(reader, 'USAGE')) WITH CHECK (pg_has_role(reader, 'USAGE'));

ALTER TABLE pgtrickle.request ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON pgtrickle.request FOR ALL USING (requested_by = current_user) WITH CHECK (requested_by = current_user);
ALTER TABLE pgtrickle.answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON pgtrickle.answer FOR ALL USING (given_to = current_user) WITH CHECK (given_to = current_user);
