package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Relation.Scan.Binding;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.analyse.CanonicalQuery;
import dev.pgtrickle.dvm.source.Kinship;
import dev.pgtrickle.dvm.source.Obstacle;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceColumn.Generated;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.syntax.Alias;
import dev.pgtrickle.dvm.syntax.Cte;
import dev.pgtrickle.dvm.syntax.FromItem;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.QueryBody;
import dev.pgtrickle.dvm.understand.Scope.Named;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment.VisibleCte;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    Joined build(List<FromItem> items) {
        if (items.isEmpty()) {
            return new Joined(Relation.Values.ONE_ROW, nothing().over(Relation.Values.ONE_ROW));
        }
        Product product = new Product();
        Scope scope = nothing();
        for (FromItem item : items) {
            scope = scope.beside(item(item, product, scope));
        }
        Relation relation = product.relation();
        return new Joined(relation, scope.over(relation));
    }

    /** The scope of an empty FROM clause. */
    private Scope nothing() {
        return Scope.EMPTY.within(new Enclosing(builder, environment));
    }

    /**
     * Builds an item.
     *
     * @param item the item
     * @param product the join that it becomes a part of
     * @param left the names at its left, which functions may use
     * @return the names that it brings
     */
    Scope item(FromItem item, Product product, Scope left) {
        Scope scope = switch (item) {
            case FromItem.Table table -> add(table(table), product);
            case FromItem.SubSelect subSelect -> {
                Joined query = subSelect(subSelect, product, left);
                new LateralBuilder(builder).join(query.relation(), product);
                yield query.scope();
            }
            case FromItem.Join join -> new JoinBuilder(builder, this, environment).build(join, product, left);
            case FromItem.Function function ->
                functions().build(function, product, left).joinTo(product);
            case FromItem.TableFunction function ->
                functions().build(function, product, left).joinTo(product);
        };
        return scope.within(new Enclosing(builder, environment));
    }

    /** Functions in FROM. */
    TableFunctionBuilder functions() {
        return new TableFunctionBuilder(builder);
    }

    private static Scope add(Joined item, Product product) {
        product.add(item.relation());
        return item.scope();
    }

    private Joined table(FromItem.Table table) {
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
            if (source.obstacle().equals(Optional.of(Obstacle.SECURITY_BARRIER))) {
                throw NotMaintainable.because(
                        source.name().sql(),
                        "cannot be read through: " + Obstacle.SECURITY_BARRIER.reason(),
                        "Read the view's tables, or a view without security_barrier.");
            }
            Built built = builder.view(view);
            List<Identifier> names =
                    source.columns().stream().map(SourceColumn::name).toList();
            return named(table.referenceName(), table.alias(), names, built);
        }
        return scan(table, source);
    }

    private Joined cte(FromItem.Table table, VisibleCte visible) {
        Built built = switch (visible) {
            case VisibleCte.Plain plain -> builder.query(plain.cte().query(), plain.environment());
            case VisibleCte.Recursive recursive -> builder.recursion(recursive);
            case VisibleCte.Self self -> self.rows();
        };
        return named(table.referenceName(), table.alias(), names(visible.cte()), built);
    }

    /** The names of the columns of a common table expression that can be read: its own, and the mark of a CYCLE clause. */
    static List<Identifier> names(Cte cte) {
        List<Identifier> names =
                new ArrayList<>(outputNames(cte.query(), width(cte.query().body())));
        for (int i = 0; i < cte.columns().size(); i++) {
            names.set(i, cte.columns().get(i));
        }
        if (cte.cycle() != null) {
            names.add(cte.cycle().mark());
        }
        return names;
    }

    private static int width(QueryBody body) {
        return switch (body) {
            case QueryBody.Select select -> select.targets().size();
            case QueryBody.SetOperation operation ->
                width(operation.operands().getFirst().body());
            case QueryBody.Values values -> values.rows().getFirst().size();
        };
    }

    private Joined scan(FromItem.Table table, SourceTable source) {
        if (source.obstacle().isPresent()) {
            Obstacle obstacle = source.obstacle().get();
            throw NotMaintainable.because(source.name().sql(), "cannot be captured: " + obstacle.reason());
        }
        if (table.only() && source.kinship() == Kinship.PARTITIONED
                || table.only() && source.kinship() == Kinship.INHERITED) {
            throw NotMaintainable.because(
                    "ONLY " + source.name().sql(),
                    "leaves out rows of children, whose changes come from the same triggers");
        }
        List<Binding> bindings = new ArrayList<>();
        List<Named> columns = new ArrayList<>();
        List<Identifier> aliases =
                table.alias() == null ? List.of() : table.alias().columns();
        for (int i = 0; i < source.columns().size(); i++) {
            SourceColumn column = source.columns().get(i);
            if (!source.isStorage() && column.name().name().startsWith("__pgt_")) {
                throw NotMaintainable.because(column.name().sql(), "is a reserved column name", "Rename the column.");
            }
            Identifier name = i < aliases.size() ? aliases.get(i) : column.name();
            // A virtual column has no value in transition tables; it has a name without value, so that only its use is
            // refused.
            if (column.generated() == Generated.VIRTUAL) {
                columns.add(new Named(name, null));
            } else {
                ColumnId id = builder.ids().next();
                bindings.add(new Binding(id, column));
                columns.add(Named.of(name, id));
            }
        }
        if (bindings.isEmpty()) {
            throw NotMaintainable.because(source.name().sql(), "has no columns that could be captured");
        }
        Scan scan = new Scan(builder.ids().nextLeaf(), source, bindings);
        return Optional.ofNullable(builder.relations().generations().get(source.oid()))
                .map(generation -> computed(table, scan, columns, generation.query()))
                .orElseGet(() -> new Joined(scan, Scope.of(table.referenceName(), columns)));
    }

    /**
     * A table whose virtual generated columns are computed.
     *
     * <p>Law: such a table is a view over what it stores. Before: {@code Scan t [a, v]}, where v is {@code a * 2}; after: {@code Project [a, v = a * 2]}
     * over {@code Scan t [a]}.
     */
    private Joined computed(FromItem.Table table, Scan scan, List<Named> columns, Query generation) {
        if (!(generation.body() instanceof QueryBody.Select select)
                || !(select.from().getFirst() instanceof FromItem.Table stored)) {
            throw new IllegalStateException("no SELECT from a table: " + generation);
        }
        List<Named> storedColumns = scan.bindings().stream()
                .map(b -> Named.of(b.column().name(), b.id()))
                .toList();
        ExpressionReader reader = new ExpressionReader(Scope.of(stored.referenceName(), storedColumns));
        List<Relation.Project.Projection> projections = new ArrayList<>();
        List<Named> named = new ArrayList<>();
        int next = 0;
        for (Named column : columns) {
            Scalar stays = column.value();
            Scalar value =
                    stays == null ? reader.read(select.targets().get(next++).expression()) : stays;
            ColumnId id = builder.ids().next();
            projections.add(new Relation.Project.Projection(id, value));
            named.add(Named.of(column.name(), id));
        }
        return new Joined(new Relation.Project(scan, projections), Scope.of(table.referenceName(), named));
    }

    /**
     * Builds a query in FROM.
     *
     * @param item the query; with LATERAL its tree has free columns
     * @param product what stands at its left
     * @param left the names there
     */
    Joined subSelect(FromItem.SubSelect item, Product product, Scope left) {
        Built built = builder.query(item.query(), item.lateral() ? seeing(left.over(product.visible())) : environment);
        return named(
                item.referenceName(),
                item.alias(),
                outputNames(item.query(), built.outputs().size()),
                built);
    }

    private Environment seeing(Scope left) {
        return environment.within(new OuterQuery(new ExpressionReader(left), left, builder.outerTypes()));
    }

    /** The names of a query's columns where they have one; others cannot be referred to unless an alias list names them. */
    private static List<Identifier> outputNames(Query query, int count) {
        List<Identifier> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Identifier name = outputName(query.body(), i);
            names.add(name == null ? new Identifier("?column?") : name);
        }
        return names;
    }

    private static @Nullable Identifier outputName(QueryBody body, int column) {
        return switch (body) {
            case QueryBody.Select select -> select.targets().get(column).name();
            case QueryBody.SetOperation operation ->
                outputName(operation.operands().getFirst().body(), column);
            case QueryBody.Values values -> ValuesBuilder.columnName(column);
        };
    }

    private Joined named(@Nullable Identifier reference, @Nullable Alias alias, List<Identifier> names, Built built) {
        List<Identifier> aliases = alias == null ? List.of() : alias.columns();
        List<Named> columns = new ArrayList<>();
        for (int i = 0; i < built.outputs().size(); i++) {
            columns.add(Named.of(
                    i < aliases.size() ? aliases.get(i) : names.get(i),
                    built.outputs().get(i)));
        }
        return new Joined(built.relation(), Scope.of(reference, columns));
    }
}
