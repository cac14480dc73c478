package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.program.Maintenance;
import java.util.List;

/**
 * How an IMMEDIATE stream table is maintained inside the transactions that write its sources: which objects and triggers do it. Layouts differ
 * in when changes are applied and what writers wait for; they all leave the contents exact at every statement's end or at commit.
 */
public sealed interface ImmediateLayout permits AppendLayout, StatementEndLayout {

    /**
     * The statements that create everything but the triggers on the sources.
     *
     * @param maintenance how changes are applied
     * @return statements for the owner's session
     */
    List<String> objects(Maintenance maintenance);

    /**
     * The statements that create the triggers on the sources. They block writers of the sources until commit.
     *
     * @return statements for the owner's session
     */
    List<String> triggers();

    /**
     * One line on what it means for writers and readers, for {@code explain_st}.
     *
     * @return a sentence
     */
    String describe();
}
