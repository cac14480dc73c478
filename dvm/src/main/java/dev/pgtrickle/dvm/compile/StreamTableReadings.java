package dev.pgtrickle.dvm.compile;

import dev.pgtrickle.dvm.analyse.CanonicalQuery;
import dev.pgtrickle.dvm.analyse.QueryAnalyser;
import dev.pgtrickle.dvm.program.Anchor;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How stream tables are read as sources of others: their visible relations are views, and what these read is the storage table, which is a source
 * like any other table.
 */
final class StreamTableReadings {

    private static final String READINGS = """
            SELECT t.view_relid::oid, coalesce(t.stored_query, t.visible_query), n.nspname, c.relname, s.is_populated, t.view_relid::text,
                   pg_catalog.has_table_privilege(t.storage_relid, 'SELECT') AND pg_catalog.has_table_privilege(t.storage_relid, 'TRIGGER')
            FROM pgtrickle.stream_table t
            JOIN pgtrickle.stream_table_state s USING (pgt_id)
            JOIN pg_catalog.pg_class c ON c.oid = t.pin_relid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE t.view_relid::oid = ANY ($1::oid[])
            """;

    private final SqlSession session;
    private final QueryAnalyser analyser;

    StreamTableReadings(SqlSession session, QueryAnalyser analyser) {
        this.session = session;
        this.analyser = analyser;
    }

    /**
     * Finds stream tables among views.
     *
     * @param views OIDs of views
     * @return by OID of those that are visible relations of stream tables, what they read
     * @throws SqlError 55000 when one was never filled; 42501 when its storage is out of reach
     */
    Map<Long, CanonicalQuery> of(Collection<Long> views) {
        if (views.isEmpty()) {
            return Map.of();
        }
        String oids = views.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        Map<Long, CanonicalQuery> readings = new HashMap<>();
        for (Row row : session.query(READINGS, oids).rows()) {
            String name = row.text(5);
            if (!row.truth(4)) {
                throw SqlError.of("55000", "stream table " + name + " has not been populated")
                        .withHint("Use REFRESH MATERIALIZED VIEW " + name + " first.");
            }
            if (!row.truth(6)) {
                throw SqlError.of(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied for stream table " + name)
                        .withDetail(
                                "A stream table over another one captures its changes, which takes the rights of its owner.")
                        .withHint(
                                "Let the owner of " + name + " create it, or a role that is a member of the owner's.");
            }
            Anchor anchor = new Anchor(new QualifiedName(new Identifier(row.text(2)), new Identifier(row.text(3))));
            readings.put(row.number(0), analyser.analyse(anchor.removedFrom(row.text(1))));
        }
        return readings;
    }
}
