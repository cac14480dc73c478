package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.session.SqlSession;

/** Gives a stream table with everything that belongs to it to another role. */
public final class OwnerChange {

    private final SqlSession session;

    /**
     * A change of owners.
     *
     * @param session a session whose role may give the objects away
     */
    public OwnerChange(SqlSession session) {
        this.session = session;
    }

    /**
     * Changes the owner.
     *
     * @param names the stream table's objects
     * @param visible the visible relation in SQL
     * @param role the new owner as written in SQL: a name, CURRENT_USER or the like
     */
    public void apply(ObjectNames names, String visible, String role) {
        // From below: a buffer is only opened to those who may read its source.
        IntermediateInstaller.of(session, names.streamTable())
                .reversed()
                .forEach(part -> apply(part.names(), part.visible(), role));
        String program = String.valueOf(names.program());
        letNewOwnerReadBuffers(names, visible, role);
        session.query("""
                        SELECT pg_catalog.format('ALTER %s %s OWNER TO ', CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, c.oid::regclass)
                        FROM pg_catalog.pg_class c
                        WHERE c.relnamespace = 'pgtrickle_store'::regnamespace AND c.relkind IN ('r', 'v')
                          AND c.relname ~ ('^[a-z]+_' || $1 || '(_|$)')
                        UNION ALL
                        SELECT pg_catalog.format('ALTER FUNCTION %s OWNER TO ', p.oid::regprocedure)
                        FROM pg_catalog.pg_proc p
                        WHERE p.pronamespace = 'pgtrickle_store'::regnamespace AND p.proname ~ ('^[a-z]+_' || $1 || '(_|$)')
                        """, program).stream().forEach(r -> session.query(r.text(0) + role));
    }

    private void letNewOwnerReadBuffers(ObjectNames names, String visible, String role) {
        session.query("ALTER VIEW " + visible + " OWNER TO " + role);
        String id = String.valueOf(names.streamTable());
        session.query("""
                INSERT INTO pgtrickle.capture_reader (source_relid, reader)
                SELECT d.source_relid, c.relowner::regrole
                FROM pgtrickle.dependency d JOIN pgtrickle.stream_table t USING (pgt_id) JOIN pg_catalog.pg_class c ON c.oid = t.view_relid
                JOIN pgtrickle.capture k USING (source_relid)
                WHERE d.pgt_id = $1::bigint AND d.columns IS NOT NULL ON CONFLICT DO NOTHING
                """, id);
        session.query("""
                SELECT pgtrickle._prepare_capture(d.source_relid)
                FROM pgtrickle.dependency d JOIN pgtrickle.capture k USING (source_relid)
                WHERE d.pgt_id = $1::bigint AND d.columns IS NOT NULL
                """, id);
    }
}
