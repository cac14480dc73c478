package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.aggregate.Aggregates;
import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.syntax.Piece.Arguments;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.syntax.Piece.CallName;
import dev.pgtrickle.dvm.syntax.Quantifier;
import dev.pgtrickle.dvm.understand.Typing.RawCall;
import dev.pgtrickle.dvm.understand.Typing.Resolved;
import dev.pgtrickle.dvm.understand.Typing.ResolvedCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads aggregate calls: those of functions with algebra as plain calls, all others as they are written. What a name means, the server says.
 */
final class AggregateResolver {

    /** DISTINCT changes nothing in what these compute. */
    private static final Set<String> BLIND_TO_DUPLICATES = Set.of("min", "max");

    private final Typing typing;
    private final ExpressionReader reader;

    /**
     * A resolver.
     *
     * @param typing asks the server
     * @param reader reads expressions over the rows that are aggregated
     */
    AggregateResolver(Typing typing, ExpressionReader reader) {
        this.typing = typing;
        this.reader = reader;
    }

    /**
     * An aggregation with types.
     *
     * @param keys the types of its keys
     * @param calls its calls
     */
    record Aggregation(List<SqlType> keys, List<AggregateCall> calls) {}

    /**
     * Resolves an aggregation.
     *
     * @param input the rows that are aggregated
     * @param keys expressions over them
     * @param calls the calls as they stand in the query
     */
    Aggregation resolve(Relation input, List<Scalar> keys, List<Call> calls) {
        List<Integer> plain = new ArrayList<>();
        List<Integer> written = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            (mayBePlain(calls.get(i)) ? plain : written).add(i);
        }
        List<RawCall> raw = plain.stream().map(i -> raw(calls.get(i))).toList();
        Resolved resolved = typing.resolve(input, keys, raw);
        @Nullable AggregateCall[] result = new AggregateCall[calls.size()];
        for (int i = 0; i < raw.size(); i++) {
            ResolvedCall call = resolved.calls().get(i);
            if (Aggregates.hasAlgebra(call.function(), call.argumentTypes())) {
                result[plain.get(i)] = new AggregateCall(
                        call.function(),
                        raw.get(i).arguments(),
                        call.argumentTypes(),
                        raw.get(i).filter(),
                        call.result());
            } else {
                written.add(plain.get(i));
            }
        }
        List<AggregateCall> others = new WrittenCalls(typing, reader)
                .resolve(input, written.stream().map(calls::get).toList());
        for (int i = 0; i < others.size(); i++) {
            result[written.get(i)] = others.get(i);
        }
        List<AggregateCall> all = new ArrayList<>();
        for (AggregateCall call : result) {
            if (call == null) {
                throw new IllegalStateException("a call was not resolved");
            }
            all.add(call);
        }
        return new Aggregation(resolved.keys(), all);
    }

    /** The columns that a call reads, in its arguments and anywhere else. */
    Set<ColumnId> columns(Call call) {
        Set<ColumnId> columns = new HashSet<>(new CallTerms(reader).read(call).columns());
        filter(call).ifPresent(f -> columns.addAll(f.columns()));
        return columns;
    }

    private static boolean mayBePlain(Call call) {
        if (!(call.name() instanceof CallName.Function function)
                || !Aggregates.mayHaveAlgebra(function.name().name().name())
                || !call.withinGroup().isEmpty()) {
            return false;
        }
        return switch (call.arguments()) {
            case Arguments.Star star -> true;
            case Arguments.Values values ->
                (values.quantifier() == Quantifier.ALL
                                || BLIND_TO_DUPLICATES.contains(
                                        function.name().name().name()))
                        && values.values().size() == 1
                        && values.orderBy().isEmpty()
                        && values.options().isEmpty()
                        && values.last() == Arguments.LastArgument.PLAIN
                        && !WrittenCalls.isNamed(values.values().getFirst());
        };
    }

    private RawCall raw(Call call) {
        List<Scalar> arguments = call.arguments() instanceof Arguments.Values values
                ? values.values().stream().map(reader::read).toList()
                : List.of();
        return new RawCall(ExpressionReader.nameOf(call.name()), arguments, filter(call));
    }

    private Optional<Scalar> filter(Call call) {
        return Optional.ofNullable(call.filter()).map(reader::read);
    }
}
