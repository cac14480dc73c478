-- How an IMMEDIATE stream table is maintained in the transactions of writers, and where they append what they contribute, if they do.

ALTER TABLE pgtrickle.stream_table
    ADD COLUMN immediate text NOT NULL DEFAULT 'AUTO' CHECK (immediate IN ('AUTO', 'STATEMENT')),
    -- What that means for writers and readers, and why.
    ADD COLUMN layout text,
    ADD COLUMN log_relid regclass,
    -- How the visible relation would read the storage if there were no log: what other stream tables read.
    ADD COLUMN stored_query text;
