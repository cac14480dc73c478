-- The server as analyser: what a query means, told by the server's own parse analysis.
--
-- A query is analysed by making a temporary view of it and reading the view's definition and tree. All of that happens in the
-- subtransaction of an exception block that always rolls back, so no object and no setting survives and it works in any transaction that
-- may write, also where SAVEPOINT is not allowed. Plpgsql variables keep their values across the rollback. One thing does remain: the
-- server refuses to PREPARE a transaction that has had temporary objects, even if they were rolled back.
--
-- Everything is qualified, operators included: part of the code runs under the search path of the query.

-- Analyses queries one by one.
--   queries   the texts; each must be balanced in its parentheses and quotes and hold no semicolon outside of them
--   paths     for each text the search path to read and print it under. NULL marks the text of a user: it is read under own_path and the
--             session's other settings, and an error in it is raised as it is, with internal query and position.
--             An error in any other text is returned.
--   own_path  the session's search path, from current_setting('search_path')
--   printed   how the wrapping views are printed, which takes as long as analysing them: 'not at all', 'for its path', or 'for the system path'
-- Returns a row per text:
--   path            the path as a list of existing schemas, temporary objects last
--   canonical       the text of the wrapping view, or null
--   tree            pg_rewrite.ev_action of the wrapping view
--   type_oids, typmods, collations, types  the output columns of the query; types are qualified unless they are in pg_catalog
--   error_state, error_message, error_detail, error_hint  what went wrong, or null
CREATE FUNCTION pgtrickle._analyse(queries pg_catalog.text[], paths pg_catalog.text[], own_path pg_catalog.text,
    printed pg_catalog.text)
RETURNS TABLE (
    path pg_catalog.text,
    canonical pg_catalog.text,
    tree pg_catalog.text,
    type_oids pg_catalog.oid[],
    typmods pg_catalog.int4[],
    collations pg_catalog.oid[],
    types pg_catalog.text[],
    error_state pg_catalog.text,
    error_message pg_catalog.text,
    error_detail pg_catalog.text,
    error_hint pg_catalog.text
)
LANGUAGE plpgsql
VOLATILE
SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    given_path pg_catalog.text;
    made pg_catalog.regclass;
BEGIN
    PERFORM pgtrickle._prepare_temporary();
    FOR i IN 1 .. pg_catalog.cardinality(queries) LOOP
        given_path := paths[i];
        path := NULL;
        canonical := NULL;
        tree := NULL;
        type_oids := NULL;
        typmods := NULL;
        collations := NULL;
        types := NULL;
        error_state := NULL;
        error_message := NULL;
        error_detail := NULL;
        error_hint := NULL;
        BEGIN
            PERFORM pg_catalog.set_config('search_path', coalesce(given_path, own_path), true);
            path := pgtrickle._explicit_path();
            PERFORM pg_catalog.set_config('standard_conforming_strings', 'on', true);
            IF given_path IS NOT NULL THEN
                PERFORM pgtrickle._pin_settings();
            END IF;
            -- ROW(__ivm.*) shows the types of the output columns in the tree, also of those that no view could have.
            EXECUTE pg_catalog.concat(
                'CREATE TEMP VIEW pg_temp.__pgt_analysed AS SELECT FROM (', E'\n',
                queries[i], E'\n',
                ') __ivm WHERE ROW(__ivm.*) IS NULL');
            made := pg_catalog.to_regclass('pg_temp.__pgt_analysed');
            SELECT r.ev_action INTO tree
                FROM pg_catalog.pg_rewrite r
                WHERE r.ev_class OPERATOR(pg_catalog.=) made::pg_catalog.oid;
            PERFORM pgtrickle._pin_settings();
            IF printed OPERATOR(pg_catalog.=) 'for its path' THEN
                PERFORM pg_catalog.set_config('search_path', path, true);
                canonical := pg_catalog.pg_get_viewdef(made);
            END IF;
            PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            IF printed OPERATOR(pg_catalog.=) 'for the system path' THEN
                canonical := pg_catalog.pg_get_viewdef(made);
            END IF;
            -- The last ROW of the tree is ours; names cannot look like it because spaces and braces in them are escaped.
            SELECT pg_catalog.array_agg(c.type ORDER BY c.i), pg_catalog.array_agg(c.typmod ORDER BY c.i),
                   pg_catalog.array_agg(c.collation_oid ORDER BY c.i),
                   pg_catalog.array_agg(pg_catalog.format_type(c.type, c.typmod) ORDER BY c.i)
                INTO type_oids, typmods, collations, types
                FROM (
                    -- :varno 1 :varattno 1 :vartype 23 :vartypmod -1 :varcollid 0
                    SELECT v.i, pg_catalog.split_part(v.text, ' ', 6)::pg_catalog.oid AS type,
                           pg_catalog.split_part(v.text, ' ', 8)::pg_catalog.int4 AS typmod,
                           pg_catalog.split_part(v.text, ' ', 10)::pg_catalog.oid AS collation_oid
                    FROM pg_catalog.string_to_table(
                        pg_catalog.split_part(tree, ' :quals {NULLTEST :arg {ROWEXPR :args ', -1), '{VAR ') WITH ORDINALITY AS v (text, i)
                    WHERE v.i OPERATOR(pg_catalog.>) 1
                ) c;
            RAISE EXCEPTION SQLSTATE 'PGT00';
        EXCEPTION
            WHEN SQLSTATE 'PGT00' THEN
                NULL;
            WHEN OTHERS THEN
                IF given_path IS NULL THEN
                    RAISE;
                END IF;
                GET STACKED DIAGNOSTICS
                    error_state = RETURNED_SQLSTATE,
                    error_message = MESSAGE_TEXT,
                    error_detail = PG_EXCEPTION_DETAIL,
                    error_hint = PG_EXCEPTION_HINT;
        END;
        RETURN NEXT;
    END LOOP;
END
$function$;

-- Makes the session's temporary schema outside of the subtransactions that analyse: rolled back with them, it would be made anew for each text,
-- which takes the server longer than the analysis.
CREATE FUNCTION pgtrickle._prepare_temporary() RETURNS pg_catalog.void
LANGUAGE plpgsql
VOLATILE
AS $function$
BEGIN
    IF pg_catalog.pg_my_temp_schema() OPERATOR(pg_catalog.=) 0::pg_catalog.oid THEN
        EXECUTE 'CREATE TEMP VIEW pg_temp.__pgt_first AS SELECT';
        EXECUTE 'DROP VIEW pg_temp.__pgt_first';
    END IF;
END
$function$;

-- The current search path as schemas that exist, with temporary objects last unless it says where, so that no session's temporary table
-- can change the meaning of a name.
CREATE FUNCTION pgtrickle._explicit_path() RETURNS pg_catalog.text
LANGUAGE sql
STABLE
AS $function$
    SELECT pg_catalog.concat_ws(', ',
        pg_catalog.string_agg(
            CASE WHEN s.temporary THEN 'pg_temp' ELSE pg_catalog.quote_ident(s.name) END, ', ' ORDER BY s.i),
        CASE WHEN pg_catalog.bool_or(s.temporary) THEN NULL ELSE 'pg_temp' END)
    FROM (
        SELECT c.name::pg_catalog.text, c.i, pg_catalog.starts_with(c.name::pg_catalog.text, 'pg_temp_') AS temporary
        FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS c (name, i)
    ) s
$function$;

-- Pins, until the end of the subtransaction, what the text of constants depends on.
CREATE FUNCTION pgtrickle._pin_settings() RETURNS pg_catalog.void
LANGUAGE sql
VOLATILE
AS $function$
    SELECT pg_catalog.set_config('DateStyle', 'ISO, MDY', true),
           pg_catalog.set_config('IntervalStyle', 'postgres', true),
           pg_catalog.set_config('TimeZone', 'UTC', true),
           pg_catalog.set_config('bytea_output', 'hex', true),
           pg_catalog.set_config('extra_float_digits', '1', true),
           pg_catalog.set_config('quote_all_identifiers', 'off', true),
           pg_catalog.set_config('standard_conforming_strings', 'on', true),
           pg_catalog.set_config('lc_monetary', 'C', true),
           pg_catalog.set_config('xmloption', 'content', true);
    SELECT NULL::pg_catalog.void
$function$;

-- The definition of a view, printed under a search path with pinned settings.
CREATE FUNCTION pgtrickle._view_definition(view_oid pg_catalog.oid, path pg_catalog.text) RETURNS pg_catalog.text
LANGUAGE plpgsql
VOLATILE
SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
SET "DateStyle" = 'ISO, MDY'
SET "IntervalStyle" = 'postgres'
SET "TimeZone" = 'UTC'
SET bytea_output = 'hex'
SET extra_float_digits = 1
SET quote_all_identifiers = off
SET standard_conforming_strings = on
SET lc_monetary = 'C'
AS $function$
BEGIN
    PERFORM pg_catalog.set_config('search_path', path, true);
    RETURN pg_catalog.rtrim(pg_catalog.pg_get_viewdef(view_oid), ';');
END
$function$;
