package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.NeverNull;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.Project;
import dev.pgtrickle.dvm.algebra.Relation.SelfReference.Field;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which columns of a recursion may be null.
 *
 * <p>Law: a column is never null if it is not in the base, and not in what the step makes of rows in which such columns are not null. All columns are
 * assumed to be so at first, and those for which it does not follow are taken out until nothing changes.
 */
final class NullableColumns {

    private NullableColumns() {}

    static List<Boolean> of(Fixpoint fixpoint) {
        List<Field> fields = fixpoint.self().fields();
        Set<Integer> never = new HashSet<>();
        IntStream.range(0, fields.size()).forEach(never::add);
        boolean changed = true;
        while (changed) {
            Set<ColumnId> assumed = new HashSet<>();
            never.forEach(i -> assumed.add(fields.get(i).id()));
            changed = never.removeIf(i -> !holds(fixpoint.base(), i, Set.of()) || !holds(fixpoint.step(), i, assumed));
        }
        return IntStream.range(0, fields.size())
                .mapToObj(i -> !never.contains(i))
                .toList();
    }

    private static boolean holds(Branch branch, int column, Set<ColumnId> assumed) {
        Map<ColumnId, Scalar> definitions = new HashMap<>();
        if (branch.relation() instanceof Project project) {
            project.projections().forEach(p -> definitions.put(p.id(), p.expression()));
        }
        Scalar value = branch.values().get(column).substitute(definitions);
        return assumed.containsAll(value.columns())
                        && value.atomic()
                        && !value.columns().isEmpty()
                || isNumber(value)
                || NeverNull.holds(branch.relation(), value);
    }

    private static boolean isNumber(Scalar value) {
        return value.atomic() && value.toString().chars().allMatch(Character::isDigit);
    }
}
