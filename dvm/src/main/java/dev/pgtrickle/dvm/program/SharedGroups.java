package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.NestedOperators;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import java.util.List;
import java.util.Optional;

/**
 * Groups that transactions may change at the same time, as long as all of them changed the same source.
 *
 * <p>Law: a select-project-join query over tables of which none occurs twice is linear in each of them, and so is what it contributes to counts and sums.
 * With the other tables held still, {@code Q(A + d1 + d2, B) = Q(A, B) + Q(d1, B) + Q(d2, B)}: neither transaction needs to know of the other one, and
 * what they add to a group they may add in any order. Before: {@code sum = 10}; one adds 3, the other 4, in whichever order; after: 17.
 *
 * <p>A group that is new to both is stored by one of them; the other one, refused by a unique index, adds to it instead.
 *
 * @param conflict what is unique of a group, as behind ON CONFLICT
 * @param secondHash what makes it so
 */
public record SharedGroups(String conflict, String secondHash) {

    /**
     * Whether a maintenance allows that.
     *
     * @param maintenance the maintenance
     * @return how groups are told apart; nothing where a change needs more than its own rows and the other tables, or a group has no hash
     */
    public static Optional<SharedGroups> of(Maintenance maintenance) {
        if (!(maintenance instanceof GroupMaintenance groups)
                || !GroupSteps.isSums(groups)
                || !GroupSteps.hasDefaultCollations(groups)
                || !groups.isHashed()
                || !NestedOperators.isProduct(groups.input())
                || hasSelfJoin(groups.input().scans())) {
            return Optional.empty();
        }
        String second = groups.secondHash();
        return Optional.of(new SharedGroups("(" + Storage.HASH + ", (" + second + "))", second));
    }

    private static boolean hasSelfJoin(List<Scan> scans) {
        return scans.stream().map(s -> s.table().oid()).distinct().count() < scans.size();
    }
}
