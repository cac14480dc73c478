package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Join;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Relation.Scan.Binding;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.analyse.CanonicalQuery;
import dev.pgtrickle.dvm.source.Obstacle;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceColumn.Generated;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.syntax.Alias;
import dev.pgtrickle.dvm.syntax.FromItem;
import dev.pgtrickle.dvm.syntax.JoinCondition;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.QueryBody;
import dev.pgtrickle.dvm.understand.Scope.Named;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment.VisibleCte;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a FROM clause: the join of its items and the names they bring into scope. */
final class FromBuilder {

    private final TreeBuilder builder;
    private final Environment environment;

    FromBuilder(TreeBuilder builder, Environment environment) {
        this.builder = builder;
        this.environment = environment;
    }

    /**
     * A FROM clause that was built.
     *
     * @param relation the join of its items
     * @param scope the names it brings
     */
    record Joined(Relation relation, Scope scope) {}

    /** The items in the making: what is joined, on what, and the names. */
    private record Parts(List<Relation> inputs, List<Scalar> conditions, Scope scope) {
        static Parts of(Relation relation, Scope scope) {
            return new Parts(List.of(relation), List.of(), scope);
        }

        Parts with(Parts other, List<Scalar> more) {
            List<Relation> allInputs = new ArrayList<>(inputs);
            allInputs.addAll(other.inputs);
            List<Scalar> allConditions = new ArrayList<>(conditions);
            allConditions.addAll(other.conditions);
            allConditions.addAll(more);
            Scope all = new Scope();
            all.addAll(scope);
            all.addAll(other.scope);
            return new Parts(allInputs, allConditions, all);
        }
    }

    Joined build(List<FromItem> items) {
        Parts parts = null;
        for (FromItem item : items) {
            Parts next = item(item);
            parts = parts == null ? next : parts.with(next, List.of());
        }
        if (parts == null) {
            throw new IllegalArgumentException("FROM without items");
        }
        Relation relation = parts.inputs().size() == 1 && parts.conditions().isEmpty()
                ? parts.inputs().getFirst()
                : new Join(parts.inputs(), parts.conditions());
        return new Joined(relation, parts.scope().over(relation));
    }

    private Parts item(FromItem item) {
        Parts parts = build(item);
        parts.scope().within(new Enclosing(builder, environment));
        return parts;
    }

    private Parts build(FromItem item) {
        return switch (item) {
            case FromItem.Table table -> table(table);
            case FromItem.SubSelect subSelect -> subSelect(subSelect);
            case FromItem.Join join -> join(join);
            case FromItem.Function function ->
                throw NotMaintainable.because("A function in FROM", "is not maintained incrementally yet");
            case FromItem.TableFunction function ->
                throw NotMaintainable.because("JSON_TABLE or XMLTABLE", "is not maintained incrementally yet");
        };
    }

    private Parts table(FromItem.Table table) {
        if (table.sample() != null) {
            throw NotMaintainable.because("TABLESAMPLE", "takes other rows each time", "Filter by a column instead.");
        }
        if (table.name().schema() == null) {
            for (int i = environment.ctes().size() - 1; i >= 0; i--) {
                VisibleCte visible = environment.ctes().get(i);
                if (visible.cte().name().equals(table.name().name())) {
                    return cte(table, visible);
                }
            }
        }
        long oid = builder.relations()
                .find(table.name(), environment.path())
                .orElseThrow(() ->
                        new IllegalStateException("relation " + table.name().sql() + " was not looked up"));
        SourceTable source = builder.relations().tables().get(oid);
        CanonicalQuery view = builder.relations().views().get(oid);
        if (source == null) {
            throw new IllegalStateException("relation " + oid + " was not looked up");
        }
        if (view != null) {
            Built built = builder.view(view);
            List<Identifier> names =
                    source.columns().stream().map(SourceColumn::name).toList();
            return named(table.referenceName(), table.alias(), names, built);
        }
        return scan(table, source);
    }

    private Parts cte(FromItem.Table table, VisibleCte visible) {
        Built built = builder.query(visible.cte().query(), visible.environment());
        List<Identifier> names = new ArrayList<>(
                outputNames(visible.cte().query(), built.outputs().size()));
        for (int i = 0; i < visible.cte().columns().size(); i++) {
            names.set(i, visible.cte().columns().get(i));
        }
        return named(table.referenceName(), table.alias(), names, built);
    }

    private Parts scan(FromItem.Table table, SourceTable source) {
        if (source.obstacle().isPresent()) {
            Obstacle obstacle = source.obstacle().get();
            throw NotMaintainable.because(source.name().sql(), "cannot be captured: " + obstacle.reason());
        }
        if (source.isStorage()) {
            throw NotMaintainable.because("A stream table as a source", "is not maintained incrementally yet");
        }
        List<Binding> bindings = new ArrayList<>();
        List<Named> columns = new ArrayList<>();
        List<Identifier> aliases =
                table.alias() == null ? List.of() : table.alias().columns();
        for (int i = 0; i < source.columns().size(); i++) {
            SourceColumn column = source.columns().get(i);
            if (column.name().name().startsWith("__pgt_")) {
                throw NotMaintainable.because(column.name().sql(), "is a reserved column name", "Rename the column.");
            }
            // A virtual column has no value in transition tables; it is left out of scope, so that only its use is
            // refused.
            if (column.generated() != Generated.VIRTUAL) {
                ColumnId id = builder.ids().next();
                bindings.add(new Binding(id, column));
                columns.add(new Named(i < aliases.size() ? aliases.get(i) : column.name(), id));
            }
        }
        if (bindings.isEmpty()) {
            throw NotMaintainable.because(source.name().sql(), "has no columns that could be captured");
        }
        Scope scope = new Scope();
        scope.add(table.referenceName(), columns);
        return Parts.of(new Scan(builder.ids().nextLeaf(), source, bindings), scope);
    }

    private Parts subSelect(FromItem.SubSelect item) {
        if (item.lateral()) {
            throw NotMaintainable.because("LATERAL", "is not maintained incrementally yet");
        }
        Built built = builder.query(item.query(), environment);
        return named(
                item.referenceName(),
                item.alias(),
                outputNames(item.query(), built.outputs().size()),
                built);
    }

    /** The names of a query's columns where they have one; others cannot be referred to unless an alias list names them. */
    private static List<Identifier> outputNames(Query query, int count) {
        List<Identifier> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Identifier name = query.body() instanceof QueryBody.Select select
                    ? select.targets().get(i).name()
                    : null;
            names.add(name == null ? new Identifier("?column?") : name);
        }
        return names;
    }

    private Parts named(@Nullable Identifier reference, @Nullable Alias alias, List<Identifier> names, Built built) {
        List<Identifier> aliases = alias == null ? List.of() : alias.columns();
        List<Named> columns = new ArrayList<>();
        for (int i = 0; i < built.outputs().size(); i++) {
            columns.add(new Named(
                    i < aliases.size() ? aliases.get(i) : names.get(i),
                    built.outputs().get(i)));
        }
        Scope scope = new Scope();
        if (reference != null) {
            scope.add(reference, columns);
        }
        return Parts.of(built.relation(), scope);
    }

    private Parts join(FromItem.Join join) {
        switch (join.type()) {
            case INNER -> {}
            case LEFT, RIGHT, FULL ->
                throw NotMaintainable.because(join.type().name() + " JOIN", "is not maintained incrementally yet");
        }
        Parts left = item(join.left());
        Parts right = item(join.right());
        Parts both = left.with(right, List.of());
        List<Scalar> conditions = new ArrayList<>();
        switch (join.condition()) {
            case JoinCondition.None none -> {}
            case JoinCondition.On on ->
                conditions.addAll(new ExpressionReader(both.scope()).readConjuncts(on.condition()));
            case JoinCondition.Using using -> {
                if (using.alias() != null || join.alias() != null) {
                    throw NotMaintainable.because(
                            "USING with an alias", "is not maintained incrementally", "Write ON instead.");
                }
                using.columns().forEach(c -> conditions.add(merged(c, left.scope(), right.scope())));
            }
        }
        Parts joined = left.with(right, conditions);
        return join.alias() == null ? joined : aliased(joined, join.alias());
    }

    /** The server compares merged columns by the operator named =, which we write under the same search path. */
    private static Scalar merged(Identifier column, Scope left, Scope right) {
        return new Scalar(List.of(
                new Scalar.Token("("),
                new Scalar.Reference(only(column, left)),
                new Scalar.Token("="),
                new Scalar.Reference(only(column, right)),
                new Scalar.Token(")")));
    }

    private static ColumnId only(Identifier column, Scope scope) {
        List<Named> found =
                scope.columns().stream().filter(n -> n.name().equals(column)).toList();
        if (found.isEmpty()) {
            throw NotMaintainable.because("USING (" + column.sql() + ")", "names a column that cannot be captured");
        }
        // Among tables that were merged on the same name before, all have the same value; the server takes the first.
        return found.getFirst().id();
    }

    private static Parts aliased(Parts joined, Alias alias) {
        List<Named> columns = new ArrayList<>();
        List<Named> all = joined.scope().columns();
        for (int i = 0; i < all.size(); i++) {
            columns.add(
                    i < alias.columns().size()
                            ? new Named(alias.columns().get(i), all.get(i).id())
                            : all.get(i));
        }
        Scope scope = new Scope();
        scope.add(alias.name(), columns);
        return new Parts(joined.inputs(), joined.conditions(), scope);
    }
}
