package dev.pgtrickle.dvm.source;

import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.source.AccessPaths.Index;
import dev.pgtrickle.dvm.source.AccessPaths.Table;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server for the indexes and the statistics of tables.
 *
 * @see <a href="https://www.postgresql.org/docs/current/view-pg-stats.html">pg_stats</a>
 */
public final class AccessPathCatalog {

    private static final String PATHS = "SELECT * FROM pgtrickle._access_paths($1::oid[])";

    private final SqlSession session;

    /**
     * A catalog that asks one session.
     *
     * @param session where to ask; statistics are seen of tables that its role may read
     */
    public AccessPathCatalog(SqlSession session) {
        this.session = session;
    }

    /**
     * Looks tables up.
     *
     * @param oids their OIDs
     * @return what is known of them
     */
    public AccessPaths of(Collection<Long> oids) {
        Map<Long, Table> tables = new HashMap<>();
        for (Row row : session.query(PATHS, TypeCatalog.array(oids)).rows()) {
            tables.put(
                    row.number(0),
                    new Table(Double.parseDouble(row.text(1)), distinct(row.nullable(3)), indexes(row.nullable(2))));
        }
        return new AccessPaths(tables);
    }

    private static List<Index> indexes(@Nullable String text) {
        return parts(text)
                .map(part -> new Index(
                        Arrays.stream(part[1].split(",")).map(Integer::valueOf).toList(), part[0].equals("u")))
                .toList();
    }

    private static Map<Integer, Double> distinct(@Nullable String text) {
        Map<Integer, Double> distinct = new HashMap<>();
        parts(text).forEach(part -> distinct.put(Integer.valueOf(part[0]), Double.valueOf(part[1])));
        return distinct;
    }

    private static Stream<String[]> parts(@Nullable String text) {
        return text == null ? Stream.of() : Arrays.stream(text.split(";")).map(p -> p.split(":", 2));
    }
}
