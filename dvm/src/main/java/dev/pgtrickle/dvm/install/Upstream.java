package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.ArrayText;
import java.util.List;

/** Finds the stream tables that a query reads, at all depths. */
final class Upstream {

    private Upstream() {}

    /** Their ids. */
    static List<Long> of(SqlSession session, List<SourceTable> sources) {
        return session
                .query(
                        """
                        WITH RECURSIVE upstream(id) AS (
                            SELECT t.pgt_id FROM pgtrickle.stream_table t WHERE t.storage_relid = ANY ($1::oid[])
                            UNION
                            SELECT t.pgt_id FROM upstream u JOIN pgtrickle.dependency d ON d.pgt_id = u.id
                            JOIN pgtrickle.stream_table t ON t.storage_relid = d.source_relid
                        )
                        SELECT id FROM upstream ORDER BY id
                        """,
                        ArrayText.format(sources.stream()
                                .map(s -> String.valueOf(s.oid()))
                                .toList()))
                .stream()
                .map(r -> r.number(0))
                .toList();
    }
}
