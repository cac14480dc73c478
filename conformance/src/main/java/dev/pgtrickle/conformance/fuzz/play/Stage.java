package dev.pgtrickle.conformance.fuzz.play;

import dev.pgtrickle.conformance.fuzz.query.Query;

/**
 * A stream table that is made before those of the case, and that later queries read.
 *
 * @param name its name
 * @param mode when it is maintained
 * @param query its query, over tables and earlier stages
 */
public record Stage(String name, Mode mode, Query query) {

    /** When a stage is maintained. */
    public enum Mode {
        /** By a refresh after every batch, in the way that AUTO chooses. */
        REFRESHED("pgtrickle.schedule = 'manual'"),
        /** By the statement that writes. */
        IMMEDIATE("pgtrickle.mode = 'IMMEDIATE'");

        private final String options;

        Mode(String options) {
            this.options = options;
        }
    }

    /**
     * The same stage with another query.
     *
     * @param other the query
     * @return the stage
     */
    public Stage withQuery(Query other) {
        return new Stage(name, mode, other);
    }

    /**
     * The same stage in another mode.
     *
     * @param other the mode
     * @return the stage
     */
    public Stage withMode(Mode other) {
        return new Stage(name, other, query);
    }

    /**
     * The statement that makes the stage.
     *
     * @return SQL
     */
    public String sql() {
        return sql(name, mode, query);
    }

    /**
     * The statement that makes a stream table.
     *
     * @param name its name
     * @param mode when it is maintained
     * @param query its query
     * @return SQL
     */
    public static String sql(String name, Mode mode, Query query) {
        return "CREATE MATERIALIZED VIEW " + name + " WITH (pgtrickle.stream, " + mode.options + ") AS\n    "
                + query.sql();
    }
}
