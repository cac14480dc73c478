package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.GroupSteps;
import dev.pgtrickle.dvm.program.SharedGroups;
import dev.pgtrickle.dvm.program.SteadyGroups;

/**
 * Writes the PL/pgSQL that applies changes to groups which others change at the same time: a group that is not there may be there a moment later, and the
 * other way round.
 *
 * <p>Groups are locked, stored and removed in one order, so that no two transactions each have what the other one waits for. Where all of them are stored and
 * stay, one statement does that; if a group turns out to have gone meanwhile, the subtransaction gives back what it has locked, and the groups are taken one
 * by one.
 */
final class SharedText {

    /** The variables that the statements use. */
    static final String DECLARATIONS = """
                v_tries integer;
                v_groups bigint;
                v_updated bigint;
            """;

    /** Up to so many changed rows, one by one is faster. */
    private static final int FEW = 3;

    private SharedText() {}

    /**
     * Applies changes.
     *
     * @param steady how, where all groups stay
     * @param steps how otherwise
     * @param shared how a group that somebody else has stored is recognised
     * @param rows how many changed rows there are, an expression
     * @param id the stream table's id
     */
    static String apply(SteadyGroups steady, GroupSteps steps, SharedGroups shared, String rows, long id) {
        return """
               v_groups := NULL;
               IF %1$s > %2$d THEN
                   BEGIN
               %3$s
                       INTO v_groups, v_updated, v_count;
                       IF v_updated > 0 AND (v_updated < v_groups OR v_count <= 0) THEN
                           RAISE EXCEPTION USING ERRCODE = 'PGT01';
                       END IF;
                   EXCEPTION WHEN SQLSTATE 'PGT01' THEN
                       v_updated := NULL;
                   END;
               END IF;
               IF v_groups IS NULL OR v_updated IS DISTINCT FROM v_groups THEN
               %4$s
               END IF;
               """.formatted(
                        rows,
                        FEW,
                        Indent.by4(Indent.by4(steady.statement())),
                        Indent.by4(oneByOne(steps, shared, id).stripTrailing()));
    }

    private static String oneByOne(GroupSteps steps, SharedGroups shared, long id) {
        return """
               FOR g IN
               %s
               LOOP
                   v_tries := 0;
                   LOOP
               %s INTO v_count;
                       IF FOUND THEN
                           IF v_count = 0 THEN
               %s;
                           END IF;
                           EXIT;
                       END IF;
               %s
                           ON CONFLICT %s DO NOTHING;
                       IF FOUND THEN
                           v_count := nullif(g.n, 0);
                           EXIT;
                       END IF;
                       v_tries := v_tries + 1;
                       IF v_tries = 1000 THEN
                           PERFORM pgtrickle._inconsistent(%d, 'Two groups have the same hashes.');
                       END IF;
                   END LOOP;
                   IF coalesce(v_count, -1) < 0 THEN
                       PERFORM pgtrickle._inconsistent(%d, 'A changed row was not stored, or was stored too often.');
                   END IF;
               END LOOP;
               """.formatted(
                        Indent.by4(steps.groups() + GroupSteps.TOGETHER),
                        Indent.by4(Indent.by4(steps.update())),
                        Indent.by4(Indent.by4(Indent.by4(Indent.by4(steps.delete())))),
                        Indent.by4(Indent.by4(steps.insert())),
                        shared.conflict(),
                        id,
                        id);
    }
}
