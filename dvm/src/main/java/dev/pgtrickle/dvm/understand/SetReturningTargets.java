package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.TableFunction;
import dev.pgtrickle.dvm.algebra.Relation.TableFunction.Output;
import dev.pgtrickle.dvm.algebra.Relation.TableFunction.Unmatched;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The set-returning functions in the expressions of a SELECT list or GROUP BY.
 *
 * <p>All of them run in lockstep, and one that has no more rows gives nulls (manual, "SQL Functions Returning Sets"): they are one
 * {@code ROWS FROM} over the rows that the other expressions are computed for. One within the arguments of another one is refused.
 */
final class SetReturningTargets implements ExpressionReader.Calls {

    private final TreeBuilder builder;
    private final Map<Call, Scalar> items = new LinkedHashMap<>();
    private final Map<Call, ColumnId> columns = new LinkedHashMap<>();
    private int depth;

    SetReturningTargets(TreeBuilder builder) {
        this.builder = builder;
    }

    @Override
    public Optional<ColumnId> column(Call call, ExpressionReader reader) {
        if (!builder.setReturning().contains(call)) {
            return Optional.empty();
        }
        if (depth > 0) {
            throw NotMaintainable.because(
                    "A set-returning function within another one",
                    "is not maintained incrementally",
                    "Write both in FROM.");
        }
        if (!columns.containsKey(call)) {
            depth++;
            items.put(call, reader.readCall(call));
            depth--;
            columns.put(call, builder.ids().next());
        }
        return Optional.ofNullable(columns.get(call));
    }

    /** The calls that were met. */
    List<Scalar> items() {
        return List.copyOf(items.values());
    }

    /** The rows of a relation, each with the rows of the functions. */
    Relation expand(Relation input) {
        return expand(input, items());
    }

    /**
     * The rows of a relation, each with the rows of the functions.
     *
     * @param input the relation
     * @param calls what {@link #items} returned, over the relation
     */
    Relation expand(Relation input, List<Scalar> calls) {
        if (calls.isEmpty()) {
            return input;
        }
        if (builder.typing().types(input, calls).stream()
                .anyMatch(t -> t.facts().composite())) {
            throw NotMaintainable.because(
                    "A set-returning function of rows in the SELECT list",
                    "is not maintained incrementally",
                    "Write it in FROM.");
        }
        List<Output> outputs =
                columns.values().stream().map(c -> new Output(c, null)).toList();
        return new TableFunction(Unmatched.DROPPED, input, lockstep(calls), outputs, List.of());
    }

    private static Scalar lockstep(List<Scalar> calls) {
        if (calls.size() == 1) {
            return calls.getFirst();
        }
        List<Term> terms = new ArrayList<>(Scalar.tokens("ROWS", "FROM", "(").terms());
        for (int i = 0; i < calls.size(); i++) {
            if (i > 0) {
                terms.add(new Token(","));
            }
            terms.addAll(calls.get(i).terms());
        }
        terms.add(new Token(")"));
        return new Scalar(terms);
    }
}
