package dev.pgtrickle.dvm.understand.unnest;

import dev.pgtrickle.dvm.algebra.Relation.Window;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import java.util.ArrayList;
import java.util.List;

/** Divides the partitions of a window further. */
final class WindowPartition {

    private WindowPartition() {}

    /** A window operator whose calls have more PARTITION BY expressions. */
    static Window add(Window window, List<Scalar> more) {
        List<Scalar> partition = new ArrayList<>(window.partition());
        partition.addAll(more);
        return new Window(
                window.input(),
                List.copyOf(partition),
                window.calls().stream()
                        .map(c -> new Window.WindowCall(c.id(), add(c.expression(), more), c.running()))
                        .toList());
    }

    /** The new expressions stand first, where the OVER clause begins. */
    private static Scalar add(Scalar call, List<Scalar> more) {
        List<Term> terms = call.terms();
        int over = terms.lastIndexOf(new Token("OVER"));
        if (over < 0 || over + 1 >= terms.size() || !isToken(terms, over + 1, "(")) {
            throw new IllegalStateException("not a window function call with its window in full: " + call);
        }
        boolean partitioned = isToken(terms, over + 2, "PARTITION") && isToken(terms, over + 3, "BY");
        List<Term> changed = new ArrayList<>(terms.subList(0, over + 2));
        changed.add(new Token("PARTITION"));
        changed.add(new Token("BY"));
        for (int i = 0; i < more.size(); i++) {
            if (i > 0) {
                changed.add(new Token(","));
            }
            changed.addAll(more.get(i).terms());
        }
        if (partitioned) {
            changed.add(new Token(","));
        }
        changed.addAll(terms.subList(partitioned ? over + 4 : over + 2, terms.size()));
        return new Scalar(changed);
    }

    private static boolean isToken(List<Term> terms, int at, String text) {
        return at < terms.size() && terms.get(at).equals(new Token(text));
    }
}
