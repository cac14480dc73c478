package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation.Window.WindowCall;
import dev.pgtrickle.dvm.algebra.Running;
import dev.pgtrickle.dvm.algebra.Running.Direction;
import dev.pgtrickle.dvm.algebra.Running.Merge;
import dev.pgtrickle.dvm.algebra.Running.Nulls;
import dev.pgtrickle.dvm.algebra.Running.Place;
import dev.pgtrickle.dvm.algebra.Running.Seed;
import dev.pgtrickle.dvm.algebra.Running.SortColumn;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.emit.Image;
import dev.pgtrickle.dvm.emit.OrderFree;
import dev.pgtrickle.dvm.source.Operator;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.syntax.Frame;
import dev.pgtrickle.dvm.syntax.Frame.FixedBound;
import dev.pgtrickle.dvm.syntax.Frame.OffsetBound;
import dev.pgtrickle.dvm.syntax.SortItem;
import dev.pgtrickle.dvm.understand.WindowSpecification.FrameText;
import dev.pgtrickle.dvm.understand.WindowSpecification.SortKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Recognises the window function calls that look at no rows behind the current one and its peers.
 *
 * <p>Law: with {@code A·B} the rows A and behind them the rows B, no row of which is a peer of one of A,
 *
 * <pre>
 * row_number, rank      f(A·B) = count(A) + f(B)             dense_rank   f(A·B) = groups of peers in A + f(B)
 * sum, count, min, ..   f(A·B) = f(A) merged with f(B)       if the frame begins with the partition
 * lag, frames of rows   f(A·B) = f(last n rows of A · B)     if they reach back over n rows
 * </pre>
 *
 * for the rows of B. Sums are merged only where addition is exact. A running maximum of values that are equal and look different, a float sum and
 * a concatenation are not recognised, nor is what the rows behind have a part in: lead, ntile, percent_rank, cume_dist.
 */
final class RunningCalls {

    /** Beyond that the rows that are read to look back are as many as those that are spared. */
    private static final int FARTHEST = 1000;

    private static final Scalar ROWS = Scalar.tokens("pg_catalog.count(*)");

    private static final Map<String, Merge> MERGES = Map.ofEntries(
            Map.entry("count", Merge.SUM),
            Map.entry("sum", Merge.SUM),
            Map.entry("min", Merge.LEAST),
            Map.entry("max", Merge.GREATEST),
            Map.entry("bool_and", Merge.LEAST),
            Map.entry("every", Merge.LEAST),
            Map.entry("bool_or", Merge.GREATEST),
            Map.entry("bit_and", Merge.BIT_AND),
            Map.entry("bit_or", Merge.BIT_OR),
            Map.entry("bit_xor", Merge.BIT_XOR));

    private final Map<ColumnId, SqlType> types;

    /** Knows the types of the columns that windows are sorted by, and of those that break ties. */
    RunningCalls(Map<ColumnId, SqlType> sorted, Map<ColumnId, SqlType> ties) {
        Map<ColumnId, SqlType> all = new HashMap<>(ties);
        all.putAll(sorted);
        this.types = Map.copyOf(all);
    }

    /**
     * A call.
     *
     * @param function as the server resolved it
     * @param aggregate whether it is an aggregate
     * @param arguments its arguments
     * @param types their types
     * @param text the call with FILTER, without OVER
     */
    record Called(QualifiedName function, boolean aggregate, List<Scalar> arguments, List<SqlType> types, Scalar text) {

        /** What rows are numbered by. */
        static final Called ROW_NUMBER = new Called(
                QualifiedName.of("pg_catalog", "row_number"),
                false,
                List.of(),
                List.of(),
                Scalar.tokens("pg_catalog.row_number()"));
    }

    /**
     * A call in its window, with what is found out about it.
     *
     * @param id the column of its result
     * @param call the call
     * @param window its window, without ties where they matter
     */
    WindowCall call(ColumnId id, Called call, WindowSpecification window) {
        return new WindowCall(id, window.over(call.text()), of(call, window));
    }

    /** Nothing if the call may look at other rows, or if its first sort key is no column. */
    private Optional<Running> of(Called call, WindowSpecification window) {
        String name = call.function().name().name();
        if (window.order().isEmpty() || !call.function().equals(QualifiedName.of("pg_catalog", name))) {
            return Optional.empty();
        }
        List<SortColumn> order = order(window);
        if (order.isEmpty()) {
            return Optional.empty();
        }
        Place place = order.size() == window.order().size() ? Place.LAST_ROW : Place.NONE;
        return switch (name) {
            case "row_number" -> Optional.of(seeded(order, new Seed(ROWS, Merge.SUM, place), 0));
            // Of its peers, the last row has the same rank as the first.
            case "rank" -> Optional.of(seeded(order, new Seed(ROWS, Merge.SUM, Place.NONE), 0));
            case "dense_rank" -> groups(window).map(g -> seeded(order, new Seed(g, Merge.SUM, place), 0));
            case "lag" -> lag(call.arguments()).map(n -> lookingBack(order, n));
            case "ntile", "percent_rank", "cume_dist", "lead" -> Optional.empty();
            default -> framed(call, name, window.frame().orElse(WindowSpecification.DEFAULT_FRAME), order, place);
        };
    }

    /** The sort keys up to the first one that is no column. */
    private List<SortColumn> order(WindowSpecification window) {
        List<SortColumn> columns = new ArrayList<>();
        for (SortKey key : window.order()) {
            Optional<SortColumn> column = order(key);
            if (column.isEmpty()) {
                break;
            }
            columns.add(column.get());
        }
        return columns;
    }

    private Optional<SortColumn> order(SortKey key) {
        if (!(key.order() instanceof SortItem.Direction direction)) {
            return Optional.empty();
        }
        boolean descending = direction == SortItem.Direction.DESC;
        Nulls nulls = switch (key.nulls()) {
            case FIRST -> Nulls.FIRST;
            case LAST -> Nulls.LAST;
            case DEFAULT -> descending ? Nulls.FIRST : Nulls.LAST;
        };
        return WindowSpecification.plain(key.value())
                .filter(c -> types.containsKey(c) && isOrderedByCatalog(types.get(c)))
                .map(c -> new SortColumn(c, descending ? Direction.DESC : Direction.ASC, nulls));
    }

    private static boolean isOrderedByCatalog(SqlType type) {
        return type.facts().less().equals(Operator.of("pg_catalog", "<"))
                && type.facts().greater().equals(Operator.of("pg_catalog", ">"));
    }

    private static Running seeded(List<SortColumn> order, Seed seed, int lookback) {
        return new Running(order, Optional.of(seed), lookback);
    }

    private static Running lookingBack(List<SortColumn> order, int rows) {
        return new Running(order, Optional.empty(), rows);
    }

    /** How many groups of peers there are; null is one like others. */
    private static Optional<Scalar> groups(WindowSpecification window) {
        if (!window.order().stream().allMatch(SortKey::usual)) {
            return Optional.empty();
        }
        List<Term> terms =
                new ArrayList<>(List.of(new Token("pg_catalog.count("), new Token("DISTINCT"), new Token("ROW(")));
        for (int i = 0; i < window.order().size(); i++) {
            if (i > 0) {
                terms.add(new Token(","));
            }
            terms.addAll(window.order().get(i).value().terms());
        }
        terms.add(new Token(")"));
        terms.add(new Token(")"));
        return Optional.of(new Scalar(terms));
    }

    private static Optional<Integer> lag(List<Scalar> arguments) {
        return arguments.size() < 2
                ? Optional.of(1)
                : rows(arguments.get(1)).stream().boxed().findFirst();
    }

    /** A number of rows that stands there as a literal. */
    private static OptionalInt rows(Scalar offset) {
        if (!offset.atomic()
                || !(offset.terms().getFirst() instanceof Token token)
                || !token.text().matches("\\d{1,4}")) {
            return OptionalInt.empty();
        }
        int rows = Integer.parseInt(token.text());
        return rows <= FARTHEST ? OptionalInt.of(rows) : OptionalInt.empty();
    }

    private static Optional<Running> framed(
            Called call, String name, FrameText frame, List<SortColumn> order, Place place) {
        OptionalInt start = distance(frame, frame.frame().start());
        OptionalInt end = distance(frame, frame.end());
        if (end.isEmpty()) {
            return Optional.empty();
        }
        if (start.isPresent()) {
            return Optional.of(lookingBack(order, start.getAsInt()));
        }
        if (frame.frame().start() != FixedBound.UNBOUNDED_PRECEDING) {
            return Optional.empty();
        }
        if (call.aggregate()) {
            boolean all = end.getAsInt() == 0 && frame.frame().exclusion() == Frame.Exclusion.NO_OTHERS;
            return merge(call, name)
                    .map(m -> seeded(order, new Seed(call.text(), m, all ? place : Place.NONE), end.getAsInt()));
        }
        return name.equals("last_value") && frame.frame().exclusion() == Frame.Exclusion.NO_OTHERS
                ? Optional.of(lookingBack(order, end.getAsInt()))
                : Optional.empty();
    }

    /** How many rows before the current one, or before its peers, a frame begins or ends; nothing where rows are not what is counted, or come behind. */
    private static OptionalInt distance(FrameText frame, Frame.Bound bound) {
        return switch (bound) {
            case FixedBound fixed -> fixed == FixedBound.CURRENT_ROW ? OptionalInt.of(0) : OptionalInt.empty();
            case OffsetBound offset
            when frame.frame().mode() == Frame.Mode.ROWS && offset.direction() == OffsetBound.Direction.PRECEDING ->
                Optional.ofNullable(frame.offsets().get(offset))
                        .map(RunningCalls::rows)
                        .orElse(OptionalInt.empty());
            case OffsetBound offset -> OptionalInt.empty();
        };
    }

    private static Optional<Merge> merge(Called call, String name) {
        boolean exact = !name.equals("sum") || call.types().stream().allMatch(OrderFree::isExactNumber);
        boolean alike = !(name.equals("min") || name.equals("max"))
                || call.types().stream().allMatch(Image::isEquality);
        return Optional.ofNullable(MERGES.get(name)).filter(m -> exact && alike);
    }
}
