package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.algebra.Clock;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.ApplyStatement;
import dev.pgtrickle.dvm.program.ChangeSources;
import dev.pgtrickle.dvm.program.ChangeSources.Amount;
import dev.pgtrickle.dvm.program.ChangeSources.Window;
import dev.pgtrickle.dvm.program.Maintenance;
import dev.pgtrickle.dvm.source.Kinship.Level;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The functions of a DIFFERENTIAL stream table: one that counts the changes between two snapshots, and one for each compiled set of sources that
 * applies them.
 *
 * <p>They are called in one REPEATABLE READ transaction whose snapshot is the new one, so that the base tables are read at it as well.
 */
final class RefreshProgram {

    /**
     * How the functions name the window of changes, how many there are at most in a source, whether there are many, and the time of the stored
     * contents: their parameters.
     */
    static final String PARAMETERS = "pg_snapshot, xid8, bigint, bigint, boolean, timestamptz";

    static final Window WINDOW = new Window("$1", "$2", "$3");

    private final ObjectNames names;
    private final FunctionText functions;
    private final SourceChanges sources;
    private final Map<Long, QualifiedName> buffers;

    /**
     * The program for one stream table.
     *
     * @param names its objects
     * @param functions how functions are written
     * @param sources its sources
     * @param buffers the change buffer of each source, by OID
     */
    RefreshProgram(ObjectNames names, FunctionText functions, SourceChanges sources, Map<Long, QualifiedName> buffers) {
        this.names = names;
        this.functions = functions;
        this.sources = sources;
        this.buffers = buffers;
    }

    /**
     * Counts changes per source, and tells whether a source was truncated. Many are estimated by some pages of the buffer: to look at all of them takes
     * as long as recomputing many a query. A buffer holds what others have not consumed, so it is looked at by index only.
     */
    List<String> createProbe() {
        String body = IntStream.range(0, sources.sources().size())
                .mapToObj(this::counted)
                .collect(Collectors.joining("\nUNION ALL\n", "RETURN QUERY\n", ";"));
        return functions
                .with("enable_seqscan", "off")
                .create(
                        names.probe(),
                        "pg_snapshot, xid8, bigint",
                        "TABLE (source integer, changes bigint, truncated boolean)",
                        "",
                        Indent.by4(body));
    }

    private String counted(int ordinal) {
        String buffer = buffer(ordinal).sql();
        String since = buffer + " b WHERE " + WINDOW.condition("b");
        int most = RefreshSets.COUNTED;
        return """
                SELECT %1$d, CASE WHEN c.n < %2$d THEN c.n ELSE greatest(c.n, pgtrickle._estimate_changes('%3$s', $1, $2, $3)) END,
                       EXISTS (SELECT FROM %4$s AND %5$s)
                FROM (SELECT count(*) AS n FROM (SELECT FROM %4$s LIMIT %2$d) x) c""".formatted(ordinal, most, buffer, since, isRebuild(ordinal));
    }

    /** TRUNCATE, or a row of a partition or child that is gone. */
    private String isRebuild(int ordinal) {
        String truncated = "b.w = 0";
        if (sources.sources().get(ordinal).kinship().level() == Level.STATEMENT) {
            return truncated;
        }
        String number = buffer(ordinal).name().name().replaceFirst("^changes_", "");
        return "(" + truncated + " OR b.member NOT IN (SELECT pgtrickle._members_of_capture(" + number + ")))";
    }

    List<String> createRefreshes(Maintenance maintenance) {
        List<String> statements = new ArrayList<>();
        List<Integer> sets = new ArrayList<>(RefreshSets.all(sources.sources().size()));
        if (Clock.isRead(maintenance.input())) {
            sets.addFirst(RefreshSets.TIME_ONLY);
        }
        for (int set : sets) {
            String body = ApplyText.run(
                            statement(maintenance, set),
                            statement(maintenance, set, new Amount.Many("$4")),
                            "$5",
                            "$1, $2, $3, $4, $5, $6",
                            names.streamTable())
                    + "RETURN QUERY SELECT v_inserted, v_deleted;";
            statements.addAll(functions.create(
                    names.refresh(set),
                    PARAMETERS,
                    "TABLE (inserted bigint, deleted bigint)",
                    ApplyText.DECLARATIONS,
                    Indent.by4(body)));
        }
        return statements;
    }

    /** The statement that applies few changes of a set of sources; also shown to users. */
    ApplyStatement statement(Maintenance maintenance, int set) {
        return statement(maintenance, set, new Amount.Few());
    }

    private ApplyStatement statement(Maintenance maintenance, int set, Amount amount) {
        ChangeSource source = ChangeSources.buffers(buffers, WINDOW, amount);
        return maintenance.apply(sources.leavesOf(set), source);
    }

    private QualifiedName buffer(int ordinal) {
        QualifiedName buffer = buffers.get(sources.sources().get(ordinal).oid());
        if (buffer == null) {
            throw new IllegalStateException("source " + ordinal + " has no change buffer");
        }
        return buffer;
    }
}
