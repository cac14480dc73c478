package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.ApplyStatement;

/**
 * Writes the PL/pgSQL that runs an apply statement: for few changes as a statement whose plan the session keeps, for many as one that is planned
 * for them.
 *
 * <p>A kept plan expects few changes and reaches into tables by index; planned for a million, it would probe a million times, and a plan made
 * for a million would scan the table for one.
 */
final class ApplyText {

    private ApplyText() {}

    /** The variables that the statements use. */
    static final String DECLARATIONS = """
                v_inserted bigint;
                v_deleted bigint;
                v_consistent boolean;
            """;

    /**
     * Runs a statement that is the same for few changes and for many.
     *
     * @param statement what to run
     * @param many a condition that says whether there are many changes
     * @param parameters what {@code $1}, {@code $2}, .. are in the enclosing function; empty for none
     * @param id the stream table's id
     */
    static String run(ApplyStatement statement, String many, String parameters, long id) {
        return run(statement, statement, many, parameters, id);
    }

    /**
     * Runs a statement and checks its verdict.
     *
     * @param few what to run for few changes
     * @param all what to run for many
     * @param many a condition that says whether there are many changes
     * @param parameters what {@code $1}, {@code $2}, .. are in the enclosing function; empty for none
     * @param id the stream table's id
     */
    static String run(ApplyStatement few, ApplyStatement all, String many, String parameters, long id) {
        String sql = all.sql();
        String quote = FunctionText.dollarQuote(sql);
        String using = parameters.isEmpty() ? "" : " USING " + parameters;
        String kept = few.with() + "SELECT " + few.inserted() + ",\n       " + few.deleted() + ",\n       "
                + few.consistent() + "\nINTO v_inserted, v_deleted, v_consistent;";
        return """
               IF %s THEN
                   EXECUTE %s
               %s
               %s INTO v_inserted, v_deleted, v_consistent%s;
               ELSE
               %s
               END IF;
               IF NOT v_consistent THEN
                   PERFORM pgtrickle._inconsistent(%d, 'A changed row was not stored, or was stored too often.');
               END IF;
               """.formatted(many, quote, sql, quote, using, Indent.by4(kept), id);
    }
}
