package dev.pgtrickle.dvm.sql;

import org.jspecify.annotations.Nullable;

/**
 * A constant of unknown type, for use in SQL.
 *
 * @param value the value in PostgreSQL's text form without NUL characters, or null for NULL
 */
public record Literal(@Nullable String value) {

    /** Checks the value. */
    public Literal {
        if (value != null && value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a PostgreSQL text cannot contain a NUL character");
        }
    }

    /**
     * The constant as SQL text. It means the same under either setting of {@code standard_conforming_strings}: a value with a backslash
     * becomes an escape string, as from the server's {@code quote_nullable}.
     *
     * @return {@code NULL}, {@code '...'} or {@code E'...'}
     */
    public String sql() {
        if (value == null) {
            return "NULL";
        }
        String quoted = value.replace("'", "''");
        return value.indexOf('\\') < 0 ? "'" + quoted + "'" : "E'" + quoted.replace("\\", "\\\\") + "'";
    }
}
