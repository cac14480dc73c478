package dev.pgtrickle.conformance.fuzz.generate;

import dev.pgtrickle.conformance.fuzz.play.Stage;
import dev.pgtrickle.conformance.fuzz.play.Stage.Mode;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Named;
import dev.pgtrickle.conformance.fuzz.query.Query;
import java.util.ArrayList;
import java.util.List;

/** Makes stream tables for others to read: one or two, small, in any order of modes. */
final class StageGenerator {

    private final Dice dice;

    StageGenerator(Dice dice) {
        this.dice = dice;
    }

    List<Stage> over(List<Named> tables) {
        List<Stage> stages = new ArrayList<>();
        Scope scope = new Scope(List.of(), List.of(), tables);
        int count = dice.from(1, 2);
        for (int i = 1; i <= count; i++) {
            Query query =
                    new QueryGenerator(dice, dice.below(3)).query(dice.from(1, 2), scope, CaseGenerator.types(dice));
            Stage stage = new Stage("s" + i, dice.percent(60) ? Mode.IMMEDIATE : Mode.REFRESHED, query);
            stages.add(stage);
            scope = scope.with(relation(stage));
        }
        return stages;
    }

    static Named relation(Stage stage) {
        return new Named(stage.name(), stage.name(), stage.query().columns());
    }
}
