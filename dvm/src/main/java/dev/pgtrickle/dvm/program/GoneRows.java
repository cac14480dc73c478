package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.Relation.SelfReference.Field;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Those rows of the common table {@code gone} that have nulls in certain columns, as a condition on rows that may be among them.
 *
 * <p>UNION takes null for equal to null, which no index finds. Rows without nulls, and rows with a null in one known column, are found by equality of
 * the others; only rows with several nulls are compared in the slow way.
 *
 * @param fields the columns of the rows, {@code o1}, {@code o2}, ..
 * @param nulls which of them are null
 * @param pattern a condition on the alias {@code g} that says so
 */
record GoneRows(List<Field> fields, List<Null> nulls, String pattern) {

    /** What is known of a column. */
    private enum Null {
        NO,
        YES,
        PERHAPS
    }

    /** All kinds of rows, none of them twice. */
    static List<GoneRows> all(List<Field> fields, List<Boolean> nullable) {
        List<Integer> columns =
                IntStream.range(0, fields.size()).filter(nullable::get).boxed().toList();
        List<GoneRows> all = new ArrayList<>();
        if (columns.isEmpty()) {
            all.add(new GoneRows(fields, known(fields, -1), "true"));
            return all;
        }
        String number = columns.stream()
                .map(c -> "g.o" + (c + 1))
                .collect(Collectors.joining(", ", "pg_catalog.num_nulls(", ")"));
        all.add(new GoneRows(fields, known(fields, -1), number + " = 0"));
        for (int column : columns) {
            all.add(new GoneRows(
                    fields,
                    known(fields, column),
                    number + " = 1 AND pg_catalog.num_nulls(g.o" + (column + 1) + ") = 1"));
        }
        if (columns.size() > 1) {
            List<Null> perhaps =
                    nullable.stream().map(n -> n ? Null.PERHAPS : Null.NO).toList();
            all.add(new GoneRows(fields, perhaps, number + " > 1"));
        }
        return all;
    }

    private static List<Null> known(List<Field> fields, int column) {
        return IntStream.range(0, fields.size())
                .mapToObj(i -> i == column ? Null.YES : Null.NO)
                .toList();
    }

    /** Whether there is any such row. */
    Scalar any() {
        return Scalar.tokens("(SELECT EXISTS (SELECT FROM gone g WHERE " + pattern + "))");
    }

    /** Whether a row with some values is one of them. */
    Scalar has(List<Scalar> values) {
        List<Term> terms = new ArrayList<>();
        terms.add(new Token("EXISTS (SELECT FROM gone g WHERE " + pattern));
        for (int i = 0; i < values.size(); i++) {
            String column = "g.o" + (i + 1);
            String equal =
                    fields.get(i).type().facts().equality().apply(column, "").strip();
            List<Term> value = new ArrayList<>();
            value.add(new Token("("));
            value.addAll(values.get(i).terms());
            value.add(new Token(")"));
            switch (nulls.get(i)) {
                case NO -> {
                    terms.add(new Token("AND " + equal));
                    terms.addAll(value);
                }
                case YES -> {
                    terms.add(new Token("AND pg_catalog.num_nulls("));
                    terms.addAll(value);
                    terms.add(new Token(") = 1"));
                }
                case PERHAPS -> {
                    terms.add(new Token("AND (" + equal));
                    terms.addAll(value);
                    terms.add(new Token("OR pg_catalog.num_nulls(" + column + ","));
                    terms.addAll(value);
                    terms.add(new Token(") = 2)"));
                }
            }
        }
        terms.add(new Token(")"));
        return new Scalar(terms);
    }
}
