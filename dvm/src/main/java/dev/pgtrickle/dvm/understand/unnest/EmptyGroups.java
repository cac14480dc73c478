package dev.pgtrickle.dvm.understand.unnest;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Joins;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.Filter;
import dev.pgtrickle.dvm.algebra.Relation.OuterJoin;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Substitution;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an aggregation that became a grouped one is worth where there is no group: what it was worth without rows.
 *
 * <p>Law: {@code count} is 0 then. Other built-in aggregates are null, as the outer join leaves them, but for those that rank a value among the
 * rows. Of the latter, and of aggregates that users made, the value without rows is asked for: {@code agg(..) FROM input WHERE false}.
 */
final class EmptyGroups {

    private static final Set<String> COUNTS = Set.of("count", "regr_count");
    private static final Set<String> RANKS = Set.of("rank", "dense_rank", "percent_rank", "cume_dist");

    private final Columns columns;
    private final Aggregate scalar;
    private final List<Aggregate.Call> calls = new ArrayList<>();
    private final List<Aggregate.Call> asked = new ArrayList<>();
    private final Map<ColumnId, Scalar> values = new LinkedHashMap<>();

    EmptyGroups(Columns columns, Aggregate scalar) {
        this.columns = columns;
        this.scalar = scalar;
        ColumnId matched = columns.next();
        for (Aggregate.Call call : scalar.calls()) {
            ColumnId grouped = columns.next();
            calls.add(new Aggregate.Call(grouped, call.call()));
            values.put(call.id(), value(call, grouped, matched));
        }
        if (!asked.isEmpty()) {
            calls.add(new Aggregate.Call(
                    matched, columns.call(scalar.input(), QualifiedName.of("pg_catalog", "count"), List.of())));
        }
    }

    private Scalar value(Aggregate.Call call, ColumnId grouped, ColumnId matched) {
        QualifiedName function = call.call().function();
        boolean builtIn =
                function.equals(QualifiedName.of("pg_catalog", function.name().name()));
        if (builtIn && COUNTS.contains(function.name().name())) {
            return new Phrase()
                    .text("COALESCE", "(")
                    .column(grouped)
                    .text(",", "0", "::", "bigint", ")")
                    .end();
        }
        if (builtIn && !RANKS.contains(function.name().name())) {
            return Scalar.of(grouped);
        }
        ColumnId empty = columns.next();
        asked.add(new Aggregate.Call(empty, call.call()));
        return new Phrase()
                .text("CASE", "WHEN", "(")
                .column(matched)
                .text("IS", "NULL", ")", "THEN")
                .column(empty)
                .text("ELSE")
                .column(grouped)
                .text("END")
                .end();
    }

    /** The aggregation with calls that have columns of their own. */
    Aggregate aggregate() {
        return new Aggregate(scalar.input(), scalar.keys(), List.copyOf(calls));
    }

    /** For each call of the original aggregation, its value over the columns of {@link #join}. */
    Map<ColumnId, Scalar> values() {
        return values;
    }

    /**
     * Joins each row of a relation with its group.
     *
     * @param left the relation
     * @param grouped {@link #aggregate} with keys
     * @param conditions at most one group fits each row
     * @param input what is aggregated, without free columns
     */
    Relation join(Relation left, Relation grouped, List<Scalar> conditions, DomainPush.Pushed input) {
        return join(left, grouped, conditions, input.relation(), input.substitution());
    }

    /** The same, where the input never had free columns. */
    Relation join(Relation left, Relation grouped, List<Scalar> conditions, Relation input) {
        return join(left, grouped, conditions, input, new Substitution(Map.of()));
    }

    private Relation join(
            Relation left, Relation grouped, List<Scalar> conditions, Relation input, Substitution substitution) {
        Relation joined = new OuterJoin(OuterJoin.Kind.LEFT, left, grouped, conditions);
        if (asked.isEmpty()) {
            return joined;
        }
        Relation nothing = new Filter(input, List.of(Scalar.tokens("false")));
        Relation worth = substitution.own(new Aggregate(nothing, List.of(), List.copyOf(asked)));
        return Joins.of(List.of(joined, worth), List.of());
    }
}
