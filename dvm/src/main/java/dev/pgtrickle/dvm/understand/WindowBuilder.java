package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Relation.Window.WindowCall;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.syntax.Piece.Arguments;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.syntax.Window;
import dev.pgtrickle.dvm.syntax.WindowDefinition;
import dev.pgtrickle.dvm.understand.RunningCalls.Called;
import dev.pgtrickle.dvm.understand.Typing.ResolvedCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Builds the window functions of a SELECT, above its groups: one operator for each PARTITION BY list, one over the other. All calls see the same
 * rows, so that the order of the operators does not matter.
 */
final class WindowBuilder implements ExpressionReader.Calls {

    private final TreeBuilder builder;
    private final NamedWindows windows;
    private final Map<Call, Found> found = new LinkedHashMap<>();

    /**
     * A call.
     *
     * @param id the column of its result
     * @param name the function as printed
     * @param arguments its arguments
     * @param text the call with FILTER, without OVER
     * @param window its window
     */
    private record Found(ColumnId id, String name, List<Scalar> arguments, Scalar text, WindowSpecification window) {}

    /**
     * A builder.
     *
     * @param builder the builder of the whole query
     * @param definitions the WINDOW clause
     */
    WindowBuilder(TreeBuilder builder, List<WindowDefinition> definitions) {
        this.builder = builder;
        this.windows = new NamedWindows(definitions);
    }

    @Override
    public Optional<ColumnId> column(Call call, ExpressionReader reader) {
        Window over = call.over();
        if (over == null) {
            return Optional.empty();
        }
        Found known = found.get(call);
        if (known == null) {
            known = read(call, over, reader);
            found.put(call, known);
        }
        return Optional.of(known.id());
    }

    private Found read(Call call, Window over, ExpressionReader reader) {
        List<Scalar> arguments = call.arguments() instanceof Arguments.Values values
                ? values.values().stream().map(reader::read).toList()
                : List.of();
        CallTerms terms = new CallTerms(reader);
        return new Found(
                builder.ids().next(),
                ExpressionReader.nameOf(call.name()),
                arguments,
                call.filter() == null ? terms.read(call) : terms.filtered(call, reader.read(call.filter())),
                windows.read(over, reader));
    }

    /** Whether no window function was met. */
    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Puts the window functions that were met above a relation. */
    Computed build(Computed below) {
        if (found.isEmpty()) {
            return below;
        }
        Relation input = below.relation();
        List<Found> calls = List.copyOf(found.values());
        Resolved resolved = resolve(input, calls);
        List<WindowFunctionKind> kinds = resolved.kinds();
        TieBreakers ties = ties(input, below.values(), calls);
        RunningCalls running = new RunningCalls(resolved.sortTypes(), ties.types());
        PartitionColumns partitions = new PartitionColumns(builder.ids());
        List<Planned> plans = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            Found call = calls.get(i);
            WindowPlan plan = WindowPlan.of(kinds.get(i), call.window(), ties.of(call.window()))
                    .orElseThrow(() -> notMaintainable(call));
            plans.add(new Planned(
                    call, resolved.called().get(i), plan, !ties.identity() && plan.dependsOnTies(kinds.get(i))));
        }
        Map<Set<Scalar>, List<WindowCall>> own = new LinkedHashMap<>();
        Map<Set<Scalar>, List<WindowCall>> afterOthers = new LinkedHashMap<>();
        Map<Set<Scalar>, List<WindowCall>> ofPeers = new LinkedHashMap<>();
        Optional<Positions> positions = positions(plans);
        positions.ifPresent(p -> {
            WindowSpecification counted = p.window().partitionedBy(partitions::column);
            add(own, counted, running.call(p.column(), Called.ROW_NUMBER, counted));
        });
        for (Planned planned : plans) {
            Found call = planned.call();
            WindowPlan plan = planned.plan();
            WindowSpecification first = plan.own().partitionedBy(partitions::column);
            if (planned.dependent()
                    && positions.isPresent()
                    && !plan.own().sortsLike(positions.get().window())) {
                if (plan.looksAtPeers()) {
                    throw notMaintainable(call);
                }
                WindowSpecification decided = first.thenBy(positions.get().column());
                add(afterOthers, decided, running.call(call.id(), planned.called(), decided));
                continue;
            }
            ColumnId value =
                    plan.lastPeer().isEmpty() ? call.id() : builder.ids().next();
            add(own, first, running.call(value, planned.called(), first));
            plan.lastPeer().map(p -> p.partitionedBy(partitions::column)).ifPresent(second -> {
                Scalar last = new Scalar(List.of(
                        new Scalar.Token("pg_catalog.last_value("),
                        new Scalar.Reference(value),
                        new Scalar.Token(")")));
                // Rows that cannot be told apart have different running values: the last of them is the one that was
                // counted last.
                ColumnId position = builder.ids().next();
                add(own, first, running.call(position, Called.ROW_NUMBER, first));
                WindowSpecification counted = second.thenBy(position);
                add(ofPeers, second, new WindowCall(call.id(), counted.over(last), Optional.empty()));
            });
        }
        Relation relation = partitions.over(input);
        for (Map<Set<Scalar>, List<WindowCall>> level : List.of(own, afterOthers, ofPeers)) {
            for (Map.Entry<Set<Scalar>, List<WindowCall>> node : level.entrySet()) {
                relation = new Relation.Window(relation, List.copyOf(node.getKey()), node.getValue());
            }
        }
        return new Computed(relation, below.values());
    }

    /**
     * A call with its plan.
     *
     * @param call the call
     * @param called what is called
     * @param plan how it is computed
     * @param dependent whether rows that cannot be told apart may have different values of it
     */
    private record Planned(Found call, Called called, WindowPlan plan, boolean dependent) {}

    /**
     * The position of each row in a window that several others follow.
     *
     * @param window the window
     * @param column holds the position
     */
    private record Positions(WindowSpecification window, ColumnId column) {}

    /**
     * Rows that cannot be told apart get different values in windows of different orders, and which of one goes with which of the other must not be
     * left to chance: the positions in the first window decide between them in the other ones.
     */
    private Optional<Positions> positions(List<Planned> plans) {
        List<WindowPlan> dependent =
                plans.stream().filter(Planned::dependent).map(Planned::plan).toList();
        Optional<WindowSpecification> first = dependent.stream()
                .filter(WindowPlan::looksAtPeers)
                .findFirst()
                .or(() -> dependent.stream().findFirst())
                .map(WindowPlan::own);
        return first.filter(f -> dependent.stream().anyMatch(d -> !d.own().sortsLike(f)))
                .map(f -> new Positions(f, builder.ids().next()));
    }

    private static void add(Map<Set<Scalar>, List<WindowCall>> nodes, WindowSpecification window, WindowCall call) {
        nodes.computeIfAbsent(new LinkedHashSet<>(window.partition()), p -> new ArrayList<>())
                .add(call);
    }

    private static NotMaintainable notMaintainable(Found call) {
        return NotMaintainable.because(
                call.name() + "(..) OVER",
                "depends on the order of rows that its ORDER BY leaves open",
                "Order by a key as well, or use a frame of ROWS.");
    }

    /**
     * What the server knows of calls.
     *
     * @param kinds what each looks at
     * @param called what each calls
     * @param sortTypes the types of the columns that windows are sorted by
     */
    private record Resolved(List<WindowFunctionKind> kinds, List<Called> called, Map<ColumnId, SqlType> sortTypes) {}

    private Resolved resolve(Relation input, List<Found> calls) {
        List<Scalar> texts = calls.stream()
                .map(c -> new WindowSpecification(List.of(), List.of(), Optional.empty()).over(c.text()))
                .toList();
        List<ResolvedCall> resolved = builder.typing().resolveWritten(input, texts);
        List<Scalar> asked = new ArrayList<>();
        calls.forEach(c -> asked.addAll(c.arguments()));
        List<ColumnId> sortColumns = calls.stream()
                .flatMap(c -> c.window().sortColumns().stream())
                .distinct()
                .toList();
        sortColumns.forEach(c -> asked.add(Scalar.of(c)));
        List<SqlType> types = asked.isEmpty() ? List.of() : builder.typing().types(input, asked);
        List<WindowFunctionKind> kinds = new ArrayList<>();
        List<Called> called = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < calls.size(); i++) {
            Found call = calls.get(i);
            int end = next + call.arguments().size();
            ResolvedCall found = resolved.get(i);
            List<SqlType> arguments = types.subList(next, end);
            kinds.add(WindowFunctionKind.of(found.function(), found.aggregate(), arguments));
            called.add(new Called(found.function(), found.aggregate(), call.arguments(), arguments, call.text()));
            next = end;
        }
        Map<ColumnId, SqlType> sortTypes = new HashMap<>();
        for (ColumnId column : sortColumns) {
            sortTypes.put(column, types.get(next++));
        }
        return new Resolved(List.copyOf(kinds), List.copyOf(called), Map.copyOf(sortTypes));
    }

    /** By what identifies a row if that is known, and otherwise by everything that is read of it. */
    private TieBreakers ties(Relation input, List<Scalar> above, List<Found> calls) {
        Set<ColumnId> available = new LinkedHashSet<>(input.columns());
        Optional<List<ColumnId>> identity = RowIdentity.of(input).filter(available::containsAll);
        List<ColumnId> columns = identity.orElseGet(() -> {
            Set<ColumnId> read = new LinkedHashSet<>();
            above.forEach(v -> read.addAll(v.columns()));
            calls.forEach(c -> {
                read.addAll(c.text().columns());
                read.addAll(c.window().columns());
            });
            read.retainAll(available);
            return List.copyOf(read);
        });
        Map<ColumnId, SqlType> types = new HashMap<>();
        if (!columns.isEmpty()) {
            List<SqlType> known = builder.typing()
                    .types(input, columns.stream().map(Scalar::of).toList());
            for (int i = 0; i < columns.size(); i++) {
                types.put(columns.get(i), known.get(i));
            }
        }
        return new TieBreakers(columns, types, identity.isPresent());
    }

    /** Partition keys as columns: those that are expressions are computed below the windows. */
    private static final class PartitionColumns {

        private final ColumnIds ids;
        private final Map<Scalar, ColumnId> computed = new LinkedHashMap<>();

        PartitionColumns(ColumnIds ids) {
            this.ids = ids;
        }

        Scalar column(Scalar key) {
            return WindowSpecification.plain(key).isPresent()
                    ? key
                    : Scalar.of(computed.computeIfAbsent(key, k -> ids.next()));
        }

        Relation over(Relation input) {
            if (computed.isEmpty()) {
                return input;
            }
            List<Projection> projections = new ArrayList<>();
            input.columns().stream().distinct().forEach(c -> projections.add(new Projection(c, Scalar.of(c))));
            computed.forEach((expression, id) -> projections.add(new Projection(id, expression)));
            return new Relation.Project(input, projections);
        }
    }
}
