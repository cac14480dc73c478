package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.SelfReference.Field;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Reference;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.SqlType.Oid;
import dev.pgtrickle.dvm.sql.Identifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The index by which the step of a recursion finds stored rows: a change of a table that the step joins asks which rows lead to it.
 *
 * <p>Before: {@code SELECT r.a, e.b FROM r JOIN e ON r.b = e.a}. After: an index on (b, a), for "which r has b = x", and, when a result row is looked
 * for, "and a = y" as well, because the step hands a on.
 */
final class StepIndex {

    /** Values that are short, so that an index entry cannot grow too long. */
    private static final Set<Long> SHORT = Set.of(
            Oid.BOOL,
            Oid.INT8,
            Oid.INT2,
            Oid.INT4,
            Oid.OID,
            Oid.DATE,
            Oid.TIME,
            Oid.TIMESTAMP,
            Oid.TIMESTAMPTZ,
            Oid.UUID);

    private StepIndex() {}

    /** What the index is on, as written behind the table's name; nothing where no column is compared. */
    static List<String> of(Fixpoint fixpoint, List<Identifier> stored) {
        Set<ColumnId> linked = new LinkedHashSet<>();
        collect(fixpoint.step().relation(), fixpoint.self().columns(), linked);
        List<String> columns = new ArrayList<>();
        List<String> wide = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            Field field = fixpoint.self().fields().get(i);
            if (linked.contains(field.id())) {
                (isShort(field.type()) ? columns : wide).add(stored.get(i).sql());
            }
        }
        if (columns.isEmpty()) {
            return wide.isEmpty() ? List.of() : List.of("USING hash (" + wide.getFirst() + ")");
        }
        for (int i = 0; i < stored.size(); i++) {
            Field field = fixpoint.self().fields().get(i);
            boolean handedOn = value(fixpoint, i).equals(Scalar.of(field.id()));
            if (handedOn
                    && isShort(field.type())
                    && !columns.contains(stored.get(i).sql())) {
                columns.add(stored.get(i).sql());
            }
        }
        return List.of("(" + String.join(", ", columns) + ")");
    }

    /** What a column of the step's result is, in terms of what the step's last projection is over. */
    private static Scalar value(Fixpoint fixpoint, int column) {
        Map<ColumnId, Scalar> definitions = new HashMap<>();
        if (fixpoint.step().relation() instanceof Relation.Project project) {
            project.projections().forEach(p -> definitions.put(p.id(), p.expression()));
        }
        return fixpoint.step().values().get(column).substitute(definitions);
    }

    private static boolean isShort(SqlType type) {
        return SHORT.contains(type.base());
    }

    private static void collect(Relation relation, List<ColumnId> self, Set<ColumnId> linked) {
        switch (relation) {
            case Relation.Filter filter -> links(filter.conditions(), self, linked);
            case Relation.Join join -> links(join.conditions(), self, linked);
            case Relation.OuterJoin join -> links(join.conditions(), self, linked);
            case Relation.SemiJoin join -> links(join.conditions(), self, linked);
            default -> {}
        }
        relation.inputs().forEach(i -> collect(i, self, linked));
    }

    /** Columns that stand alone on one side of an equality with a column of something else. */
    private static void links(List<Scalar> conditions, List<ColumnId> self, Set<ColumnId> linked) {
        for (Scalar condition : conditions) {
            List<Scalar.Term> terms = condition.terms().stream()
                    .filter(t -> !(t instanceof Token token
                            && (token.text().equals("(") || token.text().equals(")"))))
                    .toList();
            if (terms.size() == 3
                    && terms.get(1).equals(new Token("="))
                    && terms.get(0) instanceof Reference left
                    && terms.get(2) instanceof Reference right) {
                boolean leftIsSelf = self.contains(left.column());
                if (leftIsSelf != self.contains(right.column())) {
                    linked.add(leftIsSelf ? left.column() : right.column());
                }
            }
        }
    }
}
