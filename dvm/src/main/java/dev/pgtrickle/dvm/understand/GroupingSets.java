package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.GroupBy;
import dev.pgtrickle.dvm.syntax.GroupingElement;
import dev.pgtrickle.dvm.syntax.GroupingElement.Sets;
import dev.pgtrickle.dvm.syntax.Quantifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a GROUP BY clause means, written out: its grouping expressions, and for each grouping set which of them it has (manual, "GROUPING SETS,
 * CUBE, and ROLLUP").
 *
 * <pre>
 * before: GROUP BY a, ROLLUP (b, c)      after: (a, b, c), (a, b), (a)
 * </pre>
 *
 * @param keys the grouping expressions without parentheses, each once
 * @param sets the grouping sets, as indexes of keys; exactly one for a GROUP BY without ROLLUP and the like
 */
record GroupingSets(List<Expression> keys, List<Set<Integer>> sets) {

    /** As many as the server allows. */
    private static final int MOST_SETS = 4096;

    /** Writes a clause out. */
    static GroupingSets of(GroupBy clause) {
        List<Expression> keys = new ArrayList<>();
        List<Set<Integer>> sets = List.of(Set.of());
        for (GroupingElement element : clause.elements()) {
            sets = cross(sets, expand(element, keys));
        }
        return new GroupingSets(
                List.copyOf(keys),
                clause.quantifier() == Quantifier.DISTINCT ? List.copyOf(new LinkedHashSet<>(sets)) : sets);
    }

    /** Without GROUP BY, all rows are one group. */
    static GroupingSets ofAllRows() {
        return new GroupingSets(List.of(), List.of(Set.of()));
    }

    /** Whether a group tells by its keys alone which set it belongs to. */
    boolean isSingle() {
        return sets.size() == 1;
    }

    /** The numbers, from 1, of the sets that have a key. */
    List<Integer> setsWith(int key) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            if (sets.get(i).contains(key)) {
                numbers.add(i + 1);
            }
        }
        return numbers;
    }

    /** The numbers, from 1, of the sets without keys: their group is there also when there are no rows. */
    List<Integer> empty() {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            if (sets.get(i).isEmpty()) {
                numbers.add(i + 1);
            }
        }
        return numbers;
    }

    /** The bit mask of GROUPING in each set: for each argument, from the left, 1 where the set does not have it. */
    List<Integer> masks(List<Expression> arguments) {
        List<Integer> positions = arguments.stream()
                .map(a -> keys.indexOf(a.withoutParentheses()))
                .toList();
        if (positions.contains(-1)) {
            throw NotMaintainable.because("GROUPING", "has an argument that is not a grouping expression");
        }
        List<Integer> masks = new ArrayList<>();
        for (Set<Integer> set : sets) {
            int mask = 0;
            for (int key : positions) {
                mask = mask << 1 | (set.contains(key) ? 0 : 1);
            }
            masks.add(mask);
        }
        return List.copyOf(masks);
    }

    private static List<Set<Integer>> expand(GroupingElement element, List<Expression> keys) {
        return switch (element) {
            case GroupingElement.Key key -> List.of(Set.of(index(key.expression(), keys)));
            case GroupingElement.KeyList list -> {
                Set<Integer> set = new LinkedHashSet<>();
                list.keys().forEach(k -> set.add(index(k, keys)));
                yield List.of(set);
            }
            case Sets sets -> {
                List<List<Set<Integer>>> parts =
                        sets.elements().stream().map(e -> expand(e, keys)).toList();
                yield switch (sets.kind()) {
                    case GROUPING_SETS -> parts.stream().flatMap(List::stream).toList();
                    case ROLLUP -> rollup(parts);
                    case CUBE -> cube(parts);
                };
            }
        };
    }

    private static List<Set<Integer>> rollup(List<List<Set<Integer>>> parts) {
        List<Set<Integer>> sets = new ArrayList<>();
        for (int length = parts.size(); length >= 0; length--) {
            sets.add(union(parts.subList(0, length)));
        }
        return sets;
    }

    private static List<Set<Integer>> cube(List<List<Set<Integer>>> parts) {
        List<Set<Integer>> sets = List.of(Set.of());
        for (List<Set<Integer>> part : parts) {
            List<Set<Integer>> both = new ArrayList<>(cross(sets, part));
            both.addAll(sets);
            sets = both;
        }
        return sets;
    }

    /** The keys of operands of ROLLUP or CUBE, which are expressions or lists of them. */
    private static Set<Integer> union(List<List<Set<Integer>>> parts) {
        Set<Integer> all = new LinkedHashSet<>();
        parts.forEach(p -> p.forEach(all::addAll));
        return all;
    }

    private static List<Set<Integer>> cross(List<Set<Integer>> left, List<Set<Integer>> right) {
        List<Set<Integer>> product = new ArrayList<>();
        for (Set<Integer> l : left) {
            for (Set<Integer> r : right) {
                Set<Integer> both = new LinkedHashSet<>(l);
                both.addAll(r);
                product.add(both);
            }
        }
        if (product.size() > MOST_SETS) {
            throw NotMaintainable.because("GROUP BY", "has more than " + MOST_SETS + " grouping sets");
        }
        return product;
    }

    private static int index(Expression expression, List<Expression> keys) {
        Expression bare = expression.withoutParentheses();
        int known = keys.indexOf(bare);
        if (known >= 0) {
            return known;
        }
        keys.add(bare);
        return keys.size() - 1;
    }
}
