-- IMMEDIATE stream tables may be maintained once per transaction, before COMMIT.

ALTER TABLE pgtrickle.stream_table
    DROP CONSTRAINT stream_table_immediate_check,
    ADD CONSTRAINT stream_table_immediate_check CHECK (immediate IN ('AUTO', 'STATEMENT', 'COMMIT'));
