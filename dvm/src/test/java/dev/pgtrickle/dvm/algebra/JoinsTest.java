package dev.pgtrickle.dvm.algebra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.algebra.Relation.Filter;
import dev.pgtrickle.dvm.algebra.Relation.Join;
import dev.pgtrickle.dvm.algebra.Relation.OuterJoin;
import dev.pgtrickle.dvm.algebra.Relation.OuterJoin.Kind;
import dev.pgtrickle.dvm.algebra.Relation.SemiJoin;
import dev.pgtrickle.dvm.algebra.Relation.SemiJoin.Sense;
import dev.pgtrickle.dvm.algebra.Relation.Values;
import dev.pgtrickle.dvm.algebra.Scalar.Reference;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinsTest {

    private static final Relation A = relation(1);
    private static final Relation B = relation(2);
    private static final Relation C = relation(3);
    private static final Scalar AB = equal(1, 2);
    private static final Scalar AC = equal(1, 3);
    private static final Scalar A1 =
            new Scalar(List.of(new Reference(new ColumnId(1)), new Token("="), new Token("1")));

    private static Relation relation(int column) {
        return new Values(List.of(List.of(Scalar.tokens("1"))), List.of(new ColumnId(column)));
    }

    private static Scalar equal(int left, int right) {
        return new Scalar(
                List.of(new Reference(new ColumnId(left)), new Token("="), new Reference(new ColumnId(right))));
    }

    @Test
    void joins_of_joins_and_filters_are_flat() {
        Relation ab = Joins.of(List.of(A, B), List.of(AB));
        assertThat(Joins.of(List.of(ab, C), List.of(AC))).isEqualTo(new Join(List.of(A, B, C), List.of(AB, AC)));
        assertThat(Joins.filter(Joins.of(List.of(A, B), List.of()), List.of(AB)))
                .isEqualTo(ab);
        assertThat(Joins.filter(Joins.filter(A, List.of(A1)), List.of(A1))).isEqualTo(new Filter(A, List.of(A1, A1)));
        assertThat(Joins.of(List.of(A, Values.ONE_ROW), List.of())).isEqualTo(A);
    }

    @Test
    void what_is_always_true_is_no_condition() {
        assertThat(Joins.filter(A, List.of(Scalar.tokens("true")))).isEqualTo(A);
    }

    @Test
    void conditions_on_the_kept_side_of_an_outer_join_thin_it_out_before() {
        Relation outer = new OuterJoin(Kind.LEFT, Joins.of(List.of(A, B), List.of()), C, List.of(AC));
        assertThat(Joins.filter(outer, List.of(AB)))
                .isEqualTo(new OuterJoin(Kind.LEFT, Joins.of(List.of(A, B), List.of(AB)), C, List.of(AC)));
        assertThat(Joins.of(List.of(new OuterJoin(Kind.LEFT, A, C, List.of(AC)), B), List.of(A1, AB)))
                .isEqualTo(new Join(
                        List.of(new OuterJoin(Kind.LEFT, Joins.filter(A, List.of(A1)), C, List.of(AC)), B),
                        List.of(AB)));
    }

    @Test
    void conditions_on_the_other_side_stay_above() {
        Relation outer = new OuterJoin(Kind.LEFT, A, C, List.of(AC));
        assertThat(Joins.filter(outer, List.of(AC))).isEqualTo(new Filter(outer, List.of(AC)));
        assertThat(Joins.filter(new Filter(outer, List.of(AC)), List.of(A1)))
                .as("one that came later passes one that stays")
                .isEqualTo(new Filter(
                        new OuterJoin(Kind.LEFT, Joins.filter(A, List.of(A1)), C, List.of(AC)), List.of(AC)));
    }

    @Test
    void a_full_join_keeps_both_sides_so_nothing_goes_below() {
        Relation outer = new OuterJoin(Kind.FULL, A, C, List.of(AC));
        assertThat(Joins.filter(outer, List.of(A1))).isEqualTo(new Filter(outer, List.of(A1)));
    }

    @Test
    void conditions_go_below_semijoins_and_antijoins() {
        for (Sense sense : Sense.values()) {
            assertThat(Joins.filter(new SemiJoin(sense, A, C, List.of(AC)), List.of(A1)))
                    .isEqualTo(new SemiJoin(sense, Joins.filter(A, List.of(A1)), C, List.of(AC)));
        }
    }

    @Test
    void conditions_without_columns_stay_where_they_are() {
        Relation semi = new SemiJoin(Sense.SEMI, A, C, List.of(AC));
        Scalar never = Scalar.tokens("false");
        assertThat(Joins.filter(semi, List.of(never))).isEqualTo(new Filter(semi, List.of(never)));
    }
}
