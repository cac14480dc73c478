package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.NeverNull;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.TopK;
import dev.pgtrickle.dvm.algebra.Relation.Window;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the changes of an operator that is computed partition by partition, as common tables: {@code changed}, the netted changes of its input;
 * {@code now}, the rows of the touched partitions; {@code before}, the same without the changes; {@code result}, the operator over the one minus
 * the operator over the other.
 *
 * @see dev.pgtrickle.dvm.delta.Delta.Recomputed
 */
final class PartitionWriter {

    private static final String WEIGHT = ChangeSource.WEIGHT;

    private final CurrentRows currentRows;
    private final CommonTables tables;
    private final OperatorWriter operators;
    private final int number;

    PartitionWriter(CurrentRows currentRows, CommonTables tables) {
        this.currentRows = currentRows;
        this.tables = tables;
        this.operators = new OperatorWriter(currentRows);
        this.number = tables.next();
    }

    /** A partition key; without a type, the server finds the operator by name. */
    private record Key(Scalar expression, @Nullable SqlType type, boolean notNull) {}

    /**
     * Adds the common tables.
     *
     * @param operator the operator
     * @param changes a query for the changes of its input: the used columns by their ids, and the weight
     * @return the name of the common table with the changes of the operator
     */
    String write(Relation operator, String changes) {
        Relation input = operator.inputs().getFirst();
        List<ColumnId> columns = currentRows.usedOf(input.columns());
        List<NetRows.Column> netColumns = netColumns(columns);
        String changed = name("changed");
        String now = name("now");
        String before = name("before");
        String result = name("result");
        tables.add(changed, NetRows.query("(\n" + Indent.by4(changes) + "\n)", netColumns));
        tables.add(now, now(operator, input, columns, changed));
        tables.add(before, before(now, changed, columns, netColumns));
        List<ColumnId> outputs = currentRows.usedOf(operator.columns());
        String plus = select(operator, now, columns, outputs, "1::bigint");
        String minus = select(operator, before, columns, outputs, "-1::bigint");
        tables.add(
                result,
                NetRows.query("(\n" + Indent.by4(plus + "\nUNION ALL\n" + minus) + "\n)", netColumns(outputs)) + "\n"
                        + tables.takeAll());
        return result;
    }

    /** The name of a common table of this operator. */
    String name(String role) {
        return role + "_" + number;
    }

    List<NetRows.Column> netColumns(List<ColumnId> columns) {
        return columns.stream()
                .map(c -> new NetRows.Column(c.toString(), currentRows.types().of(c)))
                .toList();
    }

    private String select(
            Relation operator, String from, List<ColumnId> columns, List<ColumnId> outputs, String weight) {
        String rows = operators.select(operator, over(from, "i", columns), outputs);
        String list = outputs.stream().map(o -> "o." + o + ", ").collect(Collectors.joining());
        return "SELECT " + list + weight + " AS " + WEIGHT + "\nFROM (\n" + Indent.by4(rows) + "\n) o";
    }

    /** A common table as a block. */
    static Block over(String table, String alias, List<ColumnId> columns) {
        Map<ColumnId, String> names = new LinkedHashMap<>();
        columns.forEach(c -> names.put(c, alias + "." + c));
        return Block.of(table + " " + alias, names, List.of());
    }

    /** The rows of a table without changes. */
    static String before(String now, String changed, List<ColumnId> columns, List<NetRows.Column> netColumns) {
        String list = columns.stream().map(c -> c + ", ").collect(Collectors.joining());
        String signed = "SELECT " + list + "1::bigint AS " + WEIGHT + " FROM " + now + "\nUNION ALL\nSELECT " + list
                + "-" + WEIGHT + " FROM " + changed;
        String shown = columns.stream().map(c -> "b." + c).collect(Collectors.joining(", "));
        return "SELECT " + shown + "\nFROM (\n"
                + Indent.by4(NetRows.query("(\n" + Indent.by4(signed) + "\n)", netColumns))
                + "\n) b CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.array_fill(1, ARRAY[greatest(b." + WEIGHT
                + ", 0)::integer]))";
    }

    /** The rows of the touched partitions. */
    String now(Relation operator, Relation input, List<ColumnId> columns, String changed) {
        Scalar touched = Scalar.tokens("EXISTS (SELECT FROM " + changed + ")");
        List<Key> keys = keys(operator, input);
        CurrentRows inner = currentRows.renamed();
        if (keys.isEmpty()) {
            Block block = inner.block(input).filter(List.of(touched));
            if (operator instanceof TopK top) {
                String came = "(SELECT coalesce(sum(m." + WEIGHT + "), 0)::bigint FROM " + changed + " m WHERE m."
                        + WEIGHT + " > 0)";
                return operators.firstAndMore(top, block, columns, currentRows.usedOf(operator.columns()), came);
            }
            return CurrentRows.select(block, CurrentRows.items(columns), List.of());
        }
        List<List<Scalar>> branches = new ArrayList<>();
        branches.add(List.of(sameKeys(changed, columns, keys)));
        if (keys.stream().anyMatch(k -> !k.notNull() && k.type() != null)) {
            branches.add(sameNullKeys(changed, columns, keys));
        }
        return branches.stream()
                .map(wanted -> CurrentRows.select(
                        inner.block(input, wanted).filter(wanted), CurrentRows.items(columns), List.of()))
                .collect(Collectors.joining("\nUNION ALL\n"));
    }

    private List<Key> keys(Relation operator, Relation input) {
        return switch (operator) {
            case Aggregate aggregate ->
                aggregate.keys().stream()
                        .map(k -> new Key(k.expression(), k.type(), NeverNull.holds(input, k.expression())))
                        .toList();
            case Window window ->
                window.partition().stream().map(p -> key(p, input)).toList();
            case TopK top -> top.partition().stream().map(p -> key(p, input)).toList();
            default -> throw new IllegalArgumentException("not computed by partitions: " + operator);
        };
    }

    private Key key(Scalar expression, Relation input) {
        SqlType type = expression.atomic() && expression.terms().getFirst() instanceof Scalar.Reference reference
                ? currentRows.types().of(reference.column())
                : null;
        return new Key(expression, type, NeverNull.holds(input, expression));
    }

    /** A changed row has the same keys, none of them null. An equality that an index can serve. */
    private static Scalar sameKeys(String changed, List<ColumnId> columns, List<Key> keys) {
        Block other = over(changed, "k", columns);
        List<Scalar.Term> terms = new ArrayList<>();
        terms.add(new Scalar.Token("EXISTS (SELECT FROM " + changed + " k WHERE"));
        for (int i = 0; i < keys.size(); i++) {
            if (i > 0) {
                terms.add(new Scalar.Token("AND"));
            }
            terms.addAll(equal(other, keys.get(i)));
        }
        terms.add(new Scalar.Token(")"));
        return new Scalar(terms);
    }

    private static List<Scalar.Term> equal(Block other, Key key) {
        List<Scalar.Term> terms = new ArrayList<>();
        String left = "(" + other.print(key.expression()) + ")";
        SqlType type = key.type();
        terms.add(new Scalar.Token(
                type == null
                        ? left + " IS NOT DISTINCT FROM"
                        : type.facts().equality().apply(left, "").strip()));
        terms.add(new Scalar.Token("("));
        terms.addAll(key.expression().terms());
        terms.add(new Scalar.Token(")"));
        return terms;
    }

    /**
     * A changed row has the same keys, some of them null. The condition could use no index, so it is asked only if there is such a row: the first
     * condition does not depend on the rows that are read and is answered once.
     */
    private static List<Scalar> sameNullKeys(String changed, List<ColumnId> columns, List<Key> keys) {
        Block other = over(changed, "k", columns);
        String nulls = keys.stream()
                .filter(k -> !k.notNull())
                .map(k -> other.print(k.expression()))
                .collect(Collectors.joining(", ", "pg_catalog.num_nulls(", ") > 0"));
        Scalar any = Scalar.tokens("(SELECT EXISTS (SELECT FROM " + changed + " k WHERE " + nulls + "))");
        List<Scalar.Term> terms = new ArrayList<>();
        terms.add(new Scalar.Token("EXISTS (SELECT FROM " + changed + " k WHERE " + nulls));
        IntStream.range(0, keys.size()).forEach(i -> {
            Key key = keys.get(i);
            terms.add(new Scalar.Token("AND ("));
            terms.addAll(equal(other, key));
            if (!key.notNull()) {
                terms.add(new Scalar.Token("OR pg_catalog.num_nulls(" + other.print(key.expression()) + ","));
                terms.addAll(key.expression().terms());
                terms.add(new Scalar.Token(") = 2"));
            }
            terms.add(new Scalar.Token(")"));
        });
        terms.add(new Scalar.Token(")"));
        return List.of(any, new Scalar(terms));
    }
}
