package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.program.Storage;
import dev.pgtrickle.dvm.session.SqlSession;
import java.util.List;

/**
 * The indexes that users created on a stream table, kept when its storage is built anew.
 *
 * @param definitions their definitions, as {@code pg_get_indexdef} prints them
 * @param table the storage table they were on, in SQL
 */
record StoredIndexes(List<String> definitions, String table) {

    static StoredIndexes of(SqlSession session, ObjectNames names) {
        List<String> definitions = session.query("""
                        SELECT pg_catalog.pg_get_indexdef(i.indexrelid) FROM pg_catalog.pg_index i
                        WHERE i.indrelid = $1::regclass AND NOT EXISTS (
                            SELECT FROM pg_catalog.pg_attribute a
                            WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[]) AND a.attname = $2)
                        ORDER BY i.indexrelid
                        """, names.storage().sql(), Storage.hashColumn()).stream()
                .map(r -> r.text(0))
                .toList();
        return new StoredIndexes(definitions, names.storage().sql());
    }

    /** Creates the indexes on another table; the old one is gone, so that their names are free. */
    void createOn(SqlSession session, ObjectNames names) {
        for (String definition : definitions) {
            session.query(definition.replace(
                    " ON " + table + " ", " ON " + names.storage().sql() + " "));
        }
    }
}
