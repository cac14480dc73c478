package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.TableFunction;
import dev.pgtrickle.dvm.algebra.Relation.TableFunction.Output;
import dev.pgtrickle.dvm.algebra.Relation.TableFunction.Unmatched;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.List;

/**
 * A function in FROM that was read, before it is known what becomes of rows for which it gives none.
 *
 * @param item the item without alias
 * @param outputs its columns
 * @param scope the names that it brings
 */
record TableFunctionItem(Scalar item, List<Output> outputs, Scope scope) {

    /** The rows of a relation, each with the rows of the function. */
    TableFunction over(Relation input) {
        return new TableFunction(Unmatched.DROPPED, input, item, outputs, List.of());
    }

    /** Joins the function to those relations that it depends on. */
    Scope joinTo(Product product) {
        product.apply(item.columns(), this::over);
        return scope;
    }
}
