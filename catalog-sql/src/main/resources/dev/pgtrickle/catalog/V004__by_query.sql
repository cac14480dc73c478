-- Contents may be computed by the query itself, without what applying changes needs.

ALTER TABLE pgtrickle.stream_table
    -- Whether that gives the contents that maintenance would have: the function is there only then.
    ADD COLUMN by_query boolean NOT NULL DEFAULT false;

ALTER TABLE pgtrickle.stream_table_state
    -- Whether it was done so last: the storage has what users see and nothing else, and a part has what it had before.
    ADD COLUMN visible_only boolean NOT NULL DEFAULT false,
    -- What it took.
    ADD COLUMN visible_ms   double precision;
