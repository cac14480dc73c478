package dev.pgtrickle.conformance.fuzz.generate;

import dev.pgtrickle.conformance.fuzz.play.FuzzCase;
import dev.pgtrickle.conformance.fuzz.play.Stage;
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

    /** So many of a hundred cases have stream tables over stream tables. */
    private static final int CASCADES = 8;

    private final Dice dice;
    // Of their own, so that the other cases stay the same whatever becomes of cascades.
    private final Dice cascadeDice;

    private CaseGenerator(long number) {
        this.dice = new Dice(number);
        this.cascadeDice = new Dice(~number);
    }

    /**
     * Makes a case.
     *
     * @param number its number
     * @return the case
     */
    public static FuzzCase of(long number) {
        CaseGenerator generator = new CaseGenerator(number);
        return generator.generate(generator.cascadeDice.percent(CASCADES));
    }

    /**
     * Makes a case with stream tables over stream tables.
     *
     * @param number its number
     * @return the case
     */
    public static FuzzCase cascade(long number) {
        return new CaseGenerator(number).generate(true);
    }

    private FuzzCase generate(boolean cascade) {
        List<Table> tables = new SchemaGenerator(dice).tables();
        List<Named> relations = tables.stream()
                .map(t -> new Named(t.name(), t.name(), t.columns()))
                .toList();
        List<Stage> stages = cascade ? new StageGenerator(cascadeDice).over(relations) : List.of();
        Scope scope = new Scope(List.of(), List.of(), relations);
        for (Stage stage : stages) {
            scope = scope.with(StageGenerator.relation(stage));
        }
        // Most are small: a mistake of one operator is easier to see alone.
        int depth = dice.percent(55) ? dice.from(1, 2) : dice.from(3, DEEPEST);
        QueryGenerator generator = new QueryGenerator(dice, depth <= 2 ? dice.below(4) : dice.from(3, LARGEST));
        Query query = generator.query(depth, scope, types(dice));
        return new FuzzCase(tables, stages, query, new ChangeGenerator(dice, tables).batches());
    }

    static List<Type> types(Dice dice) {
        List<Type> types = new ArrayList<>();
        int count = dice.from(1, 4);
        for (int i = 0; i < count; i++) {
            types.add(dice.pick(List.of(Type.values())));
        }
        return types;
    }
}
