package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.FreeColumns;
import dev.pgtrickle.dvm.algebra.Joins;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint.Duplicates;
import dev.pgtrickle.dvm.algebra.Relation.SelfReference;
import dev.pgtrickle.dvm.algebra.Relation.SelfReference.Field;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.emit.Image;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.syntax.Cte;
import dev.pgtrickle.dvm.syntax.Quantifier;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.QueryBody.SetOperation;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a common table expression that refers to itself: the first operand of its UNION is the base of a fixpoint, the last one the step.
 *
 * <p>The server takes the types of the columns from the base and refuses a step with other ones.
 */
final class RecursionBuilder {

    private final TreeBuilder builder;

    RecursionBuilder(TreeBuilder builder) {
        this.builder = builder;
    }

    Fixpoint build(Cte cte, Environment environment) {
        if (!(cte.query().body() instanceof SetOperation union)) {
            throw NotMaintainable.because("WITH RECURSIVE without UNION", "is not maintained incrementally");
        }
        Environment inner = builder.with(cte.query(), environment);
        Duplicates duplicates = union.quantifier() == Quantifier.ALL ? Duplicates.KEPT : Duplicates.REMOVED;
        Built own = builder.query(base(union), inner);
        List<SqlType> ownTypes = types(own);
        SearchCycle clauses = new SearchCycle(cte, duplicates, FromBuilder.names(cte), ownTypes);
        Built base = with(own.relation(), own.outputs(), clauses.first(references(own.outputs())));
        List<SqlType> types = types(base);
        if (duplicates == Duplicates.REMOVED) {
            requireExact(types);
        }
        SelfReference self = new SelfReference(
                types.stream().map(t -> new Field(builder.ids().next(), t)).toList(),
                builder.ids().next(),
                builder.ids().next());
        List<ColumnId> fields = self.fields().stream().map(Field::id).toList();
        List<Scalar> added = references(fields.subList(ownTypes.size(), fields.size()));
        Built continued = new Built(
                Joins.filter(self, clauses.continued(added)),
                fields.subList(0, FromBuilder.names(cte).size()));
        Built next = builder.query(union.operands().getLast(), inner.with(cte, continued));
        LinearStep linear = new LinearStep(self, duplicates);
        Built step =
                with(linear.carried(next.relation()), next.outputs(), clauses.next(references(next.outputs()), added));
        Fixpoint fixpoint = new Fixpoint(
                branch(base, types),
                branch(new Built(linear.carried(step.relation()), step.outputs()), types),
                self,
                types.stream().map(t -> builder.ids().next()).toList(),
                duplicates);
        requireClosed(fixpoint);
        return fixpoint;
    }

    private static List<Scalar> references(List<ColumnId> columns) {
        return columns.stream().map(Scalar::of).toList();
    }

    private Built with(Relation relation, List<ColumnId> outputs, List<Scalar> added) {
        if (added.isEmpty()) {
            return new Built(relation, outputs);
        }
        List<Scalar> all = new ArrayList<>(references(outputs));
        all.addAll(added);
        return builder.project(relation, all);
    }

    /** All operands but the last one, which alone refers to the whole. */
    private static Query base(SetOperation union) {
        List<Query> operands = union.operands();
        return operands.size() == 2
                ? operands.getFirst()
                : Query.of(new SetOperation(
                        union.operator(), union.quantifier(), operands.subList(0, operands.size() - 1)));
    }

    private List<SqlType> types(Built built) {
        if (built.outputs().isEmpty()) {
            throw NotMaintainable.because("A SELECT without columns", "is not maintained incrementally");
        }
        return builder.typing()
                .types(
                        built.relation(),
                        built.outputs().stream().map(Scalar::of).toList());
    }

    private Branch branch(Built built, List<SqlType> types) {
        List<SqlType> own = types(built);
        List<Scalar> values = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            ColumnId output = built.outputs().get(i);
            values.add(Conversion.to(types.get(i), Scalar.of(output), own.get(i)));
        }
        return new Branch(built.relation(), values);
    }

    /** Of several equal rows the server continues the one that it finds first. */
    private static void requireExact(List<SqlType> types) {
        for (SqlType type : types) {
            if (!Image.isEquality(type)) {
                throw NotMaintainable.because(
                        "WITH RECURSIVE with UNION over values of type " + type.declaration(),
                        "continues whichever of several equal values it finds first",
                        "Use UNION ALL, or a type whose equal values look alike.");
            }
        }
    }

    private static void requireClosed(Relation fixpoint) {
        if (!FreeColumns.of(fixpoint).isEmpty()) {
            throw NotMaintainable.because("A correlated WITH RECURSIVE", "is not maintained incrementally");
        }
    }
}
