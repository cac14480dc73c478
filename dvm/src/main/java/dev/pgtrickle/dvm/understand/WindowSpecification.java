package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.syntax.Frame;
import dev.pgtrickle.dvm.syntax.Frame.Exclusion;
import dev.pgtrickle.dvm.syntax.Frame.FixedBound;
import dev.pgtrickle.dvm.syntax.SortItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A window over the columns of a relation, written out.
 *
 * @param partition the partition keys
 * @param order the sort keys
 * @param frame the frame; nothing where the function does not look at it
 */
record WindowSpecification(List<Scalar> partition, List<SortKey> order, Optional<FrameText> frame) {

    /** What the manual calls the default framing option, and what a function sees that has an ORDER BY and nothing else. */
    static final FrameText DEFAULT_FRAME = new FrameText(
            new Frame(Frame.Mode.RANGE, FixedBound.UNBOUNDED_PRECEDING, FixedBound.CURRENT_ROW, Exclusion.NO_OTHERS),
            Map.of());

    /** Copies the lists. */
    WindowSpecification {
        partition = List.copyOf(partition);
        order = List.copyOf(order);
    }

    /**
     * A sort key.
     *
     * @param value what is compared
     * @param item the key as it stands behind ORDER BY
     * @param order in which order
     * @param nulls where null values go
     */
    record SortKey(Scalar value, Scalar item, SortItem.Order order, SortItem.Nulls nulls) {

        static SortKey of(SortItem item, ExpressionReader reader) {
            return new SortKey(
                    reader.read(item.expression()), new CallTerms(reader).read(item), item.order(), item.nulls());
        }

        static SortKey ascending(Scalar value) {
            return new SortKey(value, value, SortItem.Direction.ASC, SortItem.Nulls.DEFAULT);
        }

        /** Whether it is compared by the default ordering of its type, in either direction. */
        boolean usual() {
            return order instanceof SortItem.Direction;
        }

        SortKey substitute(Map<ColumnId, Scalar> definitions) {
            return new SortKey(value.substitute(definitions), item.substitute(definitions), order, nulls);
        }
    }

    /**
     * A frame with its offsets read.
     *
     * @param frame the frame
     * @param offsets the value of each offset bound
     */
    record FrameText(Frame frame, Map<Frame.Bound, Scalar> offsets) {

        static FrameText of(Frame frame, ExpressionReader reader) {
            Map<Frame.Bound, Scalar> offsets = new HashMap<>();
            if (frame.start() instanceof Frame.OffsetBound offset) {
                offsets.put(offset, reader.read(offset.offset()));
            }
            if (frame.end() instanceof Frame.OffsetBound offset) {
                offsets.put(offset, reader.read(offset.offset()));
            }
            return new FrameText(frame, offsets);
        }

        /** A frame of rows. */
        static FrameText rows(FixedBound start, FixedBound end, Exclusion exclusion) {
            return new FrameText(new Frame(Frame.Mode.ROWS, start, end, exclusion), Map.of());
        }

        /** The last row; a frame without BETWEEN ends with the current one. */
        Frame.Bound end() {
            return frame.end() == null ? FixedBound.CURRENT_ROW : frame.end();
        }

        boolean isBetween(Frame.Bound start, Frame.Bound end) {
            return frame.start().equals(start) && end().equals(end);
        }

        private void append(List<Term> terms) {
            token(terms, frame.mode().name(), "BETWEEN");
            append(frame.start(), terms);
            token(terms, "AND");
            append(end(), terms);
            if (frame.exclusion() != Exclusion.NO_OTHERS) {
                token(terms, "EXCLUDE", words(frame.exclusion()));
            }
        }

        private void append(Frame.Bound bound, List<Term> terms) {
            switch (bound) {
                case FixedBound fixed -> token(terms, words(fixed));
                case Frame.OffsetBound offset -> {
                    Scalar value = offsets.get(offset);
                    if (value == null) {
                        throw new IllegalStateException("an offset was not read");
                    }
                    terms.addAll(value.terms());
                    token(terms, offset.direction().name());
                }
            }
        }

        private static String words(Enum<?> constant) {
            return constant.name().replace('_', ' ');
        }
    }

    /** The keys that are plain columns compared in the usual way: rows that differ in one of them are not peers in one partition. */
    Set<ColumnId> plainColumns() {
        Set<ColumnId> columns = new HashSet<>();
        partition.forEach(p -> plain(p).ifPresent(columns::add));
        order.stream().filter(SortKey::usual).forEach(o -> plain(o.value()).ifPresent(columns::add));
        return columns;
    }

    /** The sort keys that are plain columns. */
    List<ColumnId> sortColumns() {
        return order.stream()
                .map(o -> plain(o.value()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The column that an expression is, if it is one. */
    static Optional<ColumnId> plain(Scalar scalar) {
        return scalar.atomic() && scalar.terms().getFirst() instanceof Scalar.Reference reference
                ? Optional.of(reference.column())
                : Optional.empty();
    }

    /** The columns that are read. */
    Set<ColumnId> columns() {
        Set<ColumnId> columns = new HashSet<>();
        partition.forEach(p -> columns.addAll(p.columns()));
        order.forEach(o -> columns.addAll(o.item().columns()));
        return columns;
    }

    /** The window with other partition keys. */
    WindowSpecification partitionedBy(Function<Scalar, Scalar> keys) {
        return new WindowSpecification(partition.stream().map(keys).toList(), order, frame);
    }

    /** Whether rows come in the same order in another window. */
    boolean sortsLike(WindowSpecification other) {
        return Set.copyOf(partition).equals(Set.copyOf(other.partition)) && order.equals(other.order);
    }

    /** The window with a further sort key. */
    WindowSpecification thenBy(ColumnId column) {
        List<SortKey> keys = new ArrayList<>(order);
        keys.add(SortKey.ascending(Scalar.of(column)));
        return new WindowSpecification(partition, keys, frame);
    }

    /** A call with this window. */
    Scalar over(Scalar call) {
        List<Term> terms = new ArrayList<>(call.terms());
        token(terms, "OVER", "(");
        list(terms, "PARTITION", partition);
        list(terms, "ORDER", order.stream().map(SortKey::item).toList());
        frame.ifPresent(f -> f.append(terms));
        token(terms, ")");
        return new Scalar(terms);
    }

    private static void list(List<Term> terms, String word, List<Scalar> items) {
        for (int i = 0; i < items.size(); i++) {
            if (i == 0) {
                token(terms, word, "BY");
            } else {
                token(terms, ",");
            }
            terms.addAll(items.get(i).terms());
        }
    }

    private static void token(List<Term> terms, String... texts) {
        for (String text : texts) {
            terms.add(new Scalar.Token(text));
        }
    }
}
