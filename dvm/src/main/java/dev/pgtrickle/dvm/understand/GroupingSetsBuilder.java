package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import dev.pgtrickle.dvm.algebra.Relation.Values;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Builds an aggregation by several grouping sets as one by the number of the set and by those expressions that the set has.
 *
 * <p>Law: every row counts once in each grouping set, so the groups are those of the rows times the numbers of the sets. A null among the rows
 * and the null of an expression that the set does not have stay apart by the number.
 *
 * <pre>
 * before: GROUP BY ROLLUP (a)
 * after:  GROUP BY s, CASE WHEN s IN (1) THEN a END   over the rows, times s = 1, 2
 * </pre>
 *
 * <p>The group of an empty set is there also without rows. One more row for each such set sees to that, which no aggregate counts.
 */
final class GroupingSetsBuilder {

    private final TreeBuilder builder;
    private final GroupingSets sets;
    private final ColumnId setKey;
    private final Map<List<Integer>, ColumnId> masks;

    /**
     * A builder.
     *
     * @param builder the builder of the whole query
     * @param sets the grouping sets, more than one
     * @param setKey the column of the aggregation that is to hold the number of the set
     * @param masks the columns that are to hold results of GROUPING, by their values in the sets
     */
    GroupingSetsBuilder(TreeBuilder builder, GroupingSets sets, ColumnId setKey, Map<List<Integer>, ColumnId> masks) {
        this.builder = builder;
        this.sets = sets;
        this.setKey = setKey;
        this.masks = masks;
    }

    /**
     * Builds the aggregation.
     *
     * @param input the rows
     * @param keys first the grouping expressions, in their order, then what depends on a key that all sets have
     * @param calls the calls over the rows
     */
    Aggregate build(Relation input, List<Aggregate.Key> keys, List<Aggregate.Call> calls) {
        ColumnId number = builder.ids().next();
        List<Integer> all = java.util.stream.IntStream.rangeClosed(
                        1, sets.sets().size())
                .boxed()
                .toList();
        Relation multiplied = new Relation.Join(List.of(input, numbers(all, number)), List.of());
        List<Aggregate.Key> setKeys = new ArrayList<>();
        SqlType integer = builder.integer(input);
        setKeys.add(new Aggregate.Key(setKey, Scalar.of(number), integer));
        for (int i = 0; i < keys.size(); i++) {
            Aggregate.Key key = keys.get(i);
            boolean always = i >= sets.keys().size() || sets.setsWith(i).size() == all.size();
            Scalar expression = always ? key.expression() : inSets(number, sets.setsWith(i), key.expression());
            setKeys.add(new Aggregate.Key(key.id(), expression, key.type()));
        }
        masks.forEach((values, id) -> setKeys.add(new Aggregate.Key(id, bySet(number, values), integer)));
        return sets.empty().isEmpty()
                ? new Aggregate(multiplied, setKeys, calls)
                : withEmptyGroups(multiplied, number, setKeys, calls);
    }

    private static Values numbers(List<Integer> numbers, ColumnId column) {
        return new Values(
                numbers.stream()
                        .map(n -> List.of(Scalar.tokens(String.valueOf(n))))
                        .toList(),
                List.of(column));
    }

    private static Scalar inSets(ColumnId number, List<Integer> numbers, Scalar expression) {
        List<Scalar.Term> terms = new ArrayList<>();
        terms.add(new Scalar.Token("CASE"));
        terms.add(new Scalar.Token("WHEN"));
        terms.add(new Scalar.Reference(number));
        terms.add(new Scalar.Token("IN"));
        terms.add(new Scalar.Token("("));
        terms.add(new Scalar.Token(numbers.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        terms.add(new Scalar.Token(")"));
        terms.add(new Scalar.Token("THEN"));
        terms.addAll(expression.terms());
        terms.add(new Scalar.Token("END"));
        return new Scalar(terms);
    }

    private static Scalar bySet(ColumnId number, List<Integer> values) {
        List<Scalar.Term> terms = new ArrayList<>();
        terms.add(new Scalar.Token("CASE"));
        terms.add(new Scalar.Reference(number));
        for (int i = 0; i < values.size(); i++) {
            terms.add(new Scalar.Token("WHEN"));
            terms.add(new Scalar.Token(String.valueOf(i + 1)));
            terms.add(new Scalar.Token("THEN"));
            terms.add(new Scalar.Token(String.valueOf(values.get(i))));
        }
        terms.add(new Scalar.Token("END"));
        return new Scalar(terms);
    }

    private Aggregate withEmptyGroups(
            Relation multiplied, ColumnId number, List<Aggregate.Key> keys, List<Aggregate.Call> calls) {
        Set<ColumnId> read = new LinkedHashSet<>();
        keys.forEach(k -> read.addAll(k.expression().columns()));
        calls.forEach(c -> read.addAll(c.call().columns()));
        read.remove(number);
        List<Scalar> columns = read.stream().map(Scalar::of).toList();
        List<SqlType> types = columns.isEmpty()
                ? List.of()
                : builder.typing().types(multiplied.inputs().getFirst(), columns);

        ColumnId marker = builder.ids().next();
        ColumnId emptyNumber = builder.ids().next();
        Map<ColumnId, ColumnId> renamed = new HashMap<>();
        List<ColumnId> common = new ArrayList<>();
        List<Scalar> values = new ArrayList<>();
        List<Scalar> nothing = new ArrayList<>();
        common.add(builder.ids().next());
        renamed.put(number, common.getFirst());
        values.add(Scalar.of(number));
        nothing.add(Scalar.of(emptyNumber));
        common.add(marker);
        values.add(Scalar.tokens("true"));
        nothing.add(Scalar.tokens("false"));
        for (int i = 0; i < columns.size(); i++) {
            ColumnId id = builder.ids().next();
            common.add(id);
            renamed.put(List.copyOf(read).get(i), id);
            values.add(columns.get(i));
            nothing.add(nullOf(types.get(i)));
        }
        Relation union = new Relation.UnionAll(
                List.of(new Branch(multiplied, values), new Branch(numbers(sets.empty(), emptyNumber), nothing)),
                common);
        Map<ColumnId, Scalar> references = new HashMap<>();
        renamed.forEach((from, to) -> references.put(from, Scalar.of(to)));
        return new Aggregate(
                union,
                keys.stream()
                        .map(k -> new Aggregate.Key(k.id(), k.expression().substitute(references), k.type()))
                        .toList(),
                calls.stream()
                        .map(c -> new Aggregate.Call(
                                c.id(), c.call().over(renamed).onlyWhere(Scalar.of(marker))))
                        .toList());
    }

    private static Scalar nullOf(SqlType type) {
        if (type.facts().domain()) {
            throw NotMaintainable.because(
                    "A grand total over a column of type " + type.facts().name(),
                    "is not maintained incrementally",
                    "Cast the column to the type below the domain.");
        }
        List<Scalar.Term> terms = new ArrayList<>();
        terms.add(new Scalar.Token("("));
        terms.add(new Scalar.Token("NULL"));
        terms.add(new Scalar.Token("::"));
        terms.add(new Scalar.Token(type.declaration()));
        type.collation().ifPresent(c -> {
            terms.add(new Scalar.Token("COLLATE"));
            terms.add(new Scalar.Token(c.name().sql()));
        });
        terms.add(new Scalar.Token(")"));
        return new Scalar(terms);
    }
}
