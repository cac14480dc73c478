package dev.pgtrickle.dvm.compile;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.ColumnTypes;
import dev.pgtrickle.dvm.algebra.NestedOperators;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.UsedColumns;
import dev.pgtrickle.dvm.analyse.Description;
import dev.pgtrickle.dvm.analyse.OutputColumn;
import dev.pgtrickle.dvm.emit.Item;
import dev.pgtrickle.dvm.nodetree.TargetEntry;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.TypeCatalog;
import dev.pgtrickle.dvm.source.TypeCatalog.Reference;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.dvm.understand.KnownTypes;
import dev.pgtrickle.dvm.understand.Typing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Types an aggregation by having the server analyse two queries: one with its keys and arguments as columns, and one with its calls over them.
 */
final class ServerTyping implements Typing {

    private final SqlSession session;
    private final TypeCatalog types;
    private final SearchPath path;
    private final Map<String, List<SqlType>> knownTypes = new HashMap<>();
    private final Map<String, Description> descriptions = new HashMap<>();
    private final Map<Long, CatalogFunction> knownFunctions = new HashMap<>();

    ServerTyping(SqlSession session, TypeCatalog types, SearchPath path, FunctionFacts functions) {
        functions
                .functions()
                .forEach((oid, f) -> knownFunctions.put(oid, new CatalogFunction(f.name(), f.aggregate())));
        this.session = session;
        this.types = types;
        this.path = path;
    }

    @Override
    public Resolved resolve(Relation input, List<Scalar> keys, List<RawCall> calls) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            items.add(new Item("k" + i, keys.get(i)));
        }
        List<String> printedCalls = new ArrayList<>();
        for (RawCall call : calls) {
            List<String> arguments = new ArrayList<>();
            for (Scalar argument : call.arguments()) {
                String name = "a" + (items.size() - keys.size());
                items.add(new Item(name, argument));
                arguments.add("i." + name);
            }
            printedCalls.add(call.name() + "(" + (arguments.isEmpty() ? "*" : String.join(", ", arguments)) + ")");
        }
        List<Scalar> expressions = items.stream().map(Item::expression).toList();
        if (calls.isEmpty() || known(input, expressions).keySet().containsAll(expressions)) {
            List<SqlType> resolved = types(input, expressions);
            return resolved(
                    keys, calls, resolved, functions(printedCalls, items.subList(keys.size(), items.size()), input));
        }
        // As window functions, calls can stand beside what they are called with: one question instead of two.
        List<String> targets =
                new ArrayList<>(items.stream().map(i -> "i." + i.name()).toList());
        printedCalls.forEach(c -> targets.add(c + " OVER ()"));
        Description described = described(targets, items, input);
        List<SqlType> resolved = types.types(references(described.columns()));
        return resolved(
                keys,
                calls,
                resolved.subList(0, items.size()),
                functions(
                        described.tree().targets().subList(items.size(), targets.size()),
                        resolved.subList(items.size(), targets.size())));
    }

    private static Resolved resolved(
            List<Scalar> keys, List<RawCall> calls, List<SqlType> items, List<ResolvedFunction> functions) {
        List<ResolvedCall> resolved = new ArrayList<>();
        int argument = keys.size();
        for (int i = 0; i < calls.size(); i++) {
            int count = calls.get(i).arguments().size();
            resolved.add(new ResolvedCall(
                    functions.get(i).found().name(),
                    List.copyOf(items.subList(argument, argument + count)),
                    functions.get(i).result(),
                    functions.get(i).found().aggregate()));
            argument += count;
        }
        return new Resolved(List.copyOf(items.subList(0, keys.size())), resolved);
    }

    @Override
    public List<ResolvedCall> resolveWritten(Relation input, List<Scalar> calls) {
        if (calls.isEmpty()) {
            return List.of();
        }
        List<ColumnId> columns =
                calls.stream().flatMap(c -> c.columns().stream()).distinct().toList();
        List<Item> items =
                columns.stream().map(c -> new Item(c.toString(), Scalar.of(c))).toList();
        Map<ColumnId, SqlType> columnTypes = new HashMap<>();
        if (!columns.isEmpty()) {
            List<SqlType> found =
                    types(input, items.stream().map(Item::expression).toList());
            for (int i = 0; i < columns.size(); i++) {
                columnTypes.put(columns.get(i), found.get(i));
            }
        }
        List<String> printed = calls.stream().map(c -> c.print(id -> "i." + id)).toList();
        List<ResolvedFunction> functions = functions(printed, items, input);
        List<ResolvedCall> resolved = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            List<SqlType> arguments = calls.get(i).columns().stream()
                    .map(c -> Objects.requireNonNull(columnTypes.get(c)))
                    .toList();
            ResolvedFunction function = functions.get(i);
            resolved.add(new ResolvedCall(
                    function.found().name(),
                    arguments,
                    function.result(),
                    function.found().aggregate()));
        }
        return resolved;
    }

    @Override
    public List<SqlType> types(Relation input, List<Scalar> expressions) {
        Map<Scalar, SqlType> found = known(input, expressions);
        List<Scalar> unknown = expressions.stream()
                .filter(e -> !found.containsKey(e))
                .distinct()
                .toList();
        if (!unknown.isEmpty()) {
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < unknown.size(); i++) {
                items.add(new Item("k" + i, unknown.get(i)));
            }
            List<SqlType> asked = typesOf(TypeQuestion.of(input, items));
            for (int i = 0; i < unknown.size(); i++) {
                found.put(unknown.get(i), asked.get(i));
            }
        }
        return expressions.stream()
                .map(e -> Objects.requireNonNull(found.get(e)))
                .toList();
    }

    private static Map<Scalar, SqlType> known(Relation input, List<Scalar> expressions) {
        Map<ColumnId, SqlType> columns = KnownTypes.in(input);
        Map<Scalar, SqlType> found = new HashMap<>();
        for (Scalar expression : expressions) {
            if (expression.atomic() && expression.terms().getFirst() instanceof Scalar.Reference reference) {
                SqlType type = columns.get(reference.column());
                if (type != null) {
                    found.put(expression, type);
                }
            }
        }
        return found;
    }

    @Override
    public List<Identifier> functionColumns(Relation input, Scalar item) {
        List<ColumnId> columns = List.copyOf(item.columns());
        String from = columns.isEmpty()
                ? ""
                : "("
                        + nulls(
                                columns,
                                types(input, columns.stream().map(Scalar::of).toList())) + ") i, LATERAL ";
        String query = "SELECT f.* FROM " + from + item.print(c -> "i." + c) + " f";
        return Description.of(session, query, path).columns().stream()
                .map(OutputColumn::name)
                .toList();
    }

    @Override
    public List<SqlType> commonTypes(List<SqlType> left, List<SqlType> right) {
        if (left.equals(right)) {
            return left;
        }
        List<ColumnId> names =
                IntStream.rangeClosed(1, left.size()).mapToObj(ColumnId::new).toList();
        return typesOf(
                "SELECT * FROM (" + nulls(names, left) + ") l UNION ALL SELECT * FROM (" + nulls(names, right) + ") r");
    }

    @Override
    public List<SqlType> rowTypes(List<List<Scalar>> rows) {
        return typesOf(rows.stream()
                .map(r -> r.stream().map(Scalar::toString).collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", ", "VALUES ", "")));
    }

    /** The types of a query's columns; the same question is asked once. */
    private List<SqlType> typesOf(String query) {
        return knownTypes.computeIfAbsent(query, q -> types.types(Description.types(session, q, path)));
    }

    /** Has expressions analysed over the items, which are the columns of {@code i}; the same question is asked once. */
    private Description described(List<String> targets, List<Item> items, Relation input) {
        String from = items.isEmpty() ? "(SELECT) i" : "(" + TypeQuestion.of(input, items) + ") i";
        return descriptions.computeIfAbsent(
                "SELECT " + String.join(", ", targets) + " FROM " + from, q -> Description.of(session, q, path));
    }

    private static String nulls(List<ColumnId> names, List<SqlType> types) {
        return TypedNulls.select(names.stream().map(ColumnId::toString).toList(), types);
    }

    /**
     * The types of all columns of a tree that are read.
     *
     * @param relation the tree
     * @param outputs the columns of its result
     * @return the types; of a tree that is only joined and grouped, those of the tables' columns
     */
    ColumnTypes columns(Relation relation, List<ColumnId> outputs) {
        Map<ColumnId, SqlType> known = KnownTypes.in(relation);
        if (NestedOperators.in(relation)) {
            List<Relation> computing = new ArrayList<>();
            computing(relation, new IdentityHashMap<>(), computing);
            Set<ColumnId> used =
                    UsedColumns.of(relation, outputs.stream().map(Scalar::of).toList());
            describe(computing, used, known);
        }
        return new ColumnTypes(known);
    }

    /** The operators that compute columns of unknown types, an operator before those below it. */
    private static void computing(
            Relation relation, IdentityHashMap<Relation, Relation> visited, List<Relation> computing) {
        if (visited.put(relation, relation) != null) {
            return;
        }
        switch (relation) {
            case Relation.Scan scan -> {}
            case Relation.Aggregate aggregate -> {}
            case Relation.SelfReference self -> {}
            case Relation.Fixpoint fixpoint -> {}
            default -> computing.add(relation);
        }
        relation.inputs().forEach(i -> computing(i, visited, computing));
    }

    /**
     * One query for the columns of all operators that compute some. Window operators stand one over the other, and all their columns are asked of the
     * highest one.
     */
    private void describe(List<Relation> computing, Set<ColumnId> used, Map<ColumnId, SqlType> known) {
        List<String> list = new ArrayList<>();
        List<String> from = new ArrayList<>();
        Set<ColumnId> found = new LinkedHashSet<>();
        for (Relation relation : computing) {
            Set<ColumnId> below = new HashSet<>();
            if (!(relation instanceof Relation.Window)) {
                relation.inputs().forEach(i -> below.addAll(i.columns()));
            }
            List<ColumnId> own = relation.columns().stream()
                    .filter(c -> used.contains(c) && !below.contains(c) && !known.containsKey(c) && !found.contains(c))
                    .distinct()
                    .toList();
            if (!own.isEmpty()) {
                String alias = "n" + from.size();
                own.forEach(c -> list.add(alias + "." + c));
                found.addAll(own);
                List<Item> items = own.stream()
                        .map(c -> new Item(c.toString(), Scalar.of(c)))
                        .toList();
                from.add("(" + TypeQuestion.of(relation, items) + ") " + alias);
            }
        }
        if (!found.isEmpty()) {
            String query = "SELECT " + String.join(", ", list) + " FROM " + String.join(", ", from);
            List<SqlType> resolved = types.types(Description.types(session, query, path));
            int next = 0;
            for (ColumnId column : found) {
                known.put(column, resolved.get(next++));
            }
        }
    }

    /** A function of the catalog. */
    private record CatalogFunction(QualifiedName name, boolean aggregate) {}

    /** A function that the server found, and what its call returns. */
    private record ResolvedFunction(CatalogFunction found, SqlType result) {}

    /** Has calls over the items analysed, which are the columns of {@code i}. */
    private List<ResolvedFunction> functions(List<String> printed, List<Item> items, Relation input) {
        if (printed.isEmpty()) {
            return List.of();
        }
        Description described = described(printed, items, input);
        return functions(described.tree().targets(), types.types(references(described.columns())));
    }

    private List<ResolvedFunction> functions(List<TargetEntry> targets, List<SqlType> results) {
        List<Long> oids = targets.stream().map(ServerTyping::function).toList();
        lookUp(oids);
        List<ResolvedFunction> functions = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            CatalogFunction function = knownFunctions.get(oids.get(i));
            if (function == null) {
                throw new IllegalStateException("the server does not know function " + oids.get(i));
            }
            functions.add(new ResolvedFunction(function, results.get(i)));
        }
        return functions;
    }

    /** The aggregate or window function that a target calls; a view may relabel its type, and a construct of the grammar may stand for it. */
    private static long function(TargetEntry target) {
        List<Long> found = new ArrayList<>();
        target.expression().forEachNode(node -> {
            switch (node.tag()) {
                case "AGGREF" -> found.add(node.number("aggfnoid"));
                case "WINDOWFUNC" -> found.add(node.number("winfnoid"));
                default -> {}
            }
        });
        if (found.isEmpty()) {
            throw new IllegalStateException("neither an aggregate nor a window function: " + target.expression());
        }
        return found.getFirst();
    }

    private void lookUp(List<Long> functions) {
        List<Long> unknown = functions.stream()
                .filter(f -> !knownFunctions.containsKey(f))
                .distinct()
                .toList();
        if (unknown.isEmpty()) {
            return;
        }
        String oids = unknown.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        for (Row row : session.query(
                        "SELECT p.oid, n.nspname, p.proname, p.prokind FROM pg_catalog.pg_proc p"
                                + " JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = ANY ($1::oid[])",
                        oids)
                .rows()) {
            knownFunctions.put(
                    row.number(0),
                    new CatalogFunction(
                            QualifiedName.of(row.text(1), row.text(2)),
                            row.text(3).equals("a")));
        }
    }

    static List<Reference> references(List<OutputColumn> columns) {
        return columns.stream()
                .map(c -> new Reference(c.type(), c.typmod(), c.collation(), c.typeName()))
                .toList();
    }
}
