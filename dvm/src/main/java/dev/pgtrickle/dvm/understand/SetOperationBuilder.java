package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.TableFunction;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.syntax.Quantifier;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.QueryBody.SetOperation;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds set operations.
 *
 * <p>UNION is DISTINCT over UNION ALL. INTERSECT and EXCEPT group the rows of all branches and count, for each branch, how often it has the row;
 * the counts say whether, and for ALL how often, the row is in the result:
 *
 * <pre>
 * A INTERSECT B        where n1 &gt; 0 and n2 &gt; 0            A INTERSECT ALL B    least(n1, n2) times
 * A EXCEPT B           where n1 &gt; 0 and n2 = 0            A EXCEPT ALL B       n1 - n2 times
 * </pre>
 *
 * <p>A chain of one operator is one operation over all branches: {@code (A - B) - C} is what A has and neither B nor C. Only when the types of
 * the columns change on the way it is built step by step, because a value might change by each conversion.
 */
final class SetOperationBuilder {

    private static final QualifiedName COUNT = QualifiedName.of("pg_catalog", "count");

    private final TreeBuilder builder;
    private final DistinctBuilder distinct;

    SetOperationBuilder(TreeBuilder builder) {
        this.builder = builder;
        this.distinct = new DistinctBuilder(builder);
    }

    /** A branch with the types of its columns. */
    private record Operand(Built built, List<SqlType> types) {}

    Built build(SetOperation operation, Environment environment) {
        List<Operand> pending = new ArrayList<>();
        List<SqlType> types = List.of();
        for (Query query : operation.operands()) {
            Built built = builder.query(query, environment);
            if (built.outputs().isEmpty()) {
                throw NotMaintainable.because("A SELECT without columns", "is not maintained incrementally");
            }
            List<Scalar> columns = built.outputs().stream().map(Scalar::of).toList();
            Operand operand = new Operand(built, builder.typing().types(built.relation(), columns));
            if (!pending.isEmpty()) {
                List<SqlType> common = builder.typing().commonTypes(types, operand.types());
                if (pending.size() > 1 && !sameTypes(common, types)) {
                    Built step = combine(operation, pending, types);
                    pending.clear();
                    pending.add(new Operand(step, types));
                }
                types = common;
            } else {
                types = operand.types();
            }
            pending.add(operand);
        }
        return combine(operation, pending, types);
    }

    private static boolean sameTypes(List<SqlType> one, List<SqlType> other) {
        for (int i = 0; i < one.size(); i++) {
            if (one.get(i).facts().oid() != other.get(i).facts().oid()) {
                return false;
            }
        }
        return true;
    }

    private Built combine(SetOperation operation, List<Operand> operands, List<SqlType> types) {
        boolean all = operation.quantifier() == Quantifier.ALL;
        return switch (operation.operator()) {
            case UNION -> {
                Built union = union(operands, types);
                yield all ? union : distinct.distinct(union, comparable(operands, types));
            }
            case INTERSECT, EXCEPT -> counted(operation.operator(), all, operands, comparable(operands, types));
        };
    }

    /** The types, if rows of them can be compared as the server does it. Where branches have different collations, only the server knows how. */
    private static List<SqlType> comparable(List<Operand> operands, List<SqlType> types) {
        for (int i = 0; i < types.size(); i++) {
            int at = i;
            boolean collated = operands.stream()
                    .anyMatch(o -> o.types().get(at).collation().isPresent());
            if (collated && types.get(i).collation().isEmpty()) {
                throw NotMaintainable.because("A set operation", "mixes columns of different collations");
            }
        }
        return types;
    }

    private Built union(List<Operand> operands, List<SqlType> types) {
        List<ColumnId> columns = types.stream().map(t -> builder.ids().next()).toList();
        List<Branch> branches = operands.stream()
                .map(o -> new Branch(o.built().relation(), values(o, types)))
                .toList();
        return new Built(new UnionAll(branches, columns), columns);
    }

    private static List<Scalar> values(Operand operand, List<SqlType> types) {
        List<Scalar> values = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            Scalar column = Scalar.of(operand.built().outputs().get(i));
            values.add(Conversion.to(types.get(i), column, operand.types().get(i)));
        }
        return values;
    }

    private Built counted(SetOperation.Operator operator, boolean all, List<Operand> operands, List<SqlType> types) {
        List<ColumnId> columns = types.stream().map(t -> builder.ids().next()).toList();
        List<ColumnId> marks = operands.stream().map(o -> builder.ids().next()).toList();
        List<Branch> branches = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            List<Scalar> values = new ArrayList<>(values(operands.get(i), types));
            for (int j = 0; j < operands.size(); j++) {
                values.add(Scalar.tokens(i == j ? "1" : "NULL", "::", "integer"));
            }
            branches.add(new Branch(operands.get(i).built().relation(), values));
        }
        List<ColumnId> inputs = new ArrayList<>(columns);
        inputs.addAll(marks);
        Relation union = new UnionAll(branches, inputs);
        List<Aggregate.Key> keys = distinct.keys(columns, types);
        List<Aggregate.Call> counts = counts(union, marks);
        Relation groups = new Aggregate(union, keys, counts);
        List<ColumnId> n = counts.stream().map(Aggregate.Call::id).toList();
        List<ColumnId> outputs = keys.stream().map(Aggregate.Key::id).toList();
        return new Built(all ? repeated(groups, times(operator, n)) : visible(groups, operator, n), outputs);
    }

    private List<Aggregate.Call> counts(Relation union, List<ColumnId> marks) {
        List<Typing.RawCall> raw = marks.stream()
                .map(m -> new Typing.RawCall(COUNT.sql(), List.of(Scalar.of(m)), Optional.empty()))
                .toList();
        List<Typing.ResolvedCall> resolved =
                builder.typing().resolve(union, List.of(), raw).calls();
        List<Aggregate.Call> counts = new ArrayList<>();
        for (int i = 0; i < marks.size(); i++) {
            AggregateCall call = new AggregateCall(
                    COUNT,
                    raw.get(i).arguments(),
                    resolved.get(i).argumentTypes(),
                    Optional.empty(),
                    resolved.get(i).result());
            counts.add(new Aggregate.Call(builder.ids().next(), call));
        }
        return counts;
    }

    private static Relation visible(Relation groups, SetOperation.Operator operator, List<ColumnId> counts) {
        List<Scalar> conditions = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            boolean wanted = i == 0 || operator == SetOperation.Operator.INTERSECT;
            conditions.add(new Scalar(List.of(
                    new Token("("),
                    new Scalar.Reference(counts.get(i)),
                    new Token(wanted ? ">" : "="),
                    new Token("0"),
                    new Token(")"))));
        }
        return new Relation.Filter(groups, conditions);
    }

    /** How often a row is in the result; never, where that is not positive. */
    private static List<Term> times(SetOperation.Operator operator, List<ColumnId> counts) {
        boolean intersect = operator == SetOperation.Operator.INTERSECT;
        List<Term> terms = new ArrayList<>();
        if (intersect) {
            terms.add(new Token("LEAST"));
        }
        terms.add(new Token("("));
        for (int i = 0; i < counts.size(); i++) {
            if (i > 0) {
                terms.add(new Token(intersect ? "," : "-"));
            }
            terms.add(new Scalar.Reference(counts.get(i)));
        }
        terms.add(new Token(")"));
        return terms;
    }

    private Relation repeated(Relation groups, List<Term> times) {
        List<Term> item = new ArrayList<>(
                Scalar.tokens("pg_catalog.generate_series", "(", "1", ",").terms());
        item.addAll(times);
        item.add(new Token(")"));
        return new TableFunction(
                TableFunction.Unmatched.DROPPED,
                groups,
                new Scalar(item),
                List.of(new TableFunction.Output(builder.ids().next(), null)),
                List.of());
    }
}
