package dev.pgtrickle.conformance.fuzz.generate;

import dev.pgtrickle.conformance.fuzz.play.Batch;
import dev.pgtrickle.conformance.fuzz.play.Batch.Commit;
import dev.pgtrickle.conformance.fuzz.play.Change;
import dev.pgtrickle.conformance.fuzz.play.Table;
import dev.pgtrickle.conformance.fuzz.query.Column;
import dev.pgtrickle.conformance.fuzz.query.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes changes: several tables per batch, keys that move, duplicates, cascades, data-modifying common table expressions, now and then everything
 * goes. Statements may fail by a constraint; then they have no effect.
 */
final class ChangeGenerator {

    private final Dice dice;
    private final Literals literals;
    private final List<Table> tables;

    ChangeGenerator(Dice dice, List<Table> tables) {
        this.dice = dice;
        this.literals = new Literals(dice);
        this.tables = tables;
    }

    List<Batch> batches() {
        List<Batch> batches = new ArrayList<>();
        int count = dice.from(5, 7);
        for (int i = 0; i < count; i++) {
            List<Change> changes = new ArrayList<>();
            int size = dice.from(1, 4);
            for (int j = 0; j < size; j++) {
                changes.add(change(dice.pick(tables)));
            }
            batches.add(new Batch(changes, dice.percent(70) ? Commit.TOGETHER : Commit.EACH));
        }
        return batches;
    }

    private Change change(Table table) {
        String name = table.name();
        int kind = dice.below(100);
        if (kind < 30) {
            return insert(table);
        }
        if (kind < 36) {
            return table.key() == Table.Key.NONE
                    ? new Change.Other("INSERT INTO " + name + " SELECT * FROM " + name + " LIMIT 2")
                    : insert(table);
        }
        if (kind < 60) {
            return new Change.Other("UPDATE " + name + " SET " + assignments(table) + " WHERE " + condition(table));
        }
        if (kind < 66) {
            return table.key() == Table.Key.PRIMARY
                    ? new Change.Other("UPDATE " + name + " SET k = k + " + SchemaGenerator.KEYS + " WHERE k = "
                            + dice.below(SchemaGenerator.KEYS))
                    : new Change.Other("UPDATE " + name + " SET a = a + 1");
        }
        if (kind < 68) {
            return new Change.Other("UPDATE " + name + " SET a = a");
        }
        if (kind < 88) {
            return new Change.Other("DELETE FROM " + name + " WHERE " + condition(table));
        }
        if (kind < 92) {
            return new Change.Other("DELETE FROM " + name + " WHERE ctid IN (SELECT ctid FROM " + name + " LIMIT 2)");
        }
        if (kind < 94) {
            return moveRows(table, dice.pick(tables));
        }
        if (kind < 96) {
            return merge(table, dice.pick(tables));
        }
        return dice.percent(40)
                ? new Change.Other("TRUNCATE " + name + " CASCADE")
                : new Change.Other("DELETE FROM " + name);
    }

    private Change insert(Table table) {
        List<List<String>> rows = new ArrayList<>();
        int count = dice.percent(50) ? 1 : dice.from(2, 4);
        for (int i = 0; i < count; i++) {
            List<String> row = new ArrayList<>();
            for (Column column : table.columns()) {
                row.add(value(table, column));
            }
            rows.add(row);
        }
        String conflict = table.key() == Table.Key.NONE
                ? ""
                : dice.percent(60) || rows.size() > 1
                        ? "ON CONFLICT DO NOTHING"
                        : "ON CONFLICT (k) DO UPDATE SET a = excluded.a, b = excluded.b";
        return new Change.Insert(table.name(), rows, conflict);
    }

    private String value(Table table, Column column) {
        if (column.name().equals("k")) {
            return String.valueOf(dice.below(SchemaGenerator.KEYS));
        }
        return table.notNull().contains(column.name())
                ? literals.value(column.type())
                : literals.nullable(column.type());
    }

    private String assignments(Table table) {
        List<Column> columns =
                table.columns().stream().filter(c -> !c.name().equals("k")).toList();
        Column first = dice.pick(columns);
        Column second = dice.pick(columns);
        if (!first.equals(second) && first.type() == second.type() && dice.percent(50)) {
            return first.name() + " = " + second.name() + ", " + second.name() + " = " + first.name();
        }
        if (first.type() == Type.INT && dice.percent(30)) {
            return first.name() + " = " + first.name() + " + 1";
        }
        String one = first.name() + " = " + value(table, first);
        return first.equals(second) ? one : one + ", " + second.name() + " = " + value(table, second);
    }

    private String condition(Table table) {
        Column column = dice.pick(table.columns());
        if (column.name().equals("k")) {
            return dice.percent(60) ? "k = " + dice.below(SchemaGenerator.KEYS) : "k % 3 = " + dice.below(3);
        }
        return column.name() + " IS NOT DISTINCT FROM " + literals.nullable(column.type());
    }

    /** One statement that inserts, updates and deletes. */
    private Change merge(Table into, Table from) {
        String key = into.key() == Table.Key.PRIMARY ? "k" : "a";
        return new Change.Other("MERGE INTO " + into.name() + " t USING (SELECT DISTINCT a FROM " + from.name()
                + " WHERE a IS NOT NULL) s ON t." + key + " = s.a WHEN MATCHED AND t." + key
                + " % 2 = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET a = t.a + 1 WHEN NOT MATCHED THEN INSERT ("
                + (key.equals("k") ? "k, a" : "a") + ") VALUES (" + (key.equals("k") ? "s.a, s.a" : "s.a") + ")");
    }

    /** One statement that takes from one table and gives to another. */
    private Change moveRows(Table from, Table to) {
        String given = to.key() == Table.Key.PRIMARY ? "k, a" : "a";
        String values = to.key() == Table.Key.PRIMARY ? "20 + row_number() OVER (), a" : "a";
        return new Change.Other("WITH gone AS (DELETE FROM " + from.name() + " WHERE " + condition(from)
                + " RETURNING a) INSERT INTO " + to.name() + " (" + given + ") SELECT " + values
                + " FROM gone ON CONFLICT DO NOTHING");
    }
}
