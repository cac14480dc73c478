-- Programs compute virtual generated columns by themselves.

ALTER TABLE pgtrickle.dependency
    -- How the virtual generated columns of the source were computed when the program was made; NULL where there are none.
    ADD COLUMN generated text;
