package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.AggregateCall.Form;
import dev.pgtrickle.dvm.algebra.AggregateCall.Sorting;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.emit.Image;
import dev.pgtrickle.dvm.emit.OrderFree;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.Piece.Arguments;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.syntax.Piece.CallName;
import dev.pgtrickle.dvm.syntax.Quantifier;
import dev.pgtrickle.dvm.syntax.SortItem;
import dev.pgtrickle.dvm.understand.Typing.ResolvedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads aggregate calls that are kept as they are written, and finds out what their results depend on besides the bag of rows. */
final class WrittenCalls {

    /** These only compare. */
    private static final Set<String> HYPOTHETICAL = Set.of("rank", "dense_rank", "percent_rank", "cume_dist");

    private final Typing typing;
    private final ExpressionReader reader;

    WrittenCalls(Typing typing, ExpressionReader reader) {
        this.typing = typing;
        this.reader = reader;
    }

    /** Resolves calls over some rows. */
    List<AggregateCall> resolve(Relation input, List<Call> calls) {
        List<CallTerms.Halves> halves = calls.stream().map(this::halves).toList();
        List<ResolvedCall> found = typing.resolveWritten(
                input, halves.stream().map(CallTerms.Halves::text).toList());
        List<List<Scalar>> values = calls.stream().map(this::values).toList();
        List<Scalar> all = values.stream().flatMap(List::stream).toList();
        List<SqlType> types = all.isEmpty() ? List.of() : typing.types(input, all);
        List<AggregateCall> resolved = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < calls.size(); i++) {
            ResolvedCall function = found.get(i);
            int end = next + values.get(i).size();
            Sorting sorting =
                    sorting(calls.get(i), function.function(), types.subList(next, end), function.argumentTypes());
            next = end;
            resolved.add(AggregateCall.written(
                    function.function(),
                    new Form.Written(halves.get(i).head(), halves.get(i).tail(), sorting),
                    function.argumentTypes(),
                    Optional.ofNullable(calls.get(i).filter()).map(reader::read),
                    function.result()));
        }
        return resolved;
    }

    private CallTerms.Halves halves(Call call) {
        if (!call.withinGroup().isEmpty()
                && call.arguments() instanceof Arguments.Values direct
                && direct.values().stream()
                        .anyMatch(v -> !reader.read(v).columns().isEmpty())) {
            throw NotMaintainable.because(
                    ExpressionReader.nameOf(call.name()) + "(..) WITHIN GROUP",
                    "has a direct argument that is not a constant, which is not maintained incrementally");
        }
        return new CallTerms(reader).halves(call);
    }

    /** What the function is fed with, as far as these are expressions of their own. */
    private List<Scalar> values(Call call) {
        if (!call.withinGroup().isEmpty()) {
            return call.withinGroup().stream()
                    .map(SortItem::expression)
                    .map(reader::read)
                    .toList();
        }
        return call.name() instanceof CallName.Function
                        && call.arguments() instanceof Arguments.Values values
                        && values.values().stream().noneMatch(WrittenCalls::isNamed)
                ? values.values().stream().map(reader::read).toList()
                : List.of();
    }

    /** Whether an argument is in named notation. */
    static boolean isNamed(Expression argument) {
        return argument.pieces().size() > 1 && argument.pieces().get(1) instanceof Piece.Token token && token.is("=>");
    }

    /**
     * What sort keys a call has and may get.
     *
     * @param call the call
     * @param function the function
     * @param values the types of what it is fed with; empty when they are not known
     * @param columns the types of the columns that the call reads
     */
    private static Sorting sorting(Call call, QualifiedName function, List<SqlType> values, List<SqlType> columns) {
        boolean builtIn =
                function.equals(QualifiedName.of("pg_catalog", function.name().name()));
        String name = function.name().name();
        boolean exact = !values.isEmpty() && values.stream().allMatch(Image::isEquality);
        if (!call.withinGroup().isEmpty()) {
            boolean interpolated = builtIn
                    && name.equals("percentile_cont")
                    && columns.stream().allMatch(OrderFree::isExactNumber);
            return exact || interpolated || builtIn && HYPOTHETICAL.contains(name)
                    ? Sorting.NEEDLESS
                    : Sorting.IMPOSSIBLE;
        }
        if (!(call.arguments() instanceof Arguments.Values arguments)) {
            return Sorting.ABSENT;
        }
        if (arguments.quantifier() == Quantifier.DISTINCT) {
            // Which of several equal values is taken is left to chance, and all the others are sorted.
            return exact || builtIn && name.equals("count") ? Sorting.NEEDLESS : Sorting.IMPOSSIBLE;
        }
        if (!values.isEmpty() && OrderFree.holds(function, values)) {
            return Sorting.NEEDLESS;
        }
        if (call.name() instanceof CallName.Construct construct
                && construct.keyword().equals("JSON_OBJECTAGG")) {
            return Sorting.IMPOSSIBLE;
        }
        return arguments.orderBy().isEmpty() ? Sorting.ABSENT : Sorting.EXTENSIBLE;
    }

    /** Refuses calls whose result may be another one each time, where maintenance would compute it twice and subtract. */
    static void refuseChance(Relation relation) {
        Relation top = relation;
        while (top instanceof Relation.Project || top instanceof Relation.Filter) {
            top = top.inputs().getFirst();
        }
        List<Relation> below = top instanceof Relation.Aggregate ? top.inputs() : List.of(top);
        below.forEach(WrittenCalls::refuseBelow);
    }

    private static void refuseBelow(Relation relation) {
        if (relation instanceof Relation.Aggregate aggregate) {
            for (Relation.Aggregate.Call call : aggregate.calls()) {
                if (call.call().form() instanceof Form.Written written && written.sorting() == Sorting.IMPOSSIBLE) {
                    throw NotMaintainable.because(
                            written.text().print(ColumnId::toString),
                            "may depend on the order of rows, and stands below another operator");
                }
            }
        }
        relation.inputs().forEach(WrittenCalls::refuseBelow);
    }
}
