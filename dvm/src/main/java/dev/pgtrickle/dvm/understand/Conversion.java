package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.source.SqlType;
import java.util.ArrayList;
import java.util.List;

/** Writes the conversion of a value to the type of a column that several queries or rows share. */
final class Conversion {

    private Conversion() {}

    /**
     * A value with a type and its collation. The value can become the type implicitly, so that a cast does the same.
     *
     * @param type the type
     * @param value the value
     * @return the value, cast
     */
    static Scalar to(SqlType type, Scalar value) {
        List<Term> terms = new ArrayList<>(value.operand().terms());
        terms.add(new Token("::"));
        terms.add(new Token(type.declaration()));
        return collated(type, new Scalar(terms));
    }

    private static Scalar collated(SqlType type, Scalar value) {
        if (type.collation().isEmpty()) {
            return value;
        }
        List<Term> terms = new ArrayList<>(value.operand().terms());
        terms.add(new Token("COLLATE"));
        terms.add(new Token(type.collation().get().name().sql()));
        return new Scalar(terms);
    }

    /**
     * A value with a type, which it may have already.
     *
     * @param type the type
     * @param value the value
     * @param own the type of the value
     * @return the value, cast where that changes something
     */
    static Scalar to(SqlType type, Scalar value, SqlType own) {
        if (own.facts().oid() != type.facts().oid()) {
            return to(type, value);
        }
        return own.collation().equals(type.collation()) ? value : collated(type, value);
    }
}
