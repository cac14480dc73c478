package dev.pgtrickle.dvm.understand.unnest;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.NeverNull;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.emit.Image;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.SqlType.Oid;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.understand.NotMaintainable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When two values of a column are the same: equal, or both null, and not to be told apart by a client.
 *
 * <p>What is computed for 1.0 must not be taken for 1.00, so a value is identified by itself and, where equality is not identity, by its image.
 *
 * @param type the column's type
 * @param neverNull whether the column is certainly not null
 * @param imageType the type of the image; null where equality is identity
 */
record SameValue(SqlType type, boolean neverNull, @Nullable SqlType imageType) {

    /** How the values of a relation's column are compared. */
    static SameValue of(Columns columns, Relation relation, ColumnId column, SqlType type) {
        if (!type.facts().groupable()) {
            throw NotMaintainable.because(
                    "A subquery that refers to a column of type " + type.facts().name() + " around it",
                    "is not maintained incrementally, because such values cannot be compared");
        }
        Scalar value = Scalar.of(column);
        return new SameValue(
                type,
                NeverNull.holds(relation, value),
                Image.isEquality(type)
                        ? null
                        : columns.types(relation, List.of(image(value, type))).getFirst());
    }

    /** What tells values apart that are equal. */
    private static Scalar image(Scalar value, SqlType type) {
        if (type.base() == Oid.NUMERIC) {
            return call(QualifiedName.of("pg_catalog", "scale"), value);
        }
        if (type.base() == Oid.TEXT || type.base() == Oid.VARCHAR) {
            return new Phrase()
                    .text("(")
                    .operand(value)
                    .text("COLLATE", "pg_catalog", ".", "\"C\"", ")")
                    .end();
        }
        Optional<QualifiedName> send = type.facts().send();
        return send.isPresent()
                ? call(send.get(), value)
                : new Phrase().text("(").operand(value).text("::", "text", ")").end();
    }

    private static Scalar call(QualifiedName function, Scalar argument) {
        return new Phrase()
                .text(function.sql(), "(")
                .verbatim(argument)
                .text(")")
                .end();
    }

    /** Expressions whose equality, null equal to null, means that a value is the same. */
    List<Scalar> identity(Scalar value) {
        return imageType == null ? List.of(value) : List.of(value, image(value, type));
    }

    /** The same as grouping keys; the first one holds the value. */
    List<Aggregate.Key> keys(Columns columns, Scalar value) {
        List<Aggregate.Key> keys = new ArrayList<>();
        keys.add(new Aggregate.Key(columns.next(), value, type));
        if (imageType != null) {
            keys.add(new Aggregate.Key(columns.next(), image(value, type), imageType));
        }
        return keys;
    }

    /** Conditions for two values to be the same. */
    List<Scalar> conditions(Scalar left, Scalar right) {
        Scalar same = neverNull ? equal(left, right, type) : equalOrNull(left, right, type);
        if (imageType == null) {
            return List.of(same);
        }
        // The scale of NaN is null.
        boolean always = neverNull && type.base() != Oid.NUMERIC;
        Scalar leftImage = image(left, type);
        Scalar rightImage = image(right, type);
        return List.of(
                same, always ? equal(leftImage, rightImage, imageType) : equalOrNull(leftImage, rightImage, imageType));
    }

    private static Scalar equal(Scalar left, Scalar right, SqlType compared) {
        return new Phrase()
                .text("(")
                .operand(left)
                .operator(compared.facts().equality())
                .operand(right)
                .text(")")
                .end();
    }

    private static Scalar equalOrNull(Scalar left, Scalar right, SqlType compared) {
        Phrase either =
                new Phrase().text("(").verbatim(equal(left, right, compared)).text("OR");
        // IS NULL would look at the fields of a row.
        return compared.facts().composite()
                ? either.text("(", "num_nulls", "(")
                        .operand(left)
                        .text(",")
                        .operand(right)
                        .text(")", "=", "2", ")", ")")
                        .end()
                : either.text("(", "(")
                        .operand(left)
                        .text("IS", "NULL", ")", "AND", "(")
                        .operand(right)
                        .text("IS", "NULL", ")", ")", ")")
                        .end();
    }
}
