-- Functions that the engine's generated objects and the engine itself call. Names with a leading underscore are not API. Those that every refresh
-- calls are in PL/pgSQL, whose statements a session plans once; before version 18, the server plans SQL functions that are not inlined anew in
-- every statement that calls them.

-- The next number for an object. setval() instead of nextval(): nextval() would change lastval() of the user's session. Gaps are fine.
CREATE OR REPLACE FUNCTION pgtrickle._next_number(numbers regclass) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v bigint;
BEGIN
    IF numbers NOT IN ('pgtrickle.pgt_id_seq'::regclass, 'pgtrickle.request_id_seq'::regclass) THEN
        RAISE EXCEPTION 'not a sequence of pgtrickle: %', numbers USING ERRCODE = '22023';
    END IF;
    PERFORM pg_advisory_lock(numbers::oid::int, 0);
    EXECUTE format('SELECT last_value + is_called::int FROM %s', numbers) INTO v;
    PERFORM setval(numbers, v);
    PERFORM pg_advisory_unlock(numbers::oid::int, 0);
    RETURN v;
END $$;

CREATE OR REPLACE FUNCTION pgtrickle._next_id() RETURNS bigint
    LANGUAGE sql AS $$ SELECT pgtrickle._next_number('pgtrickle.pgt_id_seq') $$;

-- Any value of a group, for types that have no ordering and so no min().
CREATE OR REPLACE FUNCTION pgtrickle._keep(kept anyelement, other anyelement) RETURNS anyelement
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT kept $$;
CREATE OR REPLACE AGGREGATE pgtrickle._any(anyelement) (SFUNC = pgtrickle._keep, STYPE = anyelement, PARALLEL = SAFE);

-- The value of a subquery that may have one row at most, as the server would complain.
CREATE OR REPLACE FUNCTION pgtrickle._single_row(number bigint, value anyelement) RETURNS anyelement
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF number > 1 THEN
        RAISE EXCEPTION 'more than one row returned by a subquery used as an expression' USING ERRCODE = '21000';
    END IF;
    RETURN value;
END $$;

-- Where this database lives: xids and snapshots mean something only there.
CREATE OR REPLACE FUNCTION pgtrickle._cluster_identity(OUT system_identifier bigint, OUT database oid, OUT timeline integer)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    SELECT s.system_identifier, d.oid, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
        INTO system_identifier, database, timeline
        FROM pg_control_system() s CROSS JOIN pg_database d WHERE d.datname = current_database();
END $$;

-- The type that a captured column is stored as: domains lose their constraints, which the source enforces.
CREATE OR REPLACE FUNCTION pgtrickle._storage_type(type oid, typmod integer) RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE base(t, m) AS (
        SELECT type, typmod
        UNION ALL
        SELECT p.typbasetype, CASE WHEN p.typtypmod >= 0 THEN p.typtypmod ELSE b.m END
        FROM base b JOIN pg_type p ON p.oid = b.t WHERE p.typtype = 'd'
    )
    SELECT format_type(b.t, b.m) FROM base b JOIN pg_type p ON p.oid = b.t WHERE p.typtype <> 'd'
$$;

-- The names of some columns, in the order of their numbers.
CREATE OR REPLACE FUNCTION pgtrickle._column_names(relation regclass, numbers smallint[]) RETURNS text[]
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(attname::text ORDER BY attnum), '{}') FROM pg_attribute
    WHERE attrelid = relation AND attnum = ANY (numbers) AND NOT attisdropped
$$;

-- The tables whose rows belong to a source, the source first: its partitions or inheritance children, at all depths.
CREATE OR REPLACE FUNCTION pgtrickle._members(source regclass) RETURNS SETOF regclass
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE member(relid) AS (
        SELECT source::oid
        UNION
        SELECT i.inhrelid FROM member m JOIN pg_inherits i ON i.inhparent = m.relid AND NOT i.inhdetachpending
    )
    SELECT relid::regclass FROM member;
END $$;

-- Whether a table takes part in partitioning or inheritance: then statement triggers do not see all of its changes, and row triggers do.
CREATE OR REPLACE FUNCTION pgtrickle._has_relatives(source regclass) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.relkind = 'p' OR c.relispartition OR EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid OR i.inhrelid = c.oid)
    FROM pg_class c WHERE c.oid = source
$$;

-- Gives every member of a source those of our triggers without transition tables that the source itself has. The server does so for row
-- triggers and partitions; statement triggers and inheritance children are left to us.
CREATE OR REPLACE FUNCTION pgtrickle._spread_triggers(source regclass) RETURNS integer
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t       record;
    created integer := 0;
BEGIN
    FOR t IN SELECT m AS member, g.tgname, g.tgtype, g.tgfoid
             FROM pgtrickle._members(source) m JOIN pg_trigger g ON g.tgrelid = source
             JOIN pg_proc p ON p.oid = g.tgfoid
             WHERE m <> source AND NOT g.tgisinternal AND g.tgoldtable IS NULL AND g.tgnewtable IS NULL
               AND p.pronamespace IN ('pgtrickle_changes'::regnamespace, 'pgtrickle_store'::regnamespace)
               -- Not those of other people's stream tables.
               AND has_function_privilege(g.tgfoid, 'EXECUTE')
               AND NOT EXISTS (SELECT FROM pg_trigger h WHERE h.tgrelid = m AND h.tgname = g.tgname)
             ORDER BY m, g.tgname LOOP
        EXECUTE format('CREATE TRIGGER %I %s %s ON %s FOR EACH %s EXECUTE FUNCTION %s()', t.tgname,
            CASE WHEN t.tgtype & 2 <> 0 THEN 'BEFORE' ELSE 'AFTER' END,
            concat_ws(' OR ', CASE WHEN t.tgtype & 4 <> 0 THEN 'INSERT' END, CASE WHEN t.tgtype & 8 <> 0 THEN 'DELETE' END,
                      CASE WHEN t.tgtype & 16 <> 0 THEN 'UPDATE' END, CASE WHEN t.tgtype & 32 <> 0 THEN 'TRUNCATE' END),
            t.member, CASE WHEN t.tgtype & 1 <> 0 THEN 'ROW' ELSE 'STATEMENT' END, t.tgfoid::regproc);
        created := created + 1;
    END LOOP;
    RETURN created;
END $$;

-- Gives tables that became members of a source after its triggers were made these triggers, as far as our rights go. Until then, such a
-- stream table is recomputed whenever something was committed.
CREATE OR REPLACE FUNCTION pgtrickle._spread_all_triggers() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    source regclass;
BEGIN
    FOR source IN SELECT DISTINCT d.source_relid FROM pgtrickle.dependency d JOIN pg_class c ON c.oid = d.source_relid
                  WHERE d.captured_by = 'ROW' AND (c.relkind = 'p' OR c.relhassubclass) LOOP
        BEGIN
            IF pgtrickle._spread_triggers(source) > 0 THEN
                PERFORM pgtrickle._fire_always(source);
            END IF;
        EXCEPTION WHEN insufficient_privilege OR lock_not_available THEN
            NULL;
        END;
    END LOOP;
END $$;

-- (Re)writes the capture function of a source for the columns that pgtrickle.capture lists, under the names they have now. It serves
-- statement triggers and row triggers.
CREATE OR REPLACE FUNCTION pgtrickle._write_capture_function(source regclass) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    n        bigint;
    wanted   smallint[];
    target   text;
    -- Rows say where they are stored: when that is dropped or detached, they are gone without a trigger.
    row_target text;
    names    text;
    columns  text;
    row_text text;
    old_row  text;
    new_row  text;
BEGIN
    SELECT number, c.columns INTO STRICT n, wanted FROM pgtrickle.capture c WHERE source_relid = source;
    SELECT string_agg(format(', c%s', attnum), '' ORDER BY attnum), string_agg(format(', r.%I', attname), '' ORDER BY attnum),
           coalesce(string_agg(format(', OLD.%I', attname), '' ORDER BY attnum), ''),
           coalesce(string_agg(format(', NEW.%I', attname), '' ORDER BY attnum), '')
        INTO names, columns, old_row, new_row FROM pg_attribute WHERE attrelid = source AND attnum = ANY (wanted) AND NOT attisdropped;
    target := format('INSERT INTO pgtrickle_changes.changes_%s (xid, w%s)', n, names);
    row_target := format('INSERT INTO pgtrickle_changes.changes_%s (xid, w, member%s)', n, names);
    -- Without columns, one row tells that something changed.
    row_text := CASE WHEN columns IS NULL THEN 'SELECT pg_current_xact_id(), %s::smallint FROM (SELECT FROM %s LIMIT 1) r'
                     ELSE 'SELECT pg_current_xact_id(), %s::smallint' || replace(columns, '%', '%%') || ' FROM %s r' END;
    EXECUTE format($f$
CREATE OR REPLACE FUNCTION pgtrickle_changes.capture_%s() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN -- There are no rows; weight 0 asks for a rebuild.
        INSERT INTO pgtrickle_changes.changes_%s (xid, w) VALUES (pg_current_xact_id(), 0);
    ELSIF TG_LEVEL = 'ROW' THEN
        IF TG_OP <> 'INSERT' THEN
            %s VALUES (pg_current_xact_id(), -1, TG_RELID%s);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            %s VALUES (pg_current_xact_id(), 1, TG_RELID%s);
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        %s %s;
    ELSIF TG_OP = 'UPDATE' THEN
        %s %s UNION ALL %s;
    ELSE
        %s %s;
    END IF;
    RETURN NULL;
END $body$ $f$,
        n, n,
        row_target, old_row, row_target, new_row,
        target, format(row_text, 1, 'new_rows'),
        target, format(row_text, -1, 'old_rows'), format(row_text, 1, 'new_rows'),
        target, format(row_text, -1, 'old_rows'));
    UPDATE pgtrickle.capture SET names = pgtrickle._column_names(source, wanted) WHERE source_relid = source;
END $$;

-- The condition for a change in a buffer b to be since a frontier: that of ChangeSources.Window.
CREATE OR REPLACE FUNCTION pgtrickle._since(frontier text, own_xid text, own_command text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN format('b.xid >= pg_snapshot_xmin(%1$s) AND CASE WHEN b.xid = %2$s THEN b.cmin::text::bigint >= %3$s ELSE NOT pg_visible_in_snapshot(b.xid, %1$s) END',
        frontier, own_xid, own_command);
END $$;

-- Makes sure that a source has a buffer and a capture function, and that its registered readers may read the buffer. The triggers are
-- created by the caller, who needs the TRIGGER privilege on the source for that.
CREATE OR REPLACE FUNCTION pgtrickle._prepare_capture(source regclass) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET client_min_messages = warning AS $$
DECLARE
    n bigint;
    r regrole;
BEGIN
    INSERT INTO pgtrickle.capture (source_relid, number, columns) VALUES (source, pgtrickle._next_id(), '{}')
        ON CONFLICT (source_relid) DO NOTHING RETURNING number INTO n;
    IF n IS NOT NULL THEN
        EXECUTE format('CREATE TABLE pgtrickle_changes.changes_%s (xid xid8 NOT NULL, w smallint NOT NULL, member oid)', n);
        -- Its newest numbers would be above all that statistics know of, so that the planner would expect next to no changes.
        EXECUTE format('ALTER TABLE pgtrickle_changes.changes_%s ALTER COLUMN xid SET STATISTICS 0', n);
        EXECUTE format('CREATE INDEX ON pgtrickle_changes.changes_%s (xid)', n);
        -- TRUNCATE, which every refresh looks for.
        EXECUTE format('CREATE INDEX ON pgtrickle_changes.changes_%s (xid) WHERE w = 0', n);
        EXECUTE format('COMMENT ON TABLE pgtrickle_changes.changes_%s IS %L', n, 'pgtrickle: changes of ' || source);
        -- A few changes since a frontier: found by the index, whatever the buffer's size was when the plan was made, and expected to be few.
        EXECUTE format($f$
CREATE FUNCTION pgtrickle_changes.changes_%1$s(frontier pg_snapshot, own_xid xid8, own_command bigint) RETURNS SETOF pgtrickle_changes.changes_%1$s
    LANGUAGE plpgsql STABLE ROWS 20 SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $body$
BEGIN
    RETURN QUERY SELECT b.* FROM pgtrickle_changes.changes_%1$s b
        WHERE b.w <> 0 AND %2$s;
END $body$ $f$, n, pgtrickle._since('frontier', 'own_xid', 'own_command'));
        PERFORM pgtrickle._write_capture_function(source);
    ELSE
        SELECT number INTO STRICT n FROM pgtrickle.capture WHERE source_relid = source;
        -- A table that got or lost relatives is captured by triggers of the other level from now on: with both, changes would count twice.
        IF EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = source AND t.tgfoid = to_regproc(format('pgtrickle_changes.capture_%s', n))
                   AND t.tgtype & 32 = 0 AND (t.tgtype & 1 = 1) <> pgtrickle._has_relatives(source)) THEN
            EXECUTE format('DROP FUNCTION pgtrickle_changes.capture_%s() CASCADE', n);
            PERFORM pgtrickle._write_capture_function(source);
        END IF;
    END IF;
    FOR r IN SELECT reader FROM pgtrickle.capture_reader WHERE source_relid = source LOOP
        IF has_table_privilege(r, source, 'SELECT') THEN
            EXECUTE format('GRANT SELECT ON pgtrickle_changes.changes_%s TO %s', n, r);
        END IF;
    END LOOP;
    RETURN n;
END $$;

-- Adds columns to a capture. The caller has locked the source against writers, so that no transaction writes with the narrower function
-- after this one committed.
CREATE OR REPLACE FUNCTION pgtrickle._widen_capture(source regclass, wanted smallint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    n    bigint;
    had  smallint[];
    a    record;
BEGIN
    SELECT number, columns INTO STRICT n, had FROM pgtrickle.capture WHERE source_relid = source FOR UPDATE;
    FOR a IN SELECT attnum, atttypid, atttypmod, attcollation FROM pg_attribute
             WHERE attrelid = source AND attnum = ANY (wanted) AND attnum <> ALL (had) ORDER BY attnum LOOP
        EXECUTE format('ALTER TABLE pgtrickle_changes.changes_%s ADD COLUMN c%s %s%s', n, a.attnum,
            pgtrickle._storage_type(a.atttypid, a.atttypmod),
            (SELECT format(' COLLATE %I.%I', s.nspname, c.collname) FROM pg_collation c JOIN pg_namespace s ON s.oid = c.collnamespace
             WHERE c.oid = a.attcollation));
    END LOOP;
    UPDATE pgtrickle.capture SET columns = ARRAY(SELECT DISTINCT unnest(had || wanted) ORDER BY 1) WHERE source_relid = source;
    PERFORM pgtrickle._write_capture_function(source);
END $$;

-- Removes the capture of a source that no stream table reads any more. Dropping the function drops the triggers, also on a table that
-- the role does not own.
CREATE OR REPLACE FUNCTION pgtrickle._release_capture(source regclass) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET client_min_messages = warning AS $$
DECLARE
    n bigint;
BEGIN
    IF EXISTS (SELECT FROM pgtrickle.dependency WHERE source_relid = source AND columns IS NOT NULL) THEN
        RETURN;
    END IF;
    DELETE FROM pgtrickle.capture WHERE source_relid = source RETURNING number INTO n;
    IF n IS NOT NULL THEN
        EXECUTE format('DROP FUNCTION IF EXISTS pgtrickle_changes.capture_%s() CASCADE', n);
        EXECUTE format('DROP FUNCTION IF EXISTS pgtrickle_changes.changes_%s(pg_snapshot, xid8, bigint)', n);
        EXECUTE format('DROP TABLE IF EXISTS pgtrickle_changes.changes_%s', n);
        DELETE FROM pgtrickle.capture_reader WHERE source_relid = source;
    END IF;
END $$;

-- Whether row-level security hides rows of a table from a role, as the server decides it: not from superusers, from roles with BYPASSRLS, and
-- from the table's owners, unless it is forced on them.
CREATE OR REPLACE FUNCTION pgtrickle._row_security_applies(source regclass, role oid) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.relrowsecurity AND NOT r.rolsuper AND NOT r.rolbypassrls AND (c.relforcerowsecurity OR NOT pg_has_role(r.oid, c.relowner, 'USAGE'))
    FROM pg_class c, pg_roles r WHERE c.oid = source AND r.oid = role
$$;

-- Whether row-level security hides rows of a source from the owner of a stream table.
CREATE OR REPLACE FUNCTION pgtrickle._row_security_hides(source regclass, program bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT pgtrickle._row_security_applies(source, s.relowner)
                     FROM pgtrickle.stream_table t JOIN pg_class s ON s.oid = t.storage_relid
                     WHERE t.program = _row_security_hides.program), true);
END $$;

-- The state of the partitions or inheritance children of a source.
CREATE OR REPLACE FUNCTION pgtrickle._members_fingerprint(source regclass, handler_schema regnamespace, handlers text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (
        SELECT md5(string_agg(format('%s%s%s %s %s %s', r.oid, r.relkind, r.relpersistence, i.rows, t.state,
                                     CASE WHEN NOT coalesce(t.truncate, false) THEN r.relfilenode END), ',' ORDER BY r.oid))
        FROM pgtrickle._members(source) m JOIN pg_class r ON r.oid = m
        -- One that left and came back is another row: what was written to it meanwhile was not captured.
        CROSS JOIN LATERAL (SELECT string_agg(format('%s %s %s', h.inhparent, h.xmin, h.ctid), ',' ORDER BY h.inhparent) AS rows
                            FROM pg_inherits h WHERE h.inhrelid = r.oid) i
        CROSS JOIN LATERAL (
            SELECT string_agg(format('%s=%s', t.tgname, t.tgenabled), ',' ORDER BY t.tgname) AS state,
                   bool_or(t.tgtype & 32 <> 0) AS truncate
            FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE t.tgrelid = r.oid AND NOT t.tgisinternal AND p.pronamespace = handler_schema AND p.proname LIKE handlers
        ) t WHERE r.oid <> source);
END $$;

-- What must stay as it is for the captured changes of a source to be complete: what kind of table it is, its row security, the names of
-- the captured columns, and our triggers with their state. The same of every partition or inheritance child, and which ones there are; of
-- those whose TRUNCATE no trigger sees also the file. Every refresh asks it of every source, so what few sources need has functions of its own, and
-- this one can be merged into the statements that ask. They set the search_path.
--   handler_schema, handlers  where the functions of the triggers are that the program lives by: those of others come and go with other stream tables
CREATE OR REPLACE FUNCTION pgtrickle._fingerprint(c pg_class, program bigint, columns smallint[], handler_schema oid, handlers text) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' ',
            c.relkind, c.relpersistence, 'partition=' || c.relispartition,
            'children=' || (c.relhassubclass AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid)),
            'rls=' || (c.relrowsecurity AND pgtrickle._row_security_hides(c.oid::regclass, program)),
            (SELECT string_agg(a.attnum || ':' || a.attname, ',' ORDER BY a.attnum) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum = ANY (columns) AND NOT a.attisdropped),
            (SELECT string_agg(t.tgname || '=' || t.tgenabled::text, ',' ORDER BY t.tgname)
             FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
             WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND p.pronamespace = handler_schema AND p.proname LIKE handlers),
            CASE WHEN c.relkind = 'p' OR c.relhassubclass
                 THEN 'members=' || pgtrickle._members_fingerprint(c.oid::regclass, handler_schema::regnamespace, handlers) END)
$$;

-- The fingerprint of a source for a program.
CREATE OR REPLACE FUNCTION pgtrickle._source_fingerprint(program bigint, source regclass, columns smallint[]) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    handler_schema regnamespace := 'pgtrickle_changes';
    handlers text;
BEGIN
    IF (SELECT t.refresh_mode = 'IMMEDIATE' FROM pgtrickle.stream_table t WHERE t.program = _source_fingerprint.program) THEN
        handler_schema := 'pgtrickle_store';
        handlers := format('imm\_%s\_%%', program);
    ELSE
        SELECT format('capture\_%s', k.number) INTO handlers FROM pgtrickle.capture k WHERE k.source_relid = source;
    END IF;
    RETURN (SELECT pgtrickle._fingerprint(c, _source_fingerprint.program, _source_fingerprint.columns, handler_schema::oid, handlers)
            FROM pg_class c WHERE c.oid = source);
END $$;

-- Which captured sources of a stream table are not as they were; NULL if all are.
CREATE OR REPLACE FUNCTION pgtrickle._changed_sources(id bigint) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    t record;
BEGIN
    SELECT s.program, s.refresh_mode = 'IMMEDIATE' AS immediate INTO t FROM pgtrickle.stream_table s WHERE s.pgt_id = id;
    IF t.immediate THEN
        RETURN (SELECT string_agg(d.source_relid::text, ', ')
                FROM pgtrickle.dependency d LEFT JOIN pg_class c ON c.oid = d.source_relid
                WHERE d.pgt_id = id AND d.columns IS NOT NULL
                  AND d.fingerprint IS DISTINCT FROM CASE WHEN c.oid IS NOT NULL THEN
                      pgtrickle._fingerprint(c, t.program, d.columns, 'pgtrickle_store'::regnamespace::oid, format('imm\_%s\_%%', t.program)) END);
    END IF;
    RETURN (SELECT string_agg(d.source_relid::text, ', ')
            FROM pgtrickle.dependency d LEFT JOIN pg_class c ON c.oid = d.source_relid
            LEFT JOIN pgtrickle.capture k ON k.source_relid = d.source_relid
            WHERE d.pgt_id = id AND d.columns IS NOT NULL
              AND d.fingerprint IS DISTINCT FROM CASE WHEN c.oid IS NOT NULL THEN
                  pgtrickle._fingerprint(c, t.program, d.columns, 'pgtrickle_changes'::regnamespace::oid, 'capture\_' || k.number) END);
END $$;

-- Which partitions or inheritance children a source has, as a number. One that left and came back is another one: what was written to it meanwhile
-- was not captured.
CREATE OR REPLACE FUNCTION pgtrickle._membership(source regclass) RETURNS bigint
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (
        WITH RECURSIVE link AS (
            SELECT i.inhrelid, i.inhparent, i.xmin AS writer, i.ctid AS place FROM pg_inherits i WHERE i.inhparent = source AND NOT i.inhdetachpending
            UNION
            SELECT i.inhrelid, i.inhparent, i.xmin, i.ctid FROM link l JOIN pg_inherits i ON i.inhparent = l.inhrelid AND NOT i.inhdetachpending
        )
        SELECT coalesce(bit_xor(hash_record_extended(l, 0)), 0) FROM link l);
END $$;

-- The same, if it is enough to look at that: not while TRUNCATE of a member would go unnoticed, because it is so new that it has no trigger for it.
CREATE OR REPLACE FUNCTION pgtrickle._settled_members(program bigint, source regclass) RETURNS bigint
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE WHEN NOT EXISTS (
        SELECT FROM pgtrickle._members(source) m
        WHERE NOT EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                          WHERE t.tgrelid = m AND t.tgtype & 32 <> 0 AND p.pronamespace = 'pgtrickle_store'::regnamespace
                            AND p.proname LIKE format('imm\_%s\_%%', _settled_members.program)))
        THEN pgtrickle._membership(source) END;
END $$;

-- Whether partitions or children of a source came or went since the program was made or last recomputed. It runs in every statement that writes to
-- them, so it looks at no more than it must; triggers that were switched off are found by _mark_interrupted_immediate(), as they are of other tables.
CREATE OR REPLACE FUNCTION pgtrickle._members_changed(id bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM pgtrickle.dependency d JOIN pgtrickle.stream_table t USING (pgt_id)
                   WHERE d.pgt_id = id AND d.captured_by = 'ROW'
                     AND CASE WHEN d.members IS NULL THEN d.fingerprint IS DISTINCT FROM pgtrickle._source_fingerprint(t.program, d.source_relid, d.columns)
                              ELSE d.members <> pgtrickle._membership(d.source_relid) END);
END $$;

-- Whether a table is a source or belongs to it.
CREATE OR REPLACE FUNCTION pgtrickle._is_member(member oid, source oid) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        WITH RECURSIVE above(relid) AS (
            SELECT member
            UNION
            SELECT i.inhparent FROM above a JOIN pg_inherits i ON i.inhrelid = a.relid AND NOT i.inhdetachpending
        )
        SELECT FROM above a WHERE a.relid = source);
END $$;

-- About how many changes a buffer has since a frontier, by some of its pages.
CREATE OR REPLACE FUNCTION pgtrickle._estimate_changes(buffer regclass, frontier pg_snapshot, own_xid xid8, own_command bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    pages CONSTANT integer := 64;
    share double precision := least(1, pages * current_setting('block_size')::double precision / greatest(pg_relation_size(buffer), 1));
    found bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM %s b TABLESAMPLE SYSTEM ($4) WHERE %s', buffer, pgtrickle._since('$1', '$2', '$3'))
        INTO found USING frontier, own_xid, own_command, 100 * share;
    RETURN round(found / share);
END $$;

-- What the virtual generated columns of a table are computed by: a SELECT list for the path pg_catalog, or NULL where there are none.
CREATE OR REPLACE FUNCTION pgtrickle._generation(source regclass) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
    SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET "TimeZone" = 'UTC' SET bytea_output = 'hex' SET extra_float_digits = 1
    SET quote_all_identifiers = off SET standard_conforming_strings = on SET lc_monetary = 'C' AS $$
BEGIN
    RETURN (SELECT string_agg(format('CAST((%s) AS %s) AS %I', pg_get_expr(d.adbin, d.adrelid), format_type(a.atttypid, a.atttypmod), a.attname), ', '
                              ORDER BY a.attnum)
            FROM pg_attribute a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = source AND a.attgenerated = 'v' AND NOT a.attisdropped);
END $$;

-- What a refresh has to apply, as the counting function of its program tells: per captured source its ordinal, how many changes, and whether it was
-- truncated. NULL if that function is not as it was made: one of another making must not run with the engine's rights.
CREATE OR REPLACE FUNCTION pgtrickle._changes(id bigint, frontier pg_snapshot, own_xid xid8, own_command bigint) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    counting text := (SELECT 'pgtrickle_store.probe_' || t.program FROM pgtrickle.stream_table t WHERE t.pgt_id = id);
    found text;
BEGIN
    IF EXISTS (SELECT FROM pgtrickle.stream_table t JOIN pg_class c ON c.oid = t.storage_relid
               JOIN pg_proc p ON p.oid = to_regprocedure(counting || '(pg_snapshot, xid8, bigint)') AND p.proowner = c.relowner AND p.prosecdef
               WHERE t.pgt_id = id) THEN
        EXECUTE format('SELECT string_agg(concat_ws('' '', source, changes, truncated), '','') FROM %s($1, $2, $3)', counting)
            INTO found USING frontier, own_xid, own_command;
    END IF;
    RETURN found;
END $$;

-- Whether what a transaction with an older snapshot read was there to be read: TRUNCATE, rewriting and ATTACH and DETACH of partitions take
-- effect for it as soon as they are committed, while the catalogs show it the state before.
CREATE OR REPLACE FUNCTION pgtrickle._sources_moved(id bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    source record;
BEGIN
    -- One by one: to start a statement that covers all cases takes ten times as long as to run this.
    FOR source IN SELECT c.oid, c.relkind, c.relhassubclass, c.relfilenode
                  FROM pgtrickle.dependency d JOIN pg_class c ON c.oid = d.source_relid WHERE d.pgt_id = id
    LOOP
        IF source.relfilenode <> pg_relation_filenode(source.oid)
            OR (source.relkind = 'p' OR source.relhassubclass) AND pgtrickle._members_moved(source.oid) THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;

-- The same of the partitions and inheritance children of a source.
CREATE OR REPLACE FUNCTION pgtrickle._members_moved(source regclass) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM pgtrickle._members(source) m JOIN pg_class r ON r.oid = m
                   WHERE r.relfilenode <> pg_relation_filenode(r.oid))
        -- What the server itself sees, which has no snapshot.
        OR EXISTS (SELECT FROM pg_class c WHERE c.oid = source AND c.relkind = 'p')
            AND (SELECT array_agg(t.relid::oid ORDER BY t.relid::oid) FROM pg_partition_tree(source) t)
                IS DISTINCT FROM (SELECT array_agg(m::oid ORDER BY m::oid) FROM pgtrickle._members(source) m);
END $$;

-- Moves what writers have appended to the log of a stream table into its storage, if nobody else is doing that; returns the log's pages. Not if the
-- function is not as it was made: one of another making must not run with the engine's rights.
CREATE OR REPLACE FUNCTION pgtrickle._fold(id bigint) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t record;
BEGIN
    SELECT s.log_relid, 'pgtrickle_store.fold_' || s.program AS folding INTO t
        FROM pgtrickle.stream_table s JOIN pg_class c ON c.oid = s.storage_relid
        JOIN pg_proc p ON p.oid = to_regprocedure('pgtrickle_store.fold_' || s.program || '()') AND p.proowner = c.relowner AND p.prosecdef
        WHERE s.pgt_id = id AND s.log_relid IS NOT NULL;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    EXECUTE format('SELECT %s()', t.folding);
    RETURN pg_relation_size(t.log_relid) / current_setting('block_size')::bigint;
END $$;

-- Persists a frontier from inside a transaction that may also write sources. The second statement reads the command number of the first:
-- changes of this transaction with a lower one are in the contents already, later ones are not.
CREATE OR REPLACE FUNCTION pgtrickle._persist_own_frontier(id bigint, snapshot pg_snapshot, mode text, full_ms double precision) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pgtrickle.stream_table_state s
        SET frontier = snapshot, own_xid = pg_catalog.pg_current_xact_id(), own_command = NULL,
            system_identifier = i.system_identifier, database = i.database, timeline = i.timeline,
            status = 'ACTIVE', is_populated = true, clock = pg_catalog.transaction_timestamp(), data_timestamp = pg_catalog.statement_timestamp(),
            last_refresh_at = pg_catalog.clock_timestamp(), last_refresh_mode = mode,
            -- With its parts, which were filled before.
            last_full_ms = coalesce(full_ms + (SELECT coalesce(pg_catalog.sum(p.last_full_ms), 0) FROM pgtrickle.stream_table_state p
                                               JOIN pgtrickle.stream_table t USING (pgt_id) WHERE t.intermediate_of = id), last_full_ms),
            visible_only = false, needs_reinit = false, reinit_reason = NULL, consecutive_errors = 0, last_error_message = NULL, last_error_at = NULL
        FROM pgtrickle._cluster_identity() i WHERE s.pgt_id = id;
    UPDATE pgtrickle.stream_table_state SET own_command = cmin::text::bigint WHERE pgt_id = id;
END $$;


-- Refuses to apply what is pending while a statement is open whose changes are not known yet, if anything is pending.
CREATE OR REPLACE FUNCTION pgtrickle._refuse_open(id bigint, armed regclass) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    pending boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE xid = pg_current_xact_id_if_assigned())', armed) INTO pending;
    IF pending THEN
        RAISE EXCEPTION 'pgtrickle: pending changes of stream table % cannot be applied while a statement is open',
            (SELECT view_relid FROM pgtrickle.stream_table WHERE pgt_id = id)
            USING ERRCODE = '55000', HINT = 'Do not use SET CONSTRAINTS .. IMMEDIATE inside functions that a writing statement calls.';
    END IF;
END $$;

-- Applies what this transaction has changed and not applied yet; see pgtrickle.flush(). All turns are taken first and in one order, so that two
-- transactions do not each hold what the other one wants; then programs go by their numbers, those first that others read. What a program
-- changes may become pending for another one: it is kept until that one's turn, whoever this session belongs to. A program whose sources a
-- statement is about to change waits for the end of that.
CREATE OR REPLACE FUNCTION pgtrickle._flush(pending text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mode     text := coalesce(current_setting('pgtrickle.immediate', true), '');
    seen     text := ',';
    program  text;
    turn     text;
BEGIN
    IF pending LIKE ',%,%,' THEN
        FOR turn IN SELECT min(split_part(e, '/', 1)::bigint) FROM unnest(string_to_array(btrim(pending, ','), ',')) e
                    GROUP BY split_part(e, '/', 2)::bigint ORDER BY split_part(e, '/', 2)::bigint LOOP
            EXECUTE 'SELECT pgtrickle_store.turn_' || turn || '()';
        END LOOP;
    END IF;
    PERFORM set_config('pgtrickle.immediate', 'commit', true);
    LOOP
        SELECT min(split_part(e, '/', 1)::bigint)::text INTO program
            FROM unnest(string_to_array(btrim(current_setting('pgtrickle.pending'), ','), ',')) e
            WHERE strpos(seen, ',' || split_part(e, '/', 1) || ',') = 0;
        EXIT WHEN program IS NULL;
        seen := seen || program || ',';
        IF coalesce(nullif(current_setting('pgtrickle.open_' || program, true), ''), '0')::int = 0 THEN
            EXECUTE 'SELECT pgtrickle_store.flush_' || program || '()';
        END IF;
    END LOOP;
    PERFORM set_config('pgtrickle.immediate', mode, true);
END $$;

-- For sessions of proxy and driver, which keep changes for COMMIT: the stream tables for which they may do so, and what may read these: relations
-- and functions by name. Who writes a relation that has triggers, rules or policies sets off what may read anything; also who writes what it
-- references, through a view over it, or through what it is a partition of.
CREATE OR REPLACE FUNCTION pgtrickle._readers() RETURNS TABLE (kind text, name text)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT 'stream table', pgt_id::text FROM pgtrickle.stream_table
        WHERE refresh_mode = 'IMMEDIATE' AND immediate <> 'STATEMENT' AND log_relid IS NULL AND stored_query IS NOT NULL AND intermediate_of IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH RECURSIVE ours AS (
        SELECT oid FROM pg_namespace WHERE nspname IN ('pgtrickle', 'pgtrickle_store', 'pgtrickle_changes')
    ), reading AS (
        SELECT view_relid::oid AS oid FROM pgtrickle.stream_table
        WHERE refresh_mode = 'IMMEDIATE' AND log_relid IS NULL AND intermediate_of IS NULL
        UNION
        SELECT r.ev_class FROM reading o JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = o.oid AND d.classid = 'pg_rewrite'::regclass
        JOIN pg_rewrite r ON r.oid = d.objid
    )
    SELECT 'reading', c.relname::text FROM reading o JOIN pg_class c USING (oid) WHERE c.relnamespace NOT IN (SELECT oid FROM ours)
    UNION
    SELECT 'reading', p.proname::text FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE l.lanname NOT IN ('internal', 'c') AND p.pronamespace NOT IN (SELECT oid FROM ours)
      AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    UNION ALL
    VALUES ('reading', 'pgtrickle'), ('reading', 'pgtrickle_store');
    RETURN QUERY
    WITH RECURSIVE ours AS (
        SELECT oid FROM pg_namespace WHERE nspname IN ('pgtrickle', 'pgtrickle_store', 'pgtrickle_changes')
    ), firing AS (
        SELECT t.tgrelid AS oid FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND p.pronamespace NOT IN (SELECT oid FROM ours)
        UNION
        SELECT r.ev_class FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE c.relkind IN ('r', 'p')
        UNION
        SELECT polrelid FROM pg_policy JOIN pg_class c ON c.oid = polrelid WHERE c.relnamespace NOT IN (SELECT oid FROM ours)
    ), fired AS (
        SELECT oid FROM firing
        UNION
        SELECT n.next FROM fired f CROSS JOIN LATERAL (
            SELECT confrelid FROM pg_constraint WHERE contype = 'f' AND conrelid = f.oid
            UNION ALL
            SELECT inhparent FROM pg_inherits WHERE inhrelid = f.oid
            UNION ALL
            SELECT r.ev_class FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
            WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = f.oid AND d.classid = 'pg_rewrite'::regclass
        ) n(next)
    )
    SELECT DISTINCT 'firing', c.relname::text FROM fired f JOIN pg_class c USING (oid) WHERE c.relnamespace NOT IN (SELECT oid FROM ours);
END $$;

-- Raised by the trigger functions of an IMMEDIATE stream table when more statements have ended than begun.
CREATE OR REPLACE FUNCTION pgtrickle._lost_track(program bigint) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'pgtrickle: the maintenance of stream table % lost track of nested statements',
        (SELECT view_relid FROM pgtrickle.stream_table t WHERE t.program = _lost_track.program)
        USING ERRCODE = '55000', HINT = 'The setting pgtrickle.open_' || program || ' must not be changed.';
END $$;

-- Stands in the query of a stream table for readers whose own changes are not in it yet.
CREATE OR REPLACE FUNCTION pgtrickle._is_pending(id bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'stream table % lacks changes of this transaction', (SELECT view_relid FROM pgtrickle.stream_table WHERE pgt_id = id)
        USING ERRCODE = '55000',
              DETAIL = 'They are applied before COMMIT, because pgtrickle.immediate is ' || coalesce(nullif(split_part(current_setting('pgtrickle.immediate', true), ',', 1), ''), 'commit') || '.',
              HINT = 'To read it before COMMIT, call pgtrickle.flush() first.';
END $$;

-- The trigger function behind every direct write to a stream table.
CREATE OR REPLACE FUNCTION pgtrickle._refuse_write() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'cannot change stream table "%"', TG_TABLE_NAME
        USING ERRCODE = '42809',
              DETAIL = 'A stream table is defined by a query and keeps itself up to date.',
              HINT = 'Change the tables that its query reads.';
END $$;

-- Raised by maintenance programs when stored rows and changes do not fit together: never a silent wrong answer.
CREATE OR REPLACE FUNCTION pgtrickle._inconsistent(id bigint, what text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'pgtrickle: contents of stream table % do not fit the changes of its sources',
        (SELECT view_relid FROM pgtrickle.stream_table WHERE pgt_id = id)
        USING ERRCODE = 'XX001', DETAIL = what,
              HINT = 'Rebuild it with REFRESH MATERIALIZED VIEW, and report this as a bug with the definition of the stream table.';
END $$;

-- How many rounds a recursion may take before it is taken for an endless one.
CREATE OR REPLACE FUNCTION pgtrickle._recursion_limit() RETURNS integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(nullif(current_setting('pgtrickle.recursion_limit', true), ''), '10000')::integer
$$;

CREATE OR REPLACE FUNCTION pgtrickle._recursion_too_deep(storage text) RETURNS integer
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'pgtrickle: the recursion of stream table % takes more than % rounds',
        (SELECT view_relid FROM pgtrickle.stream_table WHERE storage_relid = storage::regclass), pgtrickle._recursion_limit()
        USING ERRCODE = '54001',
              DETAIL = 'It may never end: a cycle in the data is followed for ever, unless UNION finds that nothing new comes of it.',
              HINT = 'Look for a cycle, add a CYCLE clause or a condition on the depth, or set pgtrickle.recursion_limit to a higher number.';
END $$;

-- Facts about types that the compiler needs: which operators order them and make them equal for GROUP BY, whether they can be hashed, and
-- how to get at their image. NULL equality: the type cannot be grouped.
CREATE OR REPLACE FUNCTION pgtrickle._hashable(type oid) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('SELECT hash_record_extended(ROW(NULL::%s), 0)', format_type(type, NULL));
    RETURN true;
EXCEPTION WHEN undefined_function THEN
    RETURN false;
END $$;

CREATE OR REPLACE FUNCTION pgtrickle._groupable(type oid) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('SELECT DISTINCT NULL::%s', format_type(type, NULL));
    RETURN true;
EXCEPTION WHEN undefined_function THEN
    RETURN false;
END $$;

-- What the compiler wants to know of types. A base type with an equality of its own can be grouped, and hashed if the hash operator class with the
-- same equality is extended; all others are tried.
CREATE OR REPLACE FUNCTION pgtrickle._type_facts(types oid[])
    RETURNS TABLE (type oid, name text, base oid, kind "char", category "char", groupable boolean, hashable boolean,
                   operator_schema text, equals text, less text, greater text, send text)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE wanted AS (
        SELECT DISTINCT t AS type FROM unnest(types) t
    ), base AS (
        SELECT w.type, w.type AS b FROM wanted w
        UNION ALL
        SELECT b.type, p.typbasetype FROM base b JOIN pg_type p ON p.oid = b.b WHERE p.typtype = 'd'
    )
    SELECT b.type, format_type(b.type, NULL), b.b, p.typtype, p.typcategory,
           CASE WHEN p.typtype = 'b' AND o.equality IS NOT NULL THEN true ELSE pgtrickle._groupable(b.b) END,
           CASE WHEN p.typtype = 'b' AND EXISTS (
                    SELECT FROM pg_opclass c
                    JOIN pg_amop a ON a.amopfamily = c.opcfamily AND a.amoplefttype = b.b AND a.amoprighttype = b.b
                    JOIN pg_amproc f ON f.amprocfamily = c.opcfamily AND f.amproclefttype = b.b AND f.amprocrighttype = b.b
                    WHERE c.opcintype = b.b AND c.opcdefault AND c.opcmethod = 405 AND a.amopstrategy = 1 AND a.amopopr = o.equality
                      AND f.amprocnum = 2)
                THEN true ELSE pgtrickle._hashable(b.b) END,
           coalesce(o.nspname, 'pg_catalog')::text, coalesce(o.equals, '='), coalesce(o.less, '<'), coalesce(o.greater, '>'),
           CASE WHEN p.typsend <> 0 THEN (SELECT format('%I.%I', n.nspname, f.proname) FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = p.typsend) END
    FROM base b
    JOIN pg_type p ON p.oid = b.b AND p.typtype <> 'd'
    LEFT JOIN LATERAL (
        -- A type with a btree operator class of its own may have its operators in any schema and under any name; all others use the
        -- generic ones of pg_catalog.
        SELECT max(n.nspname)::text AS nspname, max(op.oid::bigint) FILTER (WHERE a.amopstrategy = 3)::oid AS equality,
               max(op.oprname) FILTER (WHERE a.amopstrategy = 3)::text AS equals,
               max(op.oprname) FILTER (WHERE a.amopstrategy = 1)::text AS less, max(op.oprname) FILTER (WHERE a.amopstrategy = 5)::text AS greater
        FROM pg_opclass c
        JOIN pg_amop a ON a.amopfamily = c.opcfamily AND a.amoplefttype = c.opcintype AND a.amoprighttype = c.opcintype
        JOIN pg_operator op ON op.oid = a.amopopr
        JOIN pg_namespace n ON n.oid = op.oprnamespace
        WHERE c.opcintype = b.b AND c.opcdefault AND c.opcmethod = 403 AND a.amopstrategy IN (1, 3, 5)
        HAVING count(*) > 0
    ) o ON true;
END $$;

-- What the compiler wants to know of tables. The key is the primary key, or else the narrowest unique index over NOT NULL columns; an index with
-- another collation or operator class than its column's default does not mean the same by "equal". Runs with the caller's rights.
CREATE OR REPLACE FUNCTION pgtrickle._source_tables(tables oid[])
    RETURNS TABLE (relation oid, schema name, name name, key integer[], obstacle text, kinship text)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT c.oid, n.nspname, c.relname, k.key::integer[],
           CASE
             WHEN c.relpersistence = 't' THEN 'temporary'
             WHEN n.nspname IN ('pg_catalog', 'information_schema', 'pg_toast') THEN 'system catalog'
             WHEN c.relkind = 'f' THEN 'foreign table'
             WHEN c.relkind = 'm' THEN 'materialized view'
             WHEN c.relpersistence = 'u' THEN 'unlogged'
             WHEN c.relrowsecurity AND pgtrickle._row_security_applies(c.oid::regclass, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user))
               THEN 'row security'
             WHEN NOT pg_catalog.has_any_column_privilege(c.oid, 'SELECT') THEN 'not readable'
             WHEN c.relkind = 'v' AND EXISTS (SELECT FROM pg_catalog.pg_options_to_table(c.reloptions) o
                                              WHERE o.option_name = 'security_barrier' AND o.option_value::boolean)
               THEN 'security barrier'
             WHEN c.relkind NOT IN ('r', 'p') THEN 'not a table'
             WHEN c.relkind = 'r' AND NOT c.relhassubclass THEN NULL
             ELSE (SELECT min(CASE WHEN r.relkind = 'f' THEN 'foreign member' WHEN r.relpersistence = 'u' THEN 'unlogged member'
                                   WHEN r.relpersistence = 't' THEN 'temporary member' END)
                   FROM pgtrickle._members(c.oid::regclass) m JOIN pg_catalog.pg_class r ON r.oid = m)
           END,
           CASE WHEN c.relkind = 'p' THEN 'partitioned'
                WHEN EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid) THEN 'inherited'
                WHEN EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid) THEN 'child'
                ELSE 'alone'
           END
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN LATERAL (
        SELECT (SELECT array_agg(col.attnum ORDER BY col.ord)
                FROM unnest(i.indkey::int2[]) WITH ORDINALITY col(attnum, ord) WHERE col.ord <= i.indnkeyatts) AS key
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
        JOIN pg_catalog.pg_am am ON am.oid = ic.relam AND am.amname = 'btree'
        WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
          AND NOT EXISTS (
              SELECT FROM unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[]) WITH ORDINALITY col(attnum, opclass, coll, ord)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = col.attnum
              JOIN pg_catalog.pg_opclass o ON o.oid = col.opclass
              WHERE col.ord <= i.indnkeyatts AND NOT (a.attnotnull AND o.opcdefault AND a.attcollation = col.coll))
        ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1
    ) k ON true
    WHERE c.oid = ANY (tables);
END $$;

-- The columns of tables, in order; types are written for the caller's path.
CREATE OR REPLACE FUNCTION pgtrickle._source_columns(tables oid[])
    RETURNS TABLE (relation oid, number smallint, name name, type oid, typmod integer, collation_oid oid, not_null boolean, generated "char",
                   declaration text)
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attcollation, a.attnotnull, a.attgenerated,
           pg_catalog.format_type(a.atttypid, a.atttypmod)
    FROM pg_catalog.pg_attribute a
    WHERE a.attrelid OPERATOR(pg_catalog.=) ANY (tables) AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
    ORDER BY a.attrelid, a.attnum;
END $$;

-- The indexes and the statistics of tables: their columns' numbers, and how many values a column has. Statistics are seen of tables that the caller
-- may read.
CREATE OR REPLACE FUNCTION pgtrickle._access_paths(tables oid[])
    RETURNS TABLE (relation oid, rows real, indexes text, distinct_values text)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    SELECT c.oid, c.reltuples,
           (SELECT string_agg(
                       CASE WHEN i.indisunique THEN 'u' ELSE 'n' END || ':' || array_to_string((i.indkey::int2[])[0:i.indnkeyatts - 1], ','), ';')
            FROM pg_index i
            JOIN pg_class ic ON ic.oid = i.indexrelid
            JOIN pg_am am ON am.oid = ic.relam
            WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL AND am.amname IN ('btree', 'hash') AND i.indkey[0] <> 0),
           (SELECT string_agg(
                       a.attnum || ':' || CASE WHEN s.n_distinct < 0 THEN greatest(-s.n_distinct * c.reltuples, 1) ELSE greatest(s.n_distinct, 1) END, ';')
            FROM pg_stats s
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE s.schemaname = n.nspname AND s.tablename = c.relname AND NOT s.inherited AND s.n_distinct <> 0)
    FROM pg_class c WHERE c.oid = ANY (tables);
END $$;

-- What the compiler wants to know of functions: of those with given OIDs, of those behind operators, and of those that convert types from and to text.
CREATE OR REPLACE FUNCTION pgtrickle._function_facts(functions oid[], operators oid[], types oid[])
    RETURNS TABLE (function oid, schema name, name name, returns_set boolean, volatility "char", arguments text, kind "char")
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH used AS (
        SELECT f AS oid FROM unnest(functions) f
        UNION
        SELECT o.oprcode FROM pg_operator o WHERE o.oid = ANY (operators)
        UNION
        SELECT unnest(ARRAY[t.typinput, t.typoutput]) FROM pg_type t WHERE t.oid = ANY (types)
    )
    SELECT p.oid, n.nspname, p.proname, p.proretset, p.provolatile, oidvectortypes(p.proargtypes), p.prokind
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    -- An array of unknown length is expected to be short, so that an index is used.
    WHERE p.oid = ANY (ARRAY(SELECT u.oid FROM used u));
END $$;

-- Lets the role that owns the catalog call a maintenance function that the current user has just created. The privilege itself is granted
-- here, so the function must not be SECURITY DEFINER: only the function's owner can grant.
CREATE OR REPLACE FUNCTION pgtrickle._let_engine_call(function regprocedure) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE pg_catalog.format('GRANT EXECUTE ON FUNCTION %s TO %s', function,
        (SELECT n.nspowner::regrole FROM pg_catalog.pg_namespace n WHERE n.nspname OPERATOR(pg_catalog.=) 'pgtrickle'));
END $$;

-- Locks the sources of a stream table until the transaction ends. It waits for one table at a time, holding none of the others: who waits for one
-- while it holds another deadlocks with a transaction that writes both. Runs with the caller's rights; without the right to lock a table, the
-- statements that follow lock one table after the other.
CREATE OR REPLACE FUNCTION pgtrickle._lock_sources(sources regclass[], mode text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ordered  regclass[] := ARRAY(SELECT DISTINCT s FROM unnest(sources) s ORDER BY s);
    awaited  regclass := ordered[1];
    current  regclass;
    attempts integer := 0;
BEGIN
    WHILE attempts < 100 LOOP
        BEGIN
            current := NULL;
            EXECUTE format('LOCK TABLE %s IN %s MODE', awaited, mode);
            FOREACH current IN ARRAY ordered LOOP
                EXECUTE format('LOCK TABLE %s IN %s MODE NOWAIT', current, mode);
            END LOOP;
            RETURN;
        EXCEPTION
            WHEN lock_not_available THEN
                -- Without a current table it was the wait that ended, by the user's own lock_timeout.
                IF current IS NULL THEN
                    RAISE;
                END IF;
                awaited := current;
                attempts := attempts + 1;
            WHEN insufficient_privilege THEN
                RETURN;
        END;
    END LOOP;
    FOREACH current IN ARRAY ordered LOOP
        EXECUTE format('LOCK TABLE %s IN %s MODE', current, mode);
    END LOOP;
END $$;

-- Makes our triggers on a source fire also under session_replication_role = replica. Only the table's owner may ask for that; for others the
-- triggers stay as they are, which the fingerprint records.
CREATE OR REPLACE FUNCTION pgtrickle._fire_always(source regclass) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT g.tgrelid::regclass AS member, g.tgname
             FROM pgtrickle._members(source) m JOIN pg_catalog.pg_trigger g ON g.tgrelid OPERATOR(pg_catalog.=) m
             WHERE NOT g.tgisinternal AND g.tgenabled OPERATOR(pg_catalog.<>) 'A'
               AND pg_catalog.starts_with(g.tgname::text, 'pgtrickle_') AND pgtrickle._owns(m) LOOP
        EXECUTE pg_catalog.format('ALTER TABLE ONLY %s ENABLE ALWAYS TRIGGER %I', t.member, t.tgname);
    END LOOP;
END $$;

-- Stands in the query of a stream table that was created WITH NO DATA.
CREATE OR REPLACE FUNCTION pgtrickle._not_populated(name text) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RAISE EXCEPTION 'materialized view "%" has not been populated', name
        USING ERRCODE = '55000', HINT = 'Use the REFRESH MATERIALIZED VIEW command.';
END $$;

-- Whether triggers of ours can see every change of a source again. Statement triggers: it is a table without relatives, and none of them is
-- off. Row triggers: every member stores its rows here and has one.
CREATE OR REPLACE FUNCTION pgtrickle._source_is_captured(program bigint, mode text, level text, source regclass) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH ours AS (
        SELECT t.tgrelid, t.tgtype FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid LEFT JOIN pgtrickle.capture k ON k.source_relid = source
        WHERE t.tgenabled IN ('O', 'A')
          AND CASE mode WHEN 'IMMEDIATE' THEN p.pronamespace = 'pgtrickle_store'::regnamespace AND p.proname LIKE format('imm\_%s\_%%', program)
                        ELSE t.tgfoid = to_regproc(format('pgtrickle_changes.capture_%s', k.number)) END
    )
    SELECT CASE level
               WHEN 'ROW' THEN
                   NOT EXISTS (SELECT FROM pgtrickle._members(source) m JOIN pg_class r ON r.oid = m
                               WHERE r.relkind NOT IN ('r', 'p') OR r.relpersistence <> 'p'
                                  OR NOT EXISTS (SELECT FROM ours o WHERE o.tgrelid = r.oid AND o.tgtype & 29 = 29))
               ELSE c.relkind = 'r' AND NOT pgtrickle._has_relatives(source)
                    -- After each of INSERT, UPDATE, DELETE and TRUNCATE; where writers take turns also before the first three. What is there before
                    -- TRUNCATE is not counted: programs of an older making have none, and without it TRUNCATE fails.
                    AND (SELECT count(*) FROM ours o WHERE o.tgrelid = c.oid AND o.tgtype & 2 = 0) = 4
                    AND (SELECT count(*) FROM ours o WHERE o.tgrelid = c.oid AND o.tgtype & 2 <> 0 AND o.tgtype <> 34)
                        = (SELECT CASE WHEN mode = 'IMMEDIATE' AND t.log_relid IS NULL THEN 3 ELSE 0 END
                           FROM pgtrickle.stream_table t WHERE t.program = _source_is_captured.program)
           END AND NOT (c.relrowsecurity AND coalesce((SELECT pgtrickle._row_security_applies(source, s.relowner) FROM pgtrickle.stream_table t
                   JOIN pg_class s ON s.oid = t.storage_relid WHERE t.program = _source_is_captured.program), true))
    FROM pg_class c WHERE c.oid = source
$$;

-- The members of a captured source.
CREATE OR REPLACE FUNCTION pgtrickle._members_of_capture(capture bigint) RETURNS SETOF oid
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT m::oid FROM pgtrickle.capture c CROSS JOIN LATERAL pgtrickle._members(c.source_relid) m WHERE c.number = capture;
END $$;

-- Remembers what the sources look like that contents were just computed from. A source that our triggers do not see completely keeps its old
-- fingerprint, so that it is recomputed again.
CREATE OR REPLACE FUNCTION pgtrickle._remember_sources(id bigint) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    UPDATE pgtrickle.dependency d
    SET fingerprint = pgtrickle._source_fingerprint(t.program, d.source_relid, d.columns),
        members = CASE WHEN d.captured_by = 'ROW' AND t.refresh_mode = 'IMMEDIATE' THEN pgtrickle._settled_members(t.program, d.source_relid) END
    FROM pgtrickle.stream_table t WHERE t.pgt_id = d.pgt_id AND d.pgt_id = id AND d.columns IS NOT NULL
      AND pgtrickle._source_is_captured(t.program, t.refresh_mode, d.captured_by, d.source_relid);
END $$;

-- Deletes changes that every consumer has consumed: those of transactions that all frontiers have seen. A stream table that is not filled yet
-- needs none of the changes that are there.
CREATE OR REPLACE FUNCTION pgtrickle._delete_consumed(capture bigint) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    oldest  xid8;
    deleted bigint;
BEGIN
    SELECT min(pg_snapshot_xmin(s.frontier)) INTO oldest
        FROM pgtrickle.capture c JOIN pgtrickle.dependency d USING (source_relid) JOIN pgtrickle.stream_table t USING (pgt_id)
        JOIN pgtrickle.stream_table_state s USING (pgt_id)
        WHERE c.number = capture AND d.columns IS NOT NULL AND t.refresh_mode <> 'IMMEDIATE' AND s.is_populated;
    EXECUTE format('DELETE FROM pgtrickle_changes.changes_%s WHERE xid < $1', capture) USING oldest;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN deleted;
EXCEPTION
    -- It went meanwhile, together with the last stream table that read it.
    WHEN undefined_table THEN
        RETURN 0;
END $$;

-- Removes the catalog rows, and as far as our rights go the objects, of stream tables whose visible relation or pinned query is gone: dropped
-- by a session that does not pass through proxy or driver, or together with a source.
CREATE OR REPLACE FUNCTION pgtrickle._remove_orphans() RETURNS integer
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = warning AS $$
DECLARE
    t       record;
    source  regclass;
    object  record;
    removed integer := 0;
BEGIN
    -- Two at a time would each skip what the other has taken, and then find its objects in the way.
    PERFORM pg_advisory_xact_lock('pgtrickle.stream_table'::regclass::oid::int, 0);
    FOR t IN SELECT s.* FROM pgtrickle.stream_table s
             LEFT JOIN pgtrickle.stream_table o ON o.pgt_id = s.intermediate_of
             LEFT JOIN pg_class c ON c.oid = s.view_relid
             WHERE c.oid IS NULL
                OR s.intermediate_of IS NOT NULL AND pg_has_role(c.relowner, 'USAGE') AND NOT EXISTS (SELECT FROM pg_class v WHERE v.oid = o.view_relid)
             -- What reads others goes before them: a stream table over another one, or over its own parts, and a part over others, which are older.
             ORDER BY coalesce(o.program, s.program) DESC, s.intermediate_of IS NOT NULL, s.program DESC
             FOR UPDATE OF s SKIP LOCKED LOOP
        FOR object IN
            SELECT format('DROP VIEW %s', c.oid::regclass) AS command, c.relowner AS owner, 1 AS step
            FROM pg_class c WHERE c.oid = t.view_relid
            UNION ALL
            SELECT format('DROP FUNCTION %s CASCADE', p.oid::regprocedure), p.proowner, 2
            FROM pg_proc p WHERE p.pronamespace = 'pgtrickle_store'::regnamespace AND p.proname ~ ('^[a-z]+_' || t.program || '(_|$)')
            UNION ALL
            SELECT format('DROP %s %s', CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, c.oid::regclass), c.relowner, 3
            FROM pg_class c WHERE c.relnamespace = 'pgtrickle_store'::regnamespace AND c.relkind IN ('r', 'v')
                              AND c.relname ~ ('^(st|pin|src|pending|armed|room|marks|log)_' || t.program || '(_|$)')
            ORDER BY step
        LOOP
            IF pg_has_role(object.owner, 'USAGE') THEN
                BEGIN
                    EXECUTE object.command;
                EXCEPTION
                    -- A stream table of somebody else read it, whose objects are not ours to drop.
                    WHEN dependent_objects_still_exist THEN
                        CONTINUE;
                END;
            END IF;
        END LOOP;
        FOR source IN DELETE FROM pgtrickle.dependency WHERE pgt_id = t.pgt_id RETURNING source_relid LOOP
            PERFORM pgtrickle._release_capture(source);
        END LOOP;
        DELETE FROM pgtrickle.stream_table WHERE pgt_id = t.pgt_id;
        removed := removed + 1;
    END LOOP;
    RETURN removed;
END $$;

-- Marks IMMEDIATE stream tables whose triggers were off for a while, or whose sources became something else, to be rebuilt.
CREATE OR REPLACE FUNCTION pgtrickle._mark_interrupted_immediate() RETURNS void
    LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE pgtrickle.stream_table_state s SET needs_reinit = true, reinit_reason = 'capture of ' || d.source_relid || ' was interrupted, or it or its partitions became something else'
    FROM pgtrickle.stream_table t JOIN pgtrickle.dependency d USING (pgt_id)
    WHERE t.pgt_id = s.pgt_id AND t.refresh_mode = 'IMMEDIATE' AND NOT s.needs_reinit AND s.is_populated
      AND EXISTS (SELECT FROM pg_class c WHERE c.oid = d.source_relid)
      AND d.fingerprint IS DISTINCT FROM pgtrickle._source_fingerprint(t.program, d.source_relid, d.columns)
$$;

-- Marks IMMEDIATE stream tables to be rebuilt in whose pending logs a finished transaction has left rows. COMMIT takes them out, unless the session
-- wrote into pgtrickle.pending that they were known, which is nobody's to write.
CREATE OR REPLACE FUNCTION pgtrickle._mark_left_behind() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t    record;
    left_behind boolean;
BEGIN
    FOR t IN SELECT s.pgt_id, c.oid::regclass AS pending FROM pgtrickle.stream_table s
             JOIN pg_class c ON c.relnamespace = 'pgtrickle_store'::regnamespace AND c.relname ~ ('^pending_' || s.program || '_[0-9]+$')
             WHERE s.refresh_mode = 'IMMEDIATE' AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE') LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid LIMIT 1)', t.pending) INTO left_behind;
        IF left_behind THEN
            EXECUTE format('DELETE FROM %s WHERE xid < pg_snapshot_xmin(pg_current_snapshot())', t.pending);
            UPDATE pgtrickle.stream_table_state SET needs_reinit = true, reinit_reason = 'a transaction wrote pgtrickle.pending itself and left changes in ' || t.pending
            WHERE pgt_id = t.pgt_id;
        END IF;
    END LOOP;
END $$;

-- Rewrites capture functions after columns of their sources were renamed. Until then, writes to such a source fail: the function names columns
-- that are not there, because transition tables can only be read by name.
CREATE OR REPLACE FUNCTION pgtrickle._follow_renames() RETURNS integer
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    source  regclass;
    written integer := 0;
BEGIN
    FOR source IN SELECT c.source_relid FROM pgtrickle.capture c JOIN pg_class r ON r.oid = c.source_relid
                  WHERE c.names IS DISTINCT FROM pgtrickle._column_names(c.source_relid, c.columns) FOR UPDATE OF c SKIP LOCKED LOOP
        PERFORM pgtrickle._write_capture_function(source);
        written := written + 1;
    END LOOP;
    RETURN written;
END $$;
