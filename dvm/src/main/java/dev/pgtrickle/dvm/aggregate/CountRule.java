package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.Operator;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.SqlType.Oid;
import dev.pgtrickle.dvm.source.TypeFacts;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.Optional;

/**
 * The rule for {@code count(*)} and {@code count(x)}.
 *
 * <p>Law: {@code count(R) = count(R') + Σ w}, over the rows in which the argument is not null and the filter is true.
 *
 * <p>State: the number of rows of the group, which every group keeps; for an argument that can be null, the number of rows with it.
 *
 * <pre>
 * before: count(x) = 3, Δ = {(x=7, +1), (x=null, +1), (x=2, -1)}       after: 3
 * </pre>
 */
record CountRule() implements AggregateRule {

    /** The type of conditions, and of what {@code count(*) FILTER (..)} counts: any value that is not null. */
    static final SqlType BOOLEAN = new SqlType(
            new TypeFacts(
                    Oid.BOOL,
                    "boolean",
                    Oid.BOOL,
                    'b',
                    'B',
                    true,
                    true,
                    Operator.of("pg_catalog", "="),
                    Operator.of("pg_catalog", "<"),
                    Operator.of("pg_catalog", ">"),
                    Optional.of(QualifiedName.of("pg_catalog", "boolsend"))),
            -1,
            "boolean",
            Optional.empty());

    @Override
    public String declare(AggregateCall call, GroupState state) {
        if (!call.arguments().isEmpty()) {
            return state.present(state.argument(
                    call.arguments().getFirst(), call.argumentTypes().getFirst(), call.filter()));
        }
        return call.filter().isEmpty()
                ? "n"
                : state.present(state.argument(Scalar.tokens("true"), BOOLEAN, call.filter()));
    }
}
