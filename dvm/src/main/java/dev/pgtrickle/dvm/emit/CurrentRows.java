package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.ColumnTypes;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Relation.Scan.Binding;
import dev.pgtrickle.dvm.algebra.Relation.SelfReference;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.UsedColumns;
import dev.pgtrickle.dvm.delta.Delta.Sign;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes the current rows of a relation: joins and filters as one flat SELECT block, other operators as sub-selects in its FROM clause.
 *
 * <p>Every scan has the alias {@code t<leaf>}, so that an expression reads the same whether its table stands there with its current rows or with
 * its changes. Nested scopes have aliases of their own, so that no name is captured.
 *
 * <p>Whoever needs only some of the rows says so by conditions that these satisfy ("wanted"); they are taken down into sub-selects where that
 * saves work, and otherwise ignored.
 */
public final class CurrentRows {

    private final Function<SourceTable, QualifiedName> names;
    private final Optional<ColumnTypes> types;
    private final Map<SelfReference, FixpointRows> fixpoints;
    private final Set<ColumnId> used;
    private final String suffix;

    private CurrentRows(
            Function<SourceTable, QualifiedName> names,
            Optional<ColumnTypes> types,
            Map<SelfReference, FixpointRows> fixpoints,
            Set<ColumnId> used,
            String suffix) {
        this.names = names;
        this.types = types;
        this.fixpoints = Map.copyOf(fixpoints);
        this.used = used;
        this.suffix = suffix;
    }

    /**
     * A writer.
     *
     * @param names under which name each table is read
     * @param types the types of all columns
     */
    public CurrentRows(Function<SourceTable, QualifiedName> names, ColumnTypes types) {
        this(names, Optional.of(types), Map.of(), Set.of(), "");
    }

    /**
     * A writer that reads tables under their own names and does not know the types of columns yet: what it writes has the right columns, but is
     * not a function of the rows where SQL leaves something open.
     *
     * @return the writer
     */
    public static CurrentRows ofTables() {
        return new CurrentRows(SourceTable::name, Optional.empty(), Map.of(), Set.of(), "");
    }

    /** The writer for a statement that reads some columns only. */
    CurrentRows using(Set<ColumnId> columns) {
        return new CurrentRows(names, types, fixpoints, Set.copyOf(columns), suffix);
    }

    /** The same writer with other aliases, for a nested scope. */
    CurrentRows renamed() {
        return new CurrentRows(names, types, fixpoints, used, suffix + "x");
    }

    /**
     * The same writer for rows that a condition reads which is taken down into sub-selects of this scope: with aliases that no scope in there has.
     * A sub-select may read the same scans as the rows beside it, as the distinct values that a dependent join asks for do.
     */
    CurrentRows beside() {
        return new CurrentRows(names, types, fixpoints, used, suffix + "y");
    }

    /**
     * A writer for the step of a fixpoint.
     *
     * @param self the rows that the step continues
     * @param rows where they are
     * @return the writer
     */
    public CurrentRows reading(SelfReference self, FixpointRows rows) {
        Map<SelfReference, FixpointRows> all = new HashMap<>(fixpoints);
        all.put(self, rows);
        return new CurrentRows(names, types, all, used, suffix);
    }

    /** The types of the columns. */
    ColumnTypes types() {
        return types.orElseThrow(() -> new IllegalStateException("types are not known yet"));
    }

    boolean isTyped() {
        return types.isPresent();
    }

    /**
     * A query for the current rows of a relation.
     *
     * @param relation a relation
     * @param items the SELECT list
     * @return a SELECT
     */
    public String query(Relation relation, List<Item> items) {
        return query(relation, items, List.of());
    }

    /**
     * A query for at least those current rows of a relation that satisfy some conditions.
     *
     * @param relation a relation
     * @param items the SELECT list
     * @param wanted conditions over the relation's columns that needed rows satisfy; other rows may be left out or not
     * @return a SELECT
     */
    public String query(Relation relation, List<Item> items, List<Scalar> wanted) {
        Set<ColumnId> read =
                UsedColumns.of(relation, items.stream().map(Item::expression).toList());
        return select(using(read).block(relation, wanted), items, List.of());
    }

    Block block(Relation relation) {
        return block(relation, List.of());
    }

    Block block(Relation relation, List<Scalar> wanted) {
        return switch (relation) {
            case Scan scan -> Block.of(names.apply(scan.table()).sql() + " " + alias(scan), columns(scan), List.of());
            case Relation.Filter filter -> block(filter.input(), wanted).filter(filter.conditions());
            case Relation.Project project ->
                project(block(project.input(), Wanted.below(project, wanted)), project.projections());
            case Relation.Join join -> new JoinWriter(this).write(join.inputs(), join.conditions(), wanted);
            case Relation.OuterJoin join -> new OuterJoinWriter(this).write(join, wanted);
            case Relation.SemiJoin join -> semijoin(join, wanted);
            case Relation.UnionAll union -> union(union, wanted);
            case Relation.TableFunction function ->
                expand(
                        block(
                                function.input(),
                                Wanted.over(wanted, function.input().columns())),
                        function);
            case Relation.Values values -> values(values);
            case Fixpoint fixpoint ->
                subselect(fixpoint, new FixpointWriter(renamed()).query(fixpoint), "w", fixpoint.columns());
            case SelfReference self -> self(self);
            case Relation.Aggregate aggregate when aggregate.columns().isEmpty() -> oneRow();
            case Relation.Aggregate aggregate -> nested(aggregate, Wanted.below(aggregate, wanted));
            case Relation.Window window ->
                nested(window, Wanted.over(wanted, OperatorWriter.partitionColumns(window.partition())));
            case Relation.TopK top ->
                nested(top, Wanted.over(wanted, OperatorWriter.partitionColumns(top.partition())));
        };
    }

    /** The block with those computed columns that the statement reads; what others are computed from may not be there. */
    Block project(Block block, List<Projection> projections) {
        return block.project(
                projections.stream().filter(p -> used.contains(p.id())).toList());
    }

    private Block nested(Relation operator, List<Scalar> wanted) {
        CurrentRows inner = renamed();
        Block input = inner.block(operator.inputs().getFirst(), wanted).filter(wanted);
        List<ColumnId> outputs = usedOf(operator.columns());
        return subselect(operator, new OperatorWriter(inner).select(operator, input, outputs), "q", outputs);
    }

    /** A relation as a sub-select in FROM; the columns that are read have the names of their ids. */
    private Block subselect(Relation relation, String sql, String kind, List<ColumnId> outputs) {
        // Also where none of its columns is read, it must not be called as another one is.
        int number =
                relation.columns().stream().findFirst().map(ColumnId::number).orElse(0);
        String alias = kind + number + suffix;
        return Block.of("(\n" + Indent.by4(sql) + "\n) " + alias, named(alias, outputs), List.of());
    }

    /** A relation as a sub-select, whatever it is. */
    Block subselect(Relation relation, List<Scalar> wanted) {
        List<ColumnId> outputs = usedOf(relation.columns());
        return subselect(relation, select(renamed().block(relation, wanted), items(outputs), List.of()), "j", outputs);
    }

    private Block self(SelfReference self) {
        String alias = "r" + self.row().number() + suffix;
        FixpointRows rows = fixpoints.get(self);
        return rows == null ? FixpointWriter.nulls(self, alias) : FixpointWriter.self(self, rows, alias);
    }

    private Block semijoin(Relation.SemiJoin join, List<Scalar> wanted) {
        Block left = block(join.left(), Wanted.over(wanted, join.left().columns()));
        Scope partners = new Scope(left, renamed().block(join.right()));
        return left.where(List.of(partners.exists(join.sense(), join.conditions())));
    }

    private Block union(Relation.UnionAll union, List<Scalar> wanted) {
        List<ColumnId> outputs = usedOf(union.columns());
        CurrentRows inner = renamed();
        List<String> branches = new ArrayList<>();
        for (Relation.UnionAll.Branch branch : union.branches()) {
            List<Item> items = new ArrayList<>();
            for (ColumnId output : outputs) {
                items.add(new Item(
                        output.toString(), branch.values().get(union.columns().indexOf(output))));
            }
            List<Scalar> below = Wanted.below(union, branch, wanted);
            branches.add(select(inner.block(branch.relation(), below).filter(below), items, List.of()));
        }
        return subselect(union, String.join("\nUNION ALL\n", branches), "u", outputs);
    }

    /** A block with the rows of a table function of each of its rows. */
    Block expand(Block block, Relation.TableFunction function) {
        List<ColumnId> outputs = function.outputs().stream()
                .map(Relation.TableFunction.Output::id)
                .toList();
        String alias = "f" + outputs.getFirst().number() + suffix;
        String definitions = function.outputs().stream()
                .map(o -> o.definition() == null ? o.id().toString() : o.id() + " " + o.definition())
                .collect(Collectors.joining(", "));
        String item = "LATERAL " + block.print(function.item()) + " AS " + alias + "(" + definitions + ")";
        Map<ColumnId, String> columns = named(alias, outputs);
        return switch (function.unmatched()) {
            case DROPPED -> block.with(item, columns).filter(function.conditions());
            case KEPT -> {
                Block both = block.with(item, columns);
                String on = function.conditions().isEmpty()
                        ? "true"
                        : function.conditions().stream().map(both::print).collect(Collectors.joining(" AND "));
                String from = block.from().isEmpty() ? "(SELECT) o" + alias : block.joinedFrom();
                yield new Block(
                        List.of("(" + from + " LEFT JOIN " + item + " ON " + on + ")"),
                        block.where(),
                        both.columns(),
                        block.weights(),
                        block.sign());
            }
        };
    }

    private Block values(Relation.Values values) {
        if (values.columns().isEmpty() && values.rows().size() == 1) {
            return oneRow();
        }
        String alias = "v" + values.columns().getFirst().number() + suffix;
        String rows = values.rows().stream()
                .map(row -> row.stream().map(Scalar::toString).collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", "));
        String names = values.columns().stream().map(ColumnId::toString).collect(Collectors.joining(", "));
        return Block.of(
                "(VALUES " + rows + ") " + alias + "(" + names + ")", named(alias, values.columns()), List.of());
    }

    /** One row without columns, which stands for itself in a product. */
    private static Block oneRow() {
        return new Block(List.of(), List.of(), Map.of(), List.of(), Sign.PLUS);
    }

    private static Map<ColumnId, String> named(String alias, List<ColumnId> columns) {
        Map<ColumnId, String> named = new LinkedHashMap<>();
        columns.forEach(c -> named.put(c, alias + "." + c));
        return named;
    }

    List<ColumnId> usedOf(List<ColumnId> columns) {
        return new LinkedHashSet<>(columns).stream().filter(used::contains).toList();
    }

    static List<Item> items(List<ColumnId> columns) {
        return columns.stream().map(c -> new Item(c.toString(), Scalar.of(c))).toList();
    }

    static String select(Block block, List<Item> items, List<String> more) {
        List<String> list = new ArrayList<>();
        for (Item item : items) {
            String text = block.print(item.expression());
            list.add(text.equals(item.name()) ? text : text + " AS " + item.name());
        }
        list.addAll(more);
        if (list.isEmpty()) {
            // Stored parts are read from their text, in which a SELECT has columns.
            list.add("1");
        }
        StringBuilder sql = new StringBuilder("SELECT ").append(String.join(", ", list));
        if (!block.from().isEmpty()) {
            sql.append("\nFROM ").append(String.join(", ", block.from()));
        }
        if (!block.where().isEmpty()) {
            sql.append("\nWHERE ").append(String.join("\n  AND ", block.where()));
        }
        return sql.toString();
    }

    Map<ColumnId, String> columns(Scan scan) {
        Map<ColumnId, String> columns = new LinkedHashMap<>();
        for (Binding binding : scan.bindings()) {
            columns.put(
                    binding.id(), alias(scan) + "." + binding.column().name().sql());
        }
        return columns;
    }

    String alias(Scan scan) {
        return "t" + scan.leaf() + suffix;
    }

    /** An alias that no other FROM item of the scope has. */
    String alias(String name) {
        return name + suffix;
    }
}
