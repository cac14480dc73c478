package dev.pgtrickle.dvm.source;

import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.source.SourceColumn.Generated;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the server for the {@link SourceTable}s behind relation OIDs. */
public final class SourceCatalog {

    /**
     * A table per row. The key is the primary key, or else the narrowest unique index over NOT NULL columns; an index with another
     * collation or operator class than its column's default does not mean the same by "equal".
     */
    private static final String TABLES = """
            SELECT c.oid, n.nspname, c.relname, k.key,
                   CASE
                     WHEN c.relpersistence = 't' THEN 'temporary'
                     WHEN n.nspname IN ('pg_catalog', 'information_schema', 'pg_toast') THEN 'system catalog'
                     WHEN c.relkind = 'f' THEN 'foreign table'
                     WHEN c.relkind = 'm' THEN 'materialized view'
                     WHEN c.relpersistence = 'u' THEN 'unlogged'
                     WHEN c.relrowsecurity AND pgtrickle._row_security_applies(c.oid::regclass, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user))
                       THEN 'row security'
                     WHEN NOT pg_catalog.has_any_column_privilege(c.oid, 'SELECT') THEN 'not readable'
                     WHEN c.relkind = 'v' AND EXISTS (SELECT FROM pg_catalog.pg_options_to_table(c.reloptions) o
                                                      WHERE o.option_name = 'security_barrier' AND o.option_value::boolean)
                       THEN 'security barrier'
                     WHEN c.relkind NOT IN ('r', 'p') THEN 'not a table'
                     ELSE (SELECT min(CASE WHEN r.relkind = 'f' THEN 'foreign member' WHEN r.relpersistence = 'u' THEN 'unlogged member'
                                           WHEN r.relpersistence = 't' THEN 'temporary member' END)
                           FROM pgtrickle._members(c.oid::regclass) m JOIN pg_catalog.pg_class r ON r.oid = m)
                   END,
                   CASE WHEN c.relkind = 'p' THEN 'partitioned'
                        WHEN EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid) THEN 'inherited'
                        WHEN EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid) THEN 'child'
                        ELSE 'alone'
                   END
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN LATERAL (
                SELECT (SELECT array_agg(col.attnum ORDER BY col.ord)
                        FROM unnest(i.indkey::int2[]) WITH ORDINALITY col(attnum, ord) WHERE col.ord <= i.indnkeyatts) AS key
                FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
                JOIN pg_catalog.pg_am am ON am.oid = ic.relam AND am.amname = 'btree'
                WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
                  AND NOT EXISTS (
                      SELECT FROM unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[]) WITH ORDINALITY col(attnum, opclass, coll, ord)
                      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = col.attnum
                      JOIN pg_catalog.pg_opclass o ON o.oid = col.opclass
                      WHERE col.ord <= i.indnkeyatts AND NOT (a.attnotnull AND o.opcdefault AND a.attcollation = col.coll))
                ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1
            ) k ON true
            WHERE c.oid = ANY ($1::oid[])
            """;

    private static final String COLUMNS = """
            SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attcollation, a.attnotnull, a.attgenerated,
                   pg_catalog.format_type(a.atttypid, a.atttypmod)
            FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum
            """;

    private final SqlSession session;
    private final TypeCatalog types;

    /**
     * A catalog that asks one session.
     *
     * @param session where to ask; its search_path decides how types are written
     * @param types where types come from
     */
    public SourceCatalog(SqlSession session, TypeCatalog types) {
        this.session = session;
        this.types = types;
    }

    /**
     * Looks tables up.
     *
     * @param oids OIDs of tables, foreign tables or materialized views
     * @return the tables by OID
     */
    public Map<Long, SourceTable> tables(Collection<Long> oids) {
        if (oids.isEmpty()) {
            return Map.of();
        }
        String array = TypeCatalog.array(oids);
        Map<Long, List<SourceColumn>> columns = columns(array);
        Map<Long, SourceTable> tables = new LinkedHashMap<>();
        for (Row row : session.query(TABLES, array).rows()) {
            long oid = row.number(0);
            SourceTable table = new SourceTable(
                    oid,
                    new QualifiedName(new Identifier(row.text(1)), new Identifier(row.text(2))),
                    columns.getOrDefault(oid, List.of()),
                    numbers(row.nullable(3)),
                    Optional.ofNullable(row.nullable(4)).map(Obstacle::of),
                    Kinship.of(row.text(5)));
            tables.put(oid, table.kinship() == Kinship.INHERITED ? table.withoutConstraints() : table);
        }
        return tables;
    }

    private Map<Long, List<SourceColumn>> columns(String oids) {
        List<Row> rows = session.query(COLUMNS, oids).rows();
        List<SqlType> columnTypes = types.types(rows.stream()
                .map(r -> new TypeCatalog.Reference(r.number(3), (int) r.number(4), r.number(5), r.text(8)))
                .toList());
        Map<Long, List<SourceColumn>> columns = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            columns.computeIfAbsent(row.number(0), oid -> new ArrayList<>())
                    .add(new SourceColumn(
                            (int) row.number(1),
                            new Identifier(row.text(2)),
                            columnTypes.get(i),
                            row.truth(6),
                            generated(row.text(7))));
        }
        return columns;
    }

    private static Generated generated(String attgenerated) {
        return switch (attgenerated) {
            case "s" -> Generated.STORED;
            case "v" -> Generated.VIRTUAL;
            default -> Generated.NO;
        };
    }

    private static List<Integer> numbers(@Nullable String array) {
        if (array == null) {
            return List.of();
        }
        return Arrays.stream(array.substring(1, array.length() - 1).split(","))
                .map(Integer::valueOf)
                .toList();
    }
}
