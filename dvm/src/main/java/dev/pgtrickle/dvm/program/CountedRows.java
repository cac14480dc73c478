package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.CommonTables;
import java.util.List;

/**
 * Adds netted changes to stored rows that have a multiplicity.
 *
 * <p>Law: {@code multiplicity = multiplicity' + w}; a row of multiplicity zero is not stored, and none is ever negative.
 *
 * @param storage the table
 * @param match a condition for a stored row {@code s} to be the row {@code n} of the common table {@code net}
 * @param values what is stored of a new row {@code f}, whose multiplicity is {@code f.n}
 */
record CountedRows(Storage storage, String match, List<String> values) {

    private static final String WEIGHT = ChangeSource.WEIGHT;

    /** The statement that applies the common table {@code net}. */
    ApplyStatement apply(CommonTables tables) {
        String table = storage.table().sql();
        tables.add(
                "changed",
                "SELECT n.*, s.ctid AS tid, coalesce(s." + Storage.COUNT + ", 0) + n." + WEIGHT
                        + " AS n\nFROM net n LEFT JOIN " + table + " s ON " + match);
        tables.addInline(
                "deleted",
                "DELETE FROM " + table + " s USING changed f\nWHERE s.ctid = f.tid AND f.n = 0\nRETURNING 1");
        tables.addInline(
                "updated",
                "UPDATE " + table + " s\nSET " + Storage.COUNT
                        + " = f.n\nFROM changed f\nWHERE s.ctid = f.tid AND f.n > 0\nRETURNING 1");
        tables.addInline(
                "inserted",
                "INSERT INTO " + table + " (" + Storage.list(storage.columns()) + ")\nSELECT "
                        + String.join(", ", values) + "\nFROM changed f\nWHERE f.tid IS NULL AND f.n > 0 AND "
                        + WriteOrder.after("deleted") + "\nRETURNING 1");
        return new ApplyStatement(
                tables.with(),
                "(SELECT coalesce(sum(" + WEIGHT + "), 0) FROM net WHERE " + WEIGHT + " > 0)::bigint",
                "-(SELECT coalesce(sum(" + WEIGHT + "), 0) FROM net WHERE " + WEIGHT + " < 0)::bigint",
                "NOT EXISTS (SELECT FROM changed f WHERE f.n < 0)");
    }
}
