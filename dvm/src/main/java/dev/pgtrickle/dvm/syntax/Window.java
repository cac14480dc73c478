package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a window function runs over (manual, "Window Function Calls"). */
public sealed interface Window {

    /**
     * A window of the WINDOW clause.
     *
     * @param name its name
     */
    record Named(Identifier name) implements Window {}

    /**
     * A window written out.
     *
     * @param base the window whose partitioning and ordering it takes over, or null
     * @param partitionBy the partition keys, empty for one partition
     * @param orderBy the sort keys, empty for none
     * @param frame the frame, or null for the default: RANGE UNBOUNDED PRECEDING
     */
    record Inline(
            @Nullable Identifier base,
            List<Expression> partitionBy,
            List<SortItem> orderBy,
            @Nullable Frame frame) implements Window {

        /** Copies the lists. */
        public Inline {
            partitionBy = List.copyOf(partitionBy);
            orderBy = List.copyOf(orderBy);
        }
    }
}
