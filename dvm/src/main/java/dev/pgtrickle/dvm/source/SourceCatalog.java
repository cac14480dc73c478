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

    private static final String TABLES = "SELECT * FROM pgtrickle._source_tables($1::oid[])";

    private static final String COLUMNS = "SELECT * FROM pgtrickle._source_columns($1::oid[])";

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
