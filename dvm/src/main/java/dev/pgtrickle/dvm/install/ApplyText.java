package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.ApplyStatement;
import dev.pgtrickle.dvm.program.GroupMaintenance;
import dev.pgtrickle.dvm.program.GroupSteps;
import dev.pgtrickle.dvm.program.Maintenance;
import java.util.Optional;
import java.util.Set;

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

    /** The variables that {@link #steps} uses. */
    static final String STEP_DECLARATIONS = """
                g pg_catalog.record;
                v_count bigint;
            """;

    /** Up to so many changed rows, going group by group is worth it. */
    private static final int FEW = 50;

    /**
     * Applies changes, {@code v_rows} in number, more than {@link RefreshSets#MANY} not counted.
     *
     * @param maintenance how
     * @param leaves the leaf numbers of the changed scans
     * @param source where their changes are found
     * @param id the stream table's id
     */
    static String changes(Maintenance maintenance, Set<Integer> leaves, ChangeSource source, long id) {
        ApplyStatement all = maintenance.apply(leaves, source);
        Optional<GroupSteps> steps = maintenance instanceof GroupMaintenance groups
                ? GroupSteps.of(groups, leaves, source)
                : Optional.empty();
        return steps.map(few -> steps(few, all, id)).orElseGet(() -> run(all, "v_rows > " + RefreshSets.MANY, "", id));
    }

    /**
     * Runs the statements that apply changes group by group, if these are few, and otherwise one for all. How many there are is {@code v_rows}.
     *
     * @param steps what to run for few changes
     * @param statement what to run for many
     * @param id the stream table's id
     */
    private static String steps(GroupSteps steps, ApplyStatement statement, long id) {
        return """
               IF v_rows > %d THEN
               %s
               ELSE
                   FOR g IN
               %s
                   LOOP
               %s INTO v_count;
                       IF NOT FOUND THEN
               %s;
                           v_count := nullif(g.n, 0);
                       ELSIF v_count = 0 THEN
               %s;
                       END IF;
                       IF coalesce(v_count, -1) < 0 THEN
                           PERFORM pgtrickle._inconsistent(%d, 'A changed row was not stored, or was stored too often.');
                       END IF;
                   END LOOP;
               END IF;
               """.formatted(
                        FEW,
                        Indent.by4(run(statement, "v_rows > " + RefreshSets.MANY, "", id)
                                .stripTrailing()),
                        Indent.by4(Indent.by4(steps.groups() + GroupSteps.ALONE)),
                        Indent.by4(Indent.by4(steps.update())),
                        Indent.by4(Indent.by4(Indent.by4(steps.insert()))),
                        Indent.by4(Indent.by4(Indent.by4(steps.delete()))),
                        id);
    }

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
