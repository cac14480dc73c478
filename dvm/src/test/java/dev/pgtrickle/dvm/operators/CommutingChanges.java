package dev.pgtrickle.dvm.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Three small tables, and random changes of them that may be made in any order: each inserts a row, or deletes or updates one that was there from the
 * beginning and that no other change touches. Full of nulls and duplicates, over tiny domains.
 */
final class CommutingChanges {

    private static final int KEYS = 8;

    private static final List<String> TABLES = List.of(
            "CREATE TABLE r1 (id int PRIMARY KEY, a int, b int, t text)",
            "CREATE TABLE r2 (a int, b text, d int)",
            "CREATE TABLE r3 (k int PRIMARY KEY, a int NOT NULL, f int)");

    private final List<String> setup = new ArrayList<>(TABLES);
    private final List<String> changes = new ArrayList<>();
    private final RandomGenerator random;

    CommutingChanges(RandomGenerator random) {
        this.random = random;
        for (int key = 0; key < KEYS; key++) {
            keyed("r1", "id", key, "(a, b, t)", () -> small() + ", " + small() + ", " + letter());
            keyed("r3", "k", key, "(a, f)", () -> random.nextInt(KEYS) + ", " + small());
            duplicates();
        }
    }

    /** Some values. */
    private interface Values {
        String draw();
    }

    private void keyed(String table, String keyColumn, int key, String columns, Values values) {
        String insert = "INSERT INTO " + table + " VALUES (" + key + ", " + values.draw() + ")";
        String where = " WHERE " + keyColumn + " = " + key;
        if (random.nextInt(3) == 0) {
            changes.add(insert);
            return;
        }
        setup.add(insert);
        switch (random.nextInt(4)) {
            case 0 -> changes.add("DELETE FROM " + table + where);
            case 1 -> changes.add("UPDATE " + table + " SET " + columns + " = ROW(" + values.draw() + ")" + where);
            default -> {}
        }
    }

    /** Rows without a key: one of several equal ones goes, whichever that is. */
    private void duplicates() {
        String row = small() + ", " + letter() + ", " + small();
        if (random.nextInt(3) == 0) {
            changes.add("INSERT INTO r2 VALUES (" + row + ")");
            return;
        }
        setup.add("INSERT INTO r2 VALUES (" + row + ")");
        String one = " WHERE ctid = (SELECT min(ctid) FROM r2 WHERE (a, b, d) IS NOT DISTINCT FROM (" + row + "))";
        switch (random.nextInt(4)) {
            case 0 -> changes.add("DELETE FROM r2" + one);
            case 1 -> changes.add("UPDATE r2 SET (a, d) = ROW(" + small() + ", " + small() + ")" + one);
            default -> {}
        }
    }

    /** Statements that make and fill the tables. */
    List<String> setup() {
        return setup;
    }

    /** The changes, in the order in which they were drawn. */
    List<String> changes() {
        return changes;
    }

    private String small() {
        return random.nextInt(4) == 0 ? "NULL" : String.valueOf(random.nextInt(3));
    }

    private String letter() {
        return random.nextInt(4) == 0 ? "NULL" : random.nextBoolean() ? "'x'" : "'y'";
    }
}
