package dev.pgtrickle.dvm.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.delta.Delta.Factor;
import dev.pgtrickle.dvm.source.Kinship;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The rules of differentiation, as formulas and by evaluation over small integer matrices of weights. */
class DifferentiatorTest {

    private static Scan scan(int leaf) {
        return new Scan(
                leaf,
                new SourceTable(
                        leaf, QualifiedName.of("s", "r" + leaf), List.of(), List.of(), Optional.empty(), Kinship.ALONE),
                List.of());
    }

    private static Relation join(Relation... inputs) {
        return new Relation.Join(List.of(inputs), List.of());
    }

    private static String formula(Relation relation, Set<Integer> changed) {
        return print(new Differentiator(changed).differentiate(relation));
    }

    private static String print(Delta delta) {
        return switch (delta) {
            case Delta.Nothing nothing -> "0";
            case Delta.Changes changes -> "Δ" + changes.scan().leaf();
            case Delta.Filtered filtered -> "σ(" + print(filtered.input()) + ")";
            case Delta.Projected projected -> "π(" + print(projected.input()) + ")";
            case Delta.Sum sum ->
                String.join(
                        " ", sum.terms().stream().map(DifferentiatorTest::print).toList());
            case Delta.Shared shared -> shared.name();
            case Delta.Product product ->
                (product.sign() == Delta.Sign.PLUS ? "+" : "-")
                        + String.join(
                                "⋈",
                                product.factors().stream()
                                        .map(DifferentiatorTest::print)
                                        .toList());
            case Delta.Padded padded -> "∅(" + print(padded.input()) + ")";
            case Delta.Expanded expanded -> "f(" + print(expanded.input()) + ")";
            case Delta.Tested tested -> tested.semijoin().sense() + "(" + print(tested.input()) + ")";
            case Delta.Moved moved -> "moved";
            case Delta.Crossed crossed ->
                (crossed.sign() == Delta.Sign.PLUS ? "+" : "-")
                        + crossed.semijoin().sense() + "(" + print(crossed.rows()) + "×" + print(crossed.partners())
                        + ")";
            case Delta.Recomputed recomputed -> "γ(" + print(recomputed.input()) + ")";
            case Delta.Continued continued -> "γ≥(" + print(continued.input()) + ")";
        };
    }

    private static String print(Factor factor) {
        return switch (factor) {
            case Factor.Current current -> name(current.relation());
            case Factor.Changed changed -> print(changed.delta());
        };
    }

    private static String name(Relation relation) {
        return relation instanceof Scan scan
                ? "R" + scan.leaf()
                : "("
                        + String.join(
                                "⋈",
                                relation.inputs().stream()
                                        .map(DifferentiatorTest::name)
                                        .toList()) + ")";
    }

    @Test
    void nothing_changes_when_no_scan_does() {
        assertThat(formula(join(scan(1), scan(2)), Set.of())).isEqualTo("0");
        assertThat(formula(join(scan(1), scan(2)), Set.of(7))).isEqualTo("0");
    }

    @Test
    void linear_operators_pass_changes_through() {
        Relation filter = new Relation.Filter(scan(1), List.of(Scalar.tokens("true")));
        Relation project = new Relation.Project(filter, List.of(new Projection(new ColumnId(1), Scalar.tokens("1"))));
        assertThat(formula(project, Set.of(1))).isEqualTo("π(σ(Δ1))");
    }

    @Test
    void a_join_with_few_changed_inputs_is_inclusion_and_exclusion() {
        assertThat(formula(join(scan(1), scan(2)), Set.of(1))).isEqualTo("+Δ1⋈R2");
        assertThat(formula(join(scan(1), scan(2)), Set.of(1, 2))).isEqualTo("+Δ1⋈R2 +R1⋈Δ2 -Δ1⋈Δ2");
        assertThat(formula(join(scan(1), scan(2), scan(3)), Set.of(1, 2, 3)))
                .isEqualTo("+Δ1⋈R2⋈R3 +R1⋈Δ2⋈R3 +R1⋈R2⋈Δ3 -Δ1⋈Δ2⋈R3 -Δ1⋈R2⋈Δ3 -R1⋈Δ2⋈Δ3 +Δ1⋈Δ2⋈Δ3");
    }

    @Test
    void a_join_with_many_changed_inputs_is_a_nested_prefix() {
        assertThat(formula(join(scan(1), scan(2), scan(3), scan(4)), Set.of(1, 2, 3, 4)))
                .isEqualTo("+prefix_2⋈R4 +R1⋈R2⋈R3⋈Δ4 -prefix_2⋈Δ4");
        assertThat(formula(join(scan(1), scan(2), scan(3), scan(4), scan(5)), Set.of(1, 2, 4, 5)))
                .isEqualTo("+prefix_2⋈R5 +R1⋈R2⋈R3⋈R4⋈Δ5 -prefix_2⋈Δ5");
    }

    @Test
    void operators_on_partitions_are_computed_again() {
        assertThat(formula(new Relation.Aggregate(scan(1), List.of(), List.of()), Set.of(1)))
                .isEqualTo("γ(Δ1)");
        assertThat(formula(new Relation.Aggregate(scan(1), List.of(), List.of()), Set.of(2)))
                .isEqualTo("0");
    }

    @Test
    void a_semijoin_tests_its_left_side_and_is_crossed_by_its_right_side() {
        Relation semijoin = new Relation.SemiJoin(Relation.SemiJoin.Sense.ANTI, scan(1), scan(2), List.of());
        assertThat(formula(semijoin, Set.of(1))).isEqualTo("ANTI(Δ1)");
        assertThat(formula(semijoin, Set.of(2))).isEqualTo("+ANTI(R1×Δ2)");
        assertThat(formula(semijoin, Set.of(1, 2))).isEqualTo("ANTI(Δ1) +ANTI(R1×Δ2) -ANTI(Δ1×Δ2)");
    }

    @Test
    void an_outer_join_is_an_inner_one_and_padded_antijoins() {
        assertThat(formula(outerJoin(Relation.OuterJoin.Kind.LEFT), Set.of(2))).isEqualTo("+R1⋈Δ2 ∅(+ANTI(R1×Δ2))");
        assertThat(formula(outerJoin(Relation.OuterJoin.Kind.FULL), Set.of(2)))
                .isEqualTo("+R1⋈Δ2 ∅(+ANTI(R1×Δ2)) ∅(ANTI(Δ2))");
    }

    private static Relation outerJoin(Relation.OuterJoin.Kind kind) {
        return new Relation.OuterJoin(kind, scan(1), scan(2), List.of());
    }

    /**
     * With a table of one row standing for a number, the join of tables is a product and the law is an identity of numbers: the delta equals the
     * product now minus the product before.
     */
    @Test
    void the_delta_is_the_difference_of_the_states() {
        SplittableRandom random = new SplittableRandom(20261121);
        for (int round = 0; round < 2000; round++) {
            int leaves = 1 + random.nextInt(7);
            List<Relation> scans = new ArrayList<>();
            Map<Integer, Long> now = new HashMap<>();
            Map<Integer, Long> change = new HashMap<>();
            for (int leaf = 1; leaf <= leaves; leaf++) {
                scans.add(scan(leaf));
                now.put(leaf, (long) random.nextInt(7));
                change.put(leaf, random.nextInt(3) == 0 ? 0L : random.nextInt(9) - 4);
            }
            Relation relation = randomTree(scans, random);
            Set<Integer> changed = new java.util.HashSet<>();
            change.forEach((leaf, d) -> {
                if (d != 0 || random.nextBoolean()) {
                    changed.add(leaf);
                }
            });
            long difference = 1;
            long before = 1;
            for (int leaf = 1; leaf <= leaves; leaf++) {
                difference *= now.getOrDefault(leaf, 0L);
                before *= now.getOrDefault(leaf, 0L) - change.getOrDefault(leaf, 0L);
            }
            Delta delta = new Differentiator(changed).differentiate(relation);
            assertThat(value(delta, now, change))
                    .as(name(relation) + " " + change + " " + now)
                    .isEqualTo(difference - before);
        }
    }

    private static Relation randomTree(List<Relation> scans, SplittableRandom random) {
        List<Relation> parts = new ArrayList<>(scans);
        while (parts.size() > 1) {
            int width = Math.min(parts.size(), 2 + random.nextInt(5));
            List<Relation> inputs = new ArrayList<>(parts.subList(0, width));
            parts.subList(0, width).clear();
            parts.add(new Relation.Join(inputs, List.of()));
        }
        return parts.getFirst();
    }

    private static long value(Delta delta, Map<Integer, Long> now, Map<Integer, Long> change) {
        return switch (delta) {
            case Delta.Nothing nothing -> 0;
            case Delta.Changes changes -> change.getOrDefault(changes.scan().leaf(), 0L);
            case Delta.Filtered filtered -> value(filtered.input(), now, change);
            case Delta.Projected projected -> value(projected.input(), now, change);
            case Delta.Shared shared -> value(shared.value(), now, change);
            case Delta.Sum sum ->
                sum.terms().stream().mapToLong(t -> value(t, now, change)).sum();
            case Delta.Product product -> {
                long result = product.sign() == Delta.Sign.PLUS ? 1 : -1;
                for (Factor factor : product.factors()) {
                    result *= switch (factor) {
                        case Factor.Current current -> state(current.relation(), now);
                        case Factor.Changed changed -> value(changed.delta(), now, change);
                    };
                }
                yield result;
            }
            default -> throw new IllegalArgumentException("not a polynomial: " + delta);
        };
    }

    private static long state(Relation relation, Map<Integer, Long> now) {
        return relation.scans().stream()
                .mapToLong(s -> now.getOrDefault(s.leaf(), 0L))
                .reduce(1, (a, b) -> a * b);
    }
}
