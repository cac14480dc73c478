package dev.pgtrickle.dvm.compile;

import dev.pgtrickle.dvm.algebra.Clock;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.TreePrinter;
import dev.pgtrickle.dvm.analyse.CanonicalQuery;
import dev.pgtrickle.dvm.analyse.OutputColumn;
import dev.pgtrickle.dvm.analyse.QueryAnalyser;
import dev.pgtrickle.dvm.compile.FunctionFacts.Dependence;
import dev.pgtrickle.dvm.compile.RelationLookup.Found;
import dev.pgtrickle.dvm.intermediate.IntermediatePlanner;
import dev.pgtrickle.dvm.intermediate.Intermediates;
import dev.pgtrickle.dvm.nodetree.QueryTree.Feature;
import dev.pgtrickle.dvm.program.Storage;
import dev.pgtrickle.dvm.program.ViewShape;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.source.AccessPathCatalog;
import dev.pgtrickle.dvm.source.AccessPaths;
import dev.pgtrickle.dvm.source.Obstacle;
import dev.pgtrickle.dvm.source.SourceCatalog;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.TypeCatalog;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.understand.AggregateNames;
import dev.pgtrickle.dvm.understand.Reason;
import dev.pgtrickle.dvm.understand.ShapeReader;
import dev.pgtrickle.dvm.understand.ShapeReader.Described;
import dev.pgtrickle.dvm.understand.TreeBuilder;
import dev.pgtrickle.dvm.understand.Understanding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compiles defining queries: what the server says of the query, our reading of it, its shape, and the mode that follows.
 *
 * <p>A compiler works in one session, with the rights and the search path of the query's author, and leaves nothing behind in it.
 */
public final class Compiler {

    private static final int MOST_GROUP_COLUMNS = 350;

    private final SqlSession session;
    private final QueryAnalyser analyser;
    private final TypeCatalog types;

    /**
     * A compiler.
     *
     * @param session the author's session
     */
    public Compiler(SqlSession session) {
        this.session = session;
        this.analyser = new QueryAnalyser(session);
        this.types = new TypeCatalog(session);
    }

    /**
     * Compiles a query.
     *
     * @param query the text of one query
     * @param requested the mode that its author wants
     * @param columnNames names for the first output columns, as after {@code CREATE MATERIALIZED VIEW name}; empty for none
     * @return the compiled query
     * @throws SqlError what the server finds wrong with the text; 0A000 when the query cannot be a stream table, or not in that mode
     */
    public CompiledView compile(String query, RequestedMode requested, List<Identifier> columnNames) {
        return compile(query, requested, columnNames, functions -> functions);
    }

    /**
     * Compiles a part of a compiled query, or what remains above its parts: functions are the author's, which were looked at then, and those that
     * tell the images of values apart.
     *
     * @param query the text that the compiler made
     * @param requested the mode of the whole
     * @param columnNames names for the first output columns
     * @return the compiled query
     * @throws SqlError 0A000 when the text is not understood
     */
    public CompiledView compilePart(String query, RequestedMode requested, List<Identifier> columnNames) {
        return compile(query, requested, columnNames, FunctionFacts::settled);
    }

    private CompiledView compile(
            String query,
            RequestedMode requested,
            List<Identifier> columnNames,
            UnaryOperator<FunctionFacts> knownFunctions) {
        CanonicalQuery canonical = analyser.analyse(query);
        Found found = new RelationLookup(session, analyser, new SourceCatalog(session, types), types).find(canonical);
        FunctionFacts functions = knownFunctions.apply(FunctionFacts.of(session, found.trees()));
        List<SourceTable> sources = found.tables().stream()
                .map(oid -> Objects.requireNonNull(found.relations().tables().get(oid)))
                .toList();
        refuse(canonical, functions, sources, requested);
        if (requested != RequestedMode.FULL) {
            found.trees().forEach(ArbitraryRows::refuse);
        }

        List<Described> outputs = outputs(canonical.columns(), columnNames);
        Reading reading = requested == RequestedMode.FULL
                ? new Reading(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "Recomputed as a whole, as its author wants.")
                : read(canonical, found, functions, outputs);
        if (reading.reason().isPresent() && requested != RequestedMode.AUTO) {
            throw notInMode(requested, reading.reason().get());
        }
        if (requested == RequestedMode.IMMEDIATE
                && reading.shape().filter(s -> Clock.isRead(s.input())).isPresent()) {
            throw notInMode(
                    requested,
                    new Reason(
                            "A condition on the time",
                            "lets rows in and out as time passes, without a writer whose transaction could do it",
                            "Use mode DIFFERENTIAL, which follows the time."));
        }
        return new CompiledView(
                query,
                canonical.text(),
                canonical.path(),
                outputs,
                mode(requested, reading),
                reading.reason(),
                reading.shape(),
                sources,
                reading.shape().isEmpty() && changesUnseen(functions, sources),
                reading.shape().filter(s -> Clock.isRead(s.input())).isPresent(),
                functions.dependences().contains(Dependence.SETTINGS),
                reading.tree(),
                remarks(canonical),
                reading.shape().filter(DefiniteRows::of).isPresent(),
                reading.shape().flatMap(shape -> intermediates(reading.understood(), shape, sources)));
    }

    private Optional<Intermediates> intermediates(
            Optional<Understanding.Maintainable> understood, ViewShape shape, List<SourceTable> sources) {
        if (!IntermediatePlanner.concerns(shape)) {
            return Optional.empty();
        }
        AccessPaths paths = new AccessPathCatalog(session)
                .of(sources.stream().map(SourceTable::oid).toList());
        return understood.flatMap(tree -> new IntermediatePlanner(paths).plan(tree, shape));
    }

    /** What came of reading a query. */
    private record Reading(
            Optional<ViewShape> shape,
            Optional<Understanding.Maintainable> understood,
            Optional<Reason> reason,
            String tree) {
        static Reading recomputed(Reason reason) {
            return new Reading(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(reason),
                    "Recomputed as a whole: " + reason.sentence() + ".");
        }
    }

    private Reading read(CanonicalQuery canonical, Found found, FunctionFacts functions, List<Described> outputs) {
        if (!functions.stableNames().isEmpty()) {
            return Reading.recomputed(new Reason(
                    String.join(", ", functions.stableNames()),
                    "can give another result later or in another session, without a change of a table",
                    ""));
        }
        if (found.tables().size() > CompiledView.MOST_SOURCES) {
            return Reading.recomputed(new Reason(
                    "A query over more than " + CompiledView.MOST_SOURCES + " tables",
                    "is not maintained incrementally",
                    "Join some of them in a stream table of their own."));
        }
        if (functions.hasSetReturningOperator(found.trees())) {
            return Reading.recomputed(
                    new Reason("An operator that returns a set", "is not maintained incrementally", ""));
        }
        AggregateNames aggregates = new AggregateNames(functions.aggregates(found.trees()));
        ServerTyping typing = new ServerTyping(session, types, canonical.path(), functions);
        TreeBuilder builder =
                new TreeBuilder(found.relations(), typing, aggregates, functions.setReturning(found.trees()));
        return switch (builder.build(canonical)) {
            case Understanding.Recomputed recomputed -> Reading.recomputed(recomputed.reason());
            case Understanding.Maintainable tree -> {
                ViewShape shape = ShapeReader.read(tree, outputs, typing.columns(tree.relation(), tree.outputs()));
                yield tooWide(shape)
                        .or(() -> unstorable(shape))
                        .map(Reading::recomputed)
                        .orElseGet(() -> new Reading(
                                Optional.of(shape),
                                Optional.of(tree),
                                Optional.empty(),
                                TreePrinter.print(tree.relation())));
            }
        };
    }

    /** A table has at most 1600 columns, and an aggregate may need three for its state. */
    private static Optional<Reason> tooWide(ViewShape shape) {
        return shape instanceof ViewShape.Groups groups
                        && groups.aggregate().columns().size() > MOST_GROUP_COLUMNS
                ? Optional.of(new Reason(
                        "An aggregation of " + groups.aggregate().columns().size() + " columns",
                        "would need more columns of state than a table can have",
                        "Make several stream tables of it."))
                : Optional.empty();
    }

    /** Maintenance would store what the query itself need not show. */
    private static Optional<Reason> unstorable(ViewShape shape) {
        if (!(shape instanceof ViewShape.Groups groups)) {
            return Optional.empty();
        }
        Stream<SqlType> types = Stream.concat(
                groups.aggregate().keys().stream().map(Relation.Aggregate.Key::type),
                groups.aggregate().calls().stream().map(c -> c.call().resultType()));
        return types.allMatch(SqlType::isStorable)
                ? Optional.empty()
                : Optional.of(new Reason(
                        "A group key or an aggregate that is a row of no declared type",
                        "cannot be stored in a column of a table",
                        "Name the columns of the row one by one, or cast it to a composite type."));
    }

    private static void refuse(
            CanonicalQuery canonical, FunctionFacts functions, List<SourceTable> sources, RequestedMode requested) {
        if (canonical.tree().hasAnywhere(Feature.FOR_UPDATE)) {
            throw SqlError.of(
                    SqlState.FEATURE_NOT_SUPPORTED, "FOR UPDATE/SHARE is not allowed in a stream table's query");
        }
        for (SourceTable source : sources) {
            if (source.obstacle().equals(Optional.of(Obstacle.TEMPORARY))) {
                throw SqlError.of(
                        SqlState.FEATURE_NOT_SUPPORTED, "stream tables must not use temporary tables or views");
            }
        }
        if (!functions.volatileNames().isEmpty() && requested != RequestedMode.FULL) {
            throw SqlError.of(SqlState.FEATURE_NOT_SUPPORTED, "a stream table's query must not use volatile functions")
                    .withDetail("It uses " + String.join(", ", functions.volatileNames())
                            + ", which may give another result for the same row each time.")
                    .withHint("Leave them out, or use mode FULL, which recomputes everything at each refresh.");
        }
    }

    /**
     * The error that a query cannot be maintained in the mode that its author wants.
     *
     * @param requested the mode
     * @param reason what stands in the way
     * @return the error 0A000
     */
    public static SqlError notInMode(RequestedMode requested, Reason reason) {
        return SqlError.of(
                        SqlState.FEATURE_NOT_SUPPORTED, "this query cannot be maintained in mode " + requested.name())
                .withDetail(reason.sentence() + ".")
                .withHint((reason.instead().isEmpty() ? "" : reason.instead() + " ")
                        + "Mode AUTO recomputes such a query and says why.");
    }

    private static ViewMode mode(RequestedMode requested, Reading reading) {
        if (reading.shape().isEmpty()) {
            return ViewMode.FULL;
        }
        return requested == RequestedMode.IMMEDIATE ? ViewMode.IMMEDIATE : ViewMode.DIFFERENTIAL;
    }

    private static boolean changesUnseen(FunctionFacts functions, List<SourceTable> sources) {
        return !functions.stableNames().isEmpty()
                || functions.dependences().contains(Dependence.CLOCK)
                || !functions.volatileNames().isEmpty()
                || sources.isEmpty()
                || sources.stream().anyMatch(s -> s.obstacle().isPresent());
    }

    private List<Described> outputs(List<OutputColumn> columns, List<Identifier> names) {
        List<SqlType> columnTypes = types.types(ServerTyping.references(columns));
        List<Described> outputs = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Identifier name = i < names.size() ? names.get(i) : columns.get(i).name();
            if (name.name().startsWith(Storage.RESERVED)) {
                throw SqlError.of("42939", "column name \"" + name.name() + "\" is reserved")
                        .withDetail("Names that begin with " + Storage.RESERVED + " belong to pgtrickle.");
            }
            outputs.add(new Described(name, columnTypes.get(i)));
        }
        return outputs;
    }

    private static List<String> remarks(CanonicalQuery canonical) {
        return canonical instanceof CanonicalQuery.Proven proven
                        && !proven.query().orderBy().isEmpty()
                        && proven.query().limit() == null
                ? List.of("ORDER BY is ignored: a stream table has no order of its own")
                : List.of();
    }

    /**
     * What {@code pgtrickle.validate_query} reports of a query.
     *
     * @param check what was looked at
     * @param result what was found
     * @param severity INFO, WARNING or ERROR
     */
    public record Finding(String check, String result, String severity) {}

    /**
     * Compiles a query only to tell about it.
     *
     * @param query the text of one query
     * @return findings; the first says which mode AUTO would choose
     */
    public List<Finding> validate(String query) {
        List<Finding> findings = new ArrayList<>();
        try {
            CompiledView view = compile(query, RequestedMode.AUTO, List.of());
            findings.add(new Finding("resolved_refresh_mode", view.mode().name(), "INFO"));
            view.reason().ifPresent(r -> {
                findings.add(new Finding("not_maintainable", r.sentence(), "WARNING"));
                if (!r.instead().isEmpty()) {
                    findings.add(new Finding("suggestion", r.instead(), "INFO"));
                }
            });
            findings.add(new Finding("canonical_query", view.canonical().strip(), "INFO"));
            findings.add(new Finding("operator_tree", view.operatorTree(), "INFO"));
            findings.add(new Finding(
                    "sources",
                    view.sources().stream().map(s -> s.name().sql()).collect(Collectors.joining(", ")),
                    "INFO"));
            view.remarks().forEach(r -> findings.add(new Finding("remark", r, "INFO")));
        } catch (SqlError e) {
            if (e.origin() == SqlError.Origin.SERVER) {
                throw e;
            }
            findings.add(new Finding("resolved_refresh_mode", "none", "ERROR"));
            findings.add(new Finding("error", e.message() + (e.detail() == null ? "" : ". " + e.detail()), "ERROR"));
            if (e.hint() != null) {
                findings.add(new Finding("suggestion", e.hint(), "INFO"));
            }
        }
        return findings;
    }
}
