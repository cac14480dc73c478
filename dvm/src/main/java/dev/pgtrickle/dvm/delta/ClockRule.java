package dev.pgtrickle.dvm.delta;

import dev.pgtrickle.dvm.algebra.Clock;
import dev.pgtrickle.dvm.algebra.ClockCondition;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.delta.Delta.Moved;
import dev.pgtrickle.dvm.delta.Delta.Sign;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule for a filter whose condition depends on the time.
 *
 * <p>Law: let {@code σ} be the filter at the time of the new contents and {@code σ'} that at the time of the stored ones, and {@code R' = R - ΔR} the
 * state before. Then {@code σ(R) - σ'(R') = σ'(ΔR) + (σ - σ')(R)}: changes are judged by the time before, and rows of now come and go if the two
 * times judge them differently.
 *
 * <p>The condition compares a value of the row with the time. The comparison has another outcome only if the value lies between what the time was
 * and what it is, so only these rows are read, by an index on the value.
 *
 * <pre>
 * before: Filter[ts > now() - '7 days'](t)
 * after:  Filtered[ts > before - '7 days'](Δt)
 *         + Moved[ts between the two, ts > now() - '7 days', not ts > before - '7 days'](t)
 *         - Moved[ts between the two, ts > before - '7 days', not ts > now() - '7 days'](t)
 * </pre>
 *
 * State: the time of the contents.
 */
final class ClockRule {

    private ClockRule() {}

    static Delta of(Relation.Filter filter, Differentiator differentiator) {
        if (filter.conditions().size() != 1) {
            throw new IllegalArgumentException("a condition on the time is alone in its filter");
        }
        Scalar now = filter.conditions().getFirst();
        Scalar before = Clock.before(now);
        Scalar between = between(ClockCondition.atoms(now).orElseThrow());
        List<Delta> terms = new ArrayList<>();
        terms.add(new Moved(Sign.PLUS, filter.input(), List.of(between, now.operand(), notTrue(before))));
        terms.add(new Moved(Sign.MINUS, filter.input(), List.of(between, before.operand(), notTrue(now))));
        if (differentiator.isChanged(filter.input())) {
            terms.add(new Delta.Filtered(differentiator.differentiate(filter.input()), List.of(before)));
        }
        return new Delta.Sum(terms);
    }

    private static Scalar notTrue(Scalar condition) {
        List<Term> terms = new ArrayList<>(condition.operand().terms());
        tokens(terms, "IS", "NOT", "TRUE");
        return new Scalar(terms);
    }

    /** The value of any of the comparisons lies between the times. */
    private static Scalar between(List<ClockCondition.Atom> atoms) {
        List<Term> terms = new ArrayList<>();
        tokens(terms, "(");
        for (int i = 0; i < atoms.size(); i++) {
            if (i > 0) {
                tokens(terms, "OR");
            }
            Scalar value = atoms.get(i).value().operand();
            tokens(terms, "(");
            terms.addAll(value.terms());
            tokens(terms, ">=", "LEAST");
            times(terms, atoms.get(i).time());
            tokens(terms, "AND");
            terms.addAll(value.terms());
            tokens(terms, "<=", "GREATEST");
            times(terms, atoms.get(i).time());
            tokens(terms, ")");
        }
        tokens(terms, ")");
        return new Scalar(terms);
    }

    private static void times(List<Term> terms, Scalar time) {
        tokens(terms, "(");
        terms.addAll(Clock.before(time).terms());
        tokens(terms, ",");
        terms.addAll(time.terms());
        tokens(terms, ")");
    }

    private static void tokens(List<Term> terms, String... texts) {
        for (String text : texts) {
            terms.add(new Token(text));
        }
    }
}
