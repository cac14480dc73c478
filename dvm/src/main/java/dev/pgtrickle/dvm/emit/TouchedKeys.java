package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import java.util.ArrayList;
import java.util.List;

/** The condition that a row belongs to one of some groups, as a hint for {@link CurrentRows#query(Relation, List, List)}. */
public final class TouchedKeys {

    private TouchedKeys() {}

    /**
     * The condition that a row's keys equal those of some row of a table, none of them null.
     *
     * @param from a FROM item, and what restricts its rows: {@code merged m WHERE m.again}
     * @param values the keys in that table, as SQL
     * @param keys the same keys as expressions over the row
     * @param types their types
     * @return the condition
     */
    public static Scalar equal(String from, List<String> values, List<Scalar> keys, List<SqlType> types) {
        List<Scalar.Term> terms = new ArrayList<>();
        terms.add(new Scalar.Token("EXISTS (SELECT FROM " + from));
        for (int i = 0; i < keys.size(); i++) {
            terms.add(new Scalar.Token("AND "
                    + types.get(i).facts().equality().apply(values.get(i), "").strip()));
            terms.add(new Scalar.Token("("));
            terms.addAll(keys.get(i).terms());
            terms.add(new Scalar.Token(")"));
        }
        terms.add(new Scalar.Token(")"));
        return new Scalar(terms);
    }
}
