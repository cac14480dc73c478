package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.syntax.Piece.CallName;
import dev.pgtrickle.dvm.syntax.Piece.ColumnReference;
import dev.pgtrickle.dvm.syntax.Piece.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns an expression of the syntax tree into a {@link Scalar}: every column reference becomes a column id, everything else stays the server's
 * text.
 */
final class ExpressionReader {

    /** What may follow a type name and still belong to it: an expression that ends with a cast does not end before these. */
    private static final Set<String> CONTINUE_TYPE = Set.of(
            "(",
            "[",
            "varying",
            "precision",
            "with",
            "without",
            "time",
            "zone",
            "VARYING",
            "PRECISION",
            "WITH",
            "WITHOUT",
            "TIME");

    private final Scope scope;
    private final List<Known> known;
    private final Calls calls;
    private final Function<Piece, Optional<ColumnId>> dependent;

    /** What stands for the queries that were read; a query that stands in several places is computed once. */
    private final Map<SubQueryForm, Scalar> subQueries = new LinkedHashMap<>();

    /**
     * A subexpression that was computed below.
     *
     * @param pieces the expression
     * @param column the column that holds its value
     */
    record Known(List<Piece> pieces, ColumnId column) {}

    /** The calls that are computed by an operator of their own: aggregates, window functions, set-returning functions. */
    interface Calls {

        /** No such calls. */
        Calls NONE = (call, reader) -> Optional.empty();

        /**
         * The column of a call's result.
         *
         * @param call the call
         * @param reader reads what stands beside the call, and so its arguments
         * @return nothing for a call that is just a part of its expression
         */
        Optional<ColumnId> column(Call call, ExpressionReader reader);

        /** These calls, and those of others. */
        default Calls or(Calls others) {
            return (call, reader) -> column(call, reader).or(() -> others.column(call, reader));
        }
    }

    /** Reads expressions over the columns of a scope. */
    ExpressionReader(Scope scope) {
        this(scope, Calls.NONE);
    }

    /** Reads expressions over the columns of a scope and the results of calls. */
    ExpressionReader(Scope scope, Calls calls) {
        this(scope, List.of(), calls, reference -> Optional.empty());
    }

    /**
     * Reads expressions above an aggregation.
     *
     * @param scope the names
     * @param known grouping expressions and the columns that hold them
     * @param calls the columns of aggregate calls and the like
     * @param dependent the column for a reference (or merged column) that is not a grouping key but depends on one; nothing when there is no
     *     grouping
     */
    ExpressionReader(Scope scope, List<Known> known, Calls calls, Function<Piece, Optional<ColumnId>> dependent) {
        this.scope = scope;
        this.known = known;
        this.calls = calls;
        this.dependent = dependent;
    }

    Scalar read(Expression expression) {
        List<Term> terms = new ArrayList<>();
        append(expression.pieces(), terms);
        return new Scalar(terms);
    }

    /** Reads a call itself, not as a column. */
    Scalar readCall(Call call) {
        List<Term> terms = new ArrayList<>();
        appendCall(call, terms);
        return new Scalar(terms);
    }

    /** Reads a condition as the conditions that are all true exactly when it is. */
    List<Scalar> readConjuncts(Expression condition) {
        return condition.conjuncts().stream().map(this::read).toList();
    }

    /** The values of the queries that were read so far, as they stand in expressions. */
    List<Scalar> subQueries() {
        return List.copyOf(subQueries.values());
    }

    /** Expressions that are read from now on have these values in place of {@link #subQueries}. */
    void replaceSubQueries(List<Scalar> values) {
        int i = 0;
        for (Map.Entry<SubQueryForm, Scalar> entry : subQueries.entrySet()) {
            entry.setValue(values.get(i++));
        }
    }

    private void append(List<Piece> pieces, List<Term> terms) {
        Optional<SubQueryForm> whole = isKnown(pieces) ? Optional.empty() : SubQueryForm.ofGroup(pieces);
        if (whole.isPresent()) {
            append(whole.get(), terms);
            return;
        }
        int i = 0;
        while (i < pieces.size()) {
            Known found = knownAt(pieces, i);
            int group = found == null ? endOfSubQuery(pieces, i) : i;
            if (found != null) {
                terms.add(new Scalar.Reference(found.column()));
                i += found.pieces().size();
            } else if (group > i) {
                append(subQueryIn(pieces.subList(i, group)), terms);
                i = group;
            } else {
                append(pieces.get(i), terms);
                i++;
            }
        }
    }

    /** Where a query with everything that belongs to it ends; the start itself when there is none. */
    private int endOfSubQuery(List<Piece> pieces, int start) {
        if (pieces.get(start) instanceof Piece.SubQuery) {
            if (start > 0 && SubQueryForm.belongsToNext(pieces.get(start - 1))) {
                throw new IllegalStateException("a query without what belongs to it: " + pieces);
            }
            return start + 1;
        }
        if (!(pieces.get(start) instanceof Token token) || start + 1 == pieces.size()) {
            return start;
        }
        if (token.isKeyword("ARRAY") && pieces.get(start + 1) instanceof Piece.SubQuery) {
            return start + 2;
        }
        if (!token.is("(")) {
            return start;
        }
        int end = SubQueryForm.closing(pieces, start);
        List<Piece> content = pieces.subList(start + 1, end);
        return !isKnown(content) && SubQueryForm.ofGroup(content).isPresent() ? end + 1 : start;
    }

    private boolean isKnown(List<Piece> pieces) {
        return known.stream().anyMatch(k -> k.pieces().equals(pieces));
    }

    private static SubQueryForm subQueryIn(List<Piece> pieces) {
        return switch (pieces.getLast()) {
            case Piece.SubQuery query ->
                pieces.size() == 1 ? new SubQueryForm.Single(query.query()) : new SubQueryForm.Array(query.query());
            default ->
                SubQueryForm.ofGroup(pieces.subList(1, pieces.size() - 1)).orElseThrow();
        };
    }

    private void append(SubQueryForm form, List<Term> terms) {
        Scalar value = subQueries.get(form);
        if (value == null) {
            value = scope.enclosing().subQuery(form, this, scope);
            subQueries.put(form, value);
        }
        terms.addAll(new Phrase().operand(value).end().terms());
    }

    private @Nullable Known knownAt(List<Piece> pieces, int at) {
        Known best = null;
        for (Known candidate : known) {
            int end = at + candidate.pieces().size();
            boolean longer =
                    best == null || candidate.pieces().size() > best.pieces().size();
            if (longer
                    && end <= pieces.size()
                    && pieces.subList(at, end).equals(candidate.pieces())
                    && isBoundary(pieces, at, end, candidate)) {
                best = candidate;
            }
        }
        return best;
    }

    /** Whether a run of pieces is an operand of its own there: not a part of a longer name, type or field access. */
    private static boolean isBoundary(List<Piece> pieces, int start, int end, Known candidate) {
        if (start > 0 && pieces.get(start - 1) instanceof Token before && (before.is(".") || before.is("::"))) {
            return false;
        }
        if (end == pieces.size() || !(pieces.get(end) instanceof Token after)) {
            return true;
        }
        boolean endsInText = candidate.pieces().getLast() instanceof Token last && !last.is(")") && !last.is("]");
        return !(endsInText && CONTINUE_TYPE.contains(after.text()));
    }

    private void append(Piece piece, List<Term> terms) {
        switch (piece) {
            case Token token -> terms.add(new Scalar.Token(token.text()));
            case ColumnReference reference ->
                terms.addAll(resolve(reference).operand().terms());
            case Call call ->
                calls.column(call, this)
                        .<Runnable>map(id -> () -> terms.add(new Scalar.Reference(id)))
                        .orElse(() -> appendCall(call, terms))
                        .run();
            case Piece.SubQuery query -> append(new SubQueryForm.Single(query.query()), terms);
            case Piece.WholeRow row ->
                throw NotMaintainable.because(
                        row.alias().sql() + ".*",
                        "as a value of its own is not maintained incrementally",
                        "Name the columns.");
            case Piece.MergedColumn column ->
                terms.addAll(resolve(column).operand().terms());
        }
    }

    private Scalar resolve(Piece.MergedColumn merged) {
        return Optional.<Piece>of(merged)
                .filter(m -> scope.only(merged.column()).isPresent())
                .flatMap(dependent)
                .map(Scalar::of)
                .or(() -> scope.only(merged.column()))
                .or(() -> scope.outer(merged))
                .orElseThrow(() -> NotMaintainable.because(
                        merged.column().sql(), "is a column merged by USING that we do not find in this query"));
    }

    private Scalar resolve(ColumnReference reference) {
        Optional<Scalar> outer = scope.hasItem(reference.alias()) ? Optional.empty() : scope.outer(reference);
        return outer.or(() -> dependent.apply(reference).map(Scalar::of))
                .or(() -> scope.find(reference.alias(), reference.column()))
                .orElseThrow(() -> NotMaintainable.because(
                        reference.alias().sql() + "." + reference.column().sql(),
                        scope.hasItem(reference.alias())
                                ? "is a system column, a virtual generated column with another collation than its expression, or a path or order of SEARCH or CYCLE, which cannot be stored"
                                : "is not found"));
    }

    private void appendCall(Call call, List<Term> terms) {
        if (call.over() != null) {
            throw NotMaintainable.because("A window function", "cannot be maintained in this place");
        }
        if (call.filter() != null || !call.withinGroup().isEmpty()) {
            throw new IllegalStateException("an aggregate where none can be: " + call);
        }
        scope.refuseOuterAggregate(call);
        terms.addAll(new CallTerms(this).read(call).terms());
    }

    static String nameOf(CallName name) {
        return switch (name) {
            case CallName.Function function -> function.name().sql();
            case CallName.Construct construct -> construct.keyword();
        };
    }
}
