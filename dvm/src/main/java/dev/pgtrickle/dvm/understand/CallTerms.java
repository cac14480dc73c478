package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Piece.Arguments;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.syntax.Quantifier;
import dev.pgtrickle.dvm.syntax.SortItem;
import java.util.ArrayList;
import java.util.List;

/** Writes calls as terms, with everything that can stand in and behind their parentheses but FILTER and OVER. */
final class CallTerms {

    private final ExpressionReader reader;

    /** Reads what is in a call with a given reader. */
    CallTerms(ExpressionReader reader) {
        this.reader = reader;
    }

    /**
     * A call in two halves.
     *
     * @param head the call up to where sort keys stand or could stand
     * @param tail the rest
     */
    record Halves(Scalar head, Scalar tail) {

        Scalar text() {
            List<Term> terms = new ArrayList<>(head.terms());
            terms.addAll(tail.terms());
            return new Scalar(terms);
        }
    }

    /** The name, the parentheses and WITHIN GROUP of a call. */
    Scalar read(Call call) {
        return halves(call).text();
    }

    /** The same, in two halves. */
    Halves halves(Call call) {
        List<Term> head = new ArrayList<>();
        List<Term> tail = new ArrayList<>();
        token(head, ExpressionReader.nameOf(call.name()), "(");
        switch (call.arguments()) {
            case Arguments.Star star -> token(head, "*");
            case Arguments.Values values -> {
                append(values, head);
                values.options().forEach(o -> token(tail, o.text()));
            }
        }
        if (!call.withinGroup().isEmpty()) {
            token(head, ")", "WITHIN", "GROUP", "(", "ORDER", "BY");
            append(call.withinGroup(), head);
        }
        token(tail, ")");
        return new Halves(new Scalar(head), new Scalar(tail));
    }

    /** The same, and FILTER. */
    Scalar filtered(Call call, Scalar condition) {
        List<Term> terms = new ArrayList<>(read(call).terms());
        token(terms, "FILTER", "(", "WHERE");
        terms.addAll(condition.terms());
        token(terms, ")");
        return new Scalar(terms);
    }

    /** Writes a sort key as it stands behind ORDER BY. */
    Scalar read(SortItem item) {
        List<Term> terms = new ArrayList<>();
        append(item, terms);
        return new Scalar(terms);
    }

    private void append(Arguments.Values values, List<Term> terms) {
        if (values.quantifier() == Quantifier.DISTINCT) {
            token(terms, "DISTINCT");
        }
        List<Expression> list = values.values();
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) {
                token(terms, ",");
            }
            if (i == list.size() - 1 && values.last() == Arguments.LastArgument.VARIADIC) {
                token(terms, "VARIADIC");
            }
            terms.addAll(reader.read(list.get(i)).terms());
        }
        if (!values.orderBy().isEmpty()) {
            token(terms, "ORDER", "BY");
            append(values.orderBy(), terms);
        }
    }

    private void append(List<SortItem> items, List<Term> terms) {
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                token(terms, ",");
            }
            append(items.get(i), terms);
        }
    }

    private void append(SortItem item, List<Term> terms) {
        terms.addAll(reader.read(item.expression()).terms());
        switch (item.order()) {
            case SortItem.Direction direction -> {
                if (direction == SortItem.Direction.DESC) {
                    token(terms, "DESC");
                }
            }
            case SortItem.Using using -> {
                token(terms, "USING");
                using.operator().forEach(t -> token(terms, t.text()));
            }
        }
        switch (item.nulls()) {
            case DEFAULT -> {}
            case FIRST -> token(terms, "NULLS", "FIRST");
            case LAST -> token(terms, "NULLS", "LAST");
        }
    }

    private static void token(List<Term> terms, String... texts) {
        for (String text : texts) {
            terms.add(new Scalar.Token(text));
        }
    }
}
