package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the inner join of current relations as one block. If only some rows are wanted, sub-selects among the inputs are restricted to partners
 * of the other inputs' rows.
 */
final class JoinWriter {

    private final CurrentRows currentRows;

    JoinWriter(CurrentRows currentRows) {
        this.currentRows = currentRows;
    }

    Block write(List<Relation> inputs, List<Scalar> conditions, List<Scalar> wanted) {
        List<Scalar> known = new ArrayList<>(conditions);
        known.addAll(wanted);
        Block result = null;
        for (Relation input : inputs) {
            List<Scalar> own = new ArrayList<>(Wanted.over(wanted, input.columns()));
            if (own.isEmpty() && !wanted.isEmpty() && Wanted.helps(input)) {
                siblings(inputs).ifPresent(s -> own.addAll(Wanted.partners(s, input, known)));
            }
            Block block = currentRows.block(input, own);
            result = result == null ? block : result.times(block);
        }
        if (result == null) {
            throw new IllegalArgumentException("a join without inputs");
        }
        return result.filter(conditions);
    }

    /** The inputs that the planner sees through, as a block for conditions on the others. */
    private java.util.Optional<Block> siblings(List<Relation> inputs) {
        CurrentRows inner = currentRows.beside();
        return inputs.stream().filter(i -> !Wanted.helps(i)).map(inner::block).reduce(Block::times);
    }
}
