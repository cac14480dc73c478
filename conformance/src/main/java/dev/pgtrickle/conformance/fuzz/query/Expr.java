package dev.pgtrickle.conformance.fuzz.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An expression.
 *
 * @param type its type
 * @param template its text, with {@code {}} where a part stands
 * @param children the parts: expressions and queries
 */
public record Expr(Type type, String template, List<Node> children) implements Node {

    /** Copies the parts. */
    public Expr {
        children = List.copyOf(children);
    }

    /**
     * An expression of parts.
     *
     * @param type its type
     * @param template its text, with {@code {}} where a part stands
     * @param children the parts
     * @return the expression
     */
    public static Expr of(Type type, String template, Node... children) {
        return new Expr(type, template, List.of(children));
    }

    @Override
    public String sql() {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (Node child : children) {
            int at = template.indexOf("{}", from);
            text.append(template, from, at).append(child.sql());
            from = at + 2;
        }
        return text.append(template.substring(from)).toString();
    }

    @Override
    public Expr mapChildren(UnaryOperator<Node> change) {
        List<Node> changed = new ArrayList<>();
        children.forEach(child -> changed.add(change.apply(child)));
        return new Expr(type, template, changed);
    }
}
