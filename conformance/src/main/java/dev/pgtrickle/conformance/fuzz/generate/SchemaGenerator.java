package dev.pgtrickle.conformance.fuzz.generate;

import dev.pgtrickle.conformance.fuzz.play.Table;
import dev.pgtrickle.conformance.fuzz.play.Table.ForeignKey;
import dev.pgtrickle.conformance.fuzz.query.Column;
import dev.pgtrickle.conformance.fuzz.query.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes small tables, with and without keys, full of nulls and duplicates. */
final class SchemaGenerator {

    /** Keys are drawn from this many numbers. */
    static final int KEYS = 14;

    private static final List<Type> MORE = List.of(
            Type.INT,
            Type.TEXT,
            Type.TEXT,
            Type.FIXED,
            Type.FIXED,
            Type.NUMERIC,
            Type.DATE,
            Type.BOOL,
            Type.FLOAT,
            Type.BIGINT,
            Type.INTS);

    private final Dice dice;
    private final Literals literals;

    SchemaGenerator(Dice dice) {
        this.dice = dice;
        this.literals = new Literals(dice);
    }

    List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        int count = dice.from(1, 4);
        for (int i = 1; i <= count; i++) {
            tables.add(table("r" + i, tables));
        }
        return tables;
    }

    private Table table(String name, List<Table> earlier) {
        Table.Key key = dice.percent(60) ? Table.Key.PRIMARY : Table.Key.NONE;
        List<Column> columns = new ArrayList<>();
        if (key == Table.Key.PRIMARY) {
            columns.add(new Column("k", Type.INT));
        }
        columns.add(new Column("a", Type.INT));
        int more = dice.from(1, 3);
        for (int i = 0; i < more; i++) {
            columns.add(new Column(String.valueOf((char) ('b' + i)), dice.pick(MORE)));
        }
        Set<String> notNull = new HashSet<>();
        for (Column column : columns) {
            if (dice.percent(15)) {
                notNull.add(column.name());
            }
        }
        Optional<ForeignKey> reference = reference(earlier, notNull);
        List<List<String>> rows = new ArrayList<>();
        if (dice.percent(92)) {
            int size = dice.from(1, 8);
            for (int i = 0; i < size; i++) {
                List<String> row = row(columns, notNull);
                if (key == Table.Key.PRIMARY) {
                    row.set(0, String.valueOf(i));
                }
                if (reference.isPresent()) {
                    row.set(key == Table.Key.PRIMARY ? 1 : 0, referenced(reference.get(), earlier));
                }
                rows.add(row);
            }
        }
        return new Table(name, columns, key, notNull, reference, rows);
    }

    private Optional<ForeignKey> reference(List<Table> earlier, Set<String> notNull) {
        List<Table> keyed =
                earlier.stream().filter(t -> t.key() == Table.Key.PRIMARY).toList();
        if (keyed.isEmpty() || !dice.percent(35)) {
            return Optional.empty();
        }
        String action = notNull.contains("a") ? "CASCADE" : dice.pick(List.of("CASCADE", "SET NULL"));
        return Optional.of(new ForeignKey("a", dice.pick(keyed).name(), action));
    }

    /** A key that is there at first, or null where there is none. */
    private String referenced(ForeignKey reference, List<Table> earlier) {
        List<List<String>> rows = earlier.stream()
                .filter(t -> t.name().equals(reference.table()))
                .findFirst()
                .orElseThrow()
                .rows();
        return rows.isEmpty() ? "NULL" : dice.pick(rows).getFirst();
    }

    private List<String> row(List<Column> columns, Set<String> notNull) {
        List<String> row = new ArrayList<>();
        for (Column column : columns) {
            row.add(notNull.contains(column.name()) ? literals.value(column.type()) : literals.nullable(column.type()));
        }
        return row;
    }
}
