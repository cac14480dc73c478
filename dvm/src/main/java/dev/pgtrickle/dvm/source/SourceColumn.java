package dev.pgtrickle.dvm.source;

import dev.pgtrickle.dvm.sql.Identifier;

/**
 * A column of a source table.
 *
 * @param number its {@code attnum}
 * @param name its name
 * @param type its type
 * @param notNull whether the table refuses NULL
 * @param generated how its value comes about
 */
public record SourceColumn(int number, Identifier name, SqlType type, boolean notNull, Generated generated) {

    /** How a column gets its value. */
    public enum Generated {
        /** Written by users. */
        NO,
        /** Computed when a row is written, and there in transition tables. */
        STORED,
        /** Computed when a row is read (PostgreSQL 18). */
        VIRTUAL
    }
}
