package dev.pgtrickle.dvm.compile;

import dev.pgtrickle.dvm.intermediate.Intermediates;
import dev.pgtrickle.dvm.program.ViewShape;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.dvm.understand.Reason;
import dev.pgtrickle.dvm.understand.ShapeReader.Described;
import java.util.List;
import java.util.Optional;

/**
 * A defining query, compiled.
 *
 * @param query the query as its author wrote it
 * @param canonical the query as the server prints it
 * @param path the search path under which generated functions run
 * @param outputs the columns of the result
 * @param mode how it will be kept up to date
 * @param reason why it is recomputed, if it is and its author did not ask for that
 * @param shape how it is maintained; nothing in mode FULL
 * @param sources all tables and the like that it reads, through views, in the order of their OIDs
 * @param volatileInputs whether its contents can change without a captured change, so that only recomputing shows
 * @param readsClock whether it is maintained as time passes
 * @param readsSettings whether results depend on settings of the session, which maintenance has to pin
 * @param operatorTree the relational tree for people, or the reason why there is none
 * @param remarks what its author should know
 * @param definite whether the query itself gives the rows that its maintenance would have
 * @param intermediates the parts that are worth storing; nothing when none is
 */
public record CompiledView(
        String query,
        String canonical,
        SearchPath path,
        List<Described> outputs,
        ViewMode mode,
        Optional<Reason> reason,
        Optional<ViewShape> shape,
        List<SourceTable> sources,
        boolean volatileInputs,
        boolean readsClock,
        boolean readsSettings,
        String operatorTree,
        List<String> remarks,
        boolean definite,
        Optional<Intermediates> intermediates) {

    /** A query over more tables than this is recomputed: the sets of those that change together would be too many. */
    public static final int MOST_SOURCES = 30;

    /**
     * The same query, maintained as another one.
     *
     * @param rest the query over intermediate results, compiled
     * @return what its author sees of this query, and how the other one is maintained
     */
    public CompiledView over(CompiledView rest) {
        return new CompiledView(
                query,
                canonical,
                rest.path,
                outputs,
                mode,
                reason,
                rest.shape,
                rest.sources,
                rest.volatileInputs,
                rest.readsClock,
                rest.readsSettings,
                rest.operatorTree,
                remarks,
                definite,
                Optional.empty());
    }

    /**
     * The same query, recomputed.
     *
     * @param because why it cannot be maintained after all
     * @return the query in mode FULL
     */
    public CompiledView recomputed(Reason because) {
        return new CompiledView(
                query,
                canonical,
                path,
                outputs,
                ViewMode.FULL,
                Optional.of(because),
                Optional.empty(),
                sources,
                readsClock
                        || sources.isEmpty()
                        || sources.stream().anyMatch(s -> s.obstacle().isPresent()),
                false,
                readsSettings,
                "Recomputed as a whole: " + because.sentence() + ".",
                remarks,
                definite,
                Optional.empty());
    }
}
