package dev.pgtrickle.conformance.fuzz.generate;

import dev.pgtrickle.conformance.fuzz.play.FuzzCase;
import dev.pgtrickle.conformance.fuzz.play.Table;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Named;
import dev.pgtrickle.conformance.fuzz.query.Query;
import dev.pgtrickle.conformance.fuzz.query.Type;
import java.util.ArrayList;
import java.util.List;

/** Makes the case of a number: the same number always gives the same case. */
public final class CaseGenerator {

    private static final int DEEPEST = 5;
    private static final int LARGEST = 10;

    private final Dice dice;

    private CaseGenerator(long number) {
        this.dice = new Dice(number);
    }

    /**
     * Makes a case.
     *
     * @param number its number
     * @return the case
     */
    public static FuzzCase of(long number) {
        return new CaseGenerator(number).generate();
    }

    private FuzzCase generate() {
        List<Table> tables = new SchemaGenerator(dice).tables();
        List<Named> relations = tables.stream()
                .map(t -> new Named(t.name(), t.name(), t.columns()))
                .toList();
        // Most are small: a mistake of one operator is easier to see alone.
        int depth = dice.percent(55) ? dice.from(1, 2) : dice.from(3, DEEPEST);
        QueryGenerator generator = new QueryGenerator(dice, depth <= 2 ? dice.below(4) : dice.from(3, LARGEST));
        Query query = generator.query(depth, new Scope(List.of(), List.of(), relations), types());
        return new FuzzCase(tables, query, new ChangeGenerator(dice, tables).batches());
    }

    private List<Type> types() {
        List<Type> types = new ArrayList<>();
        int count = dice.from(1, 4);
        for (int i = 0; i < count; i++) {
            types.add(dice.pick(List.of(Type.values())));
        }
        return types;
    }
}
