package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.session.SqlSession;
import java.util.List;

/** Removes a stream table, or the objects of a program that was replaced, in the owner's session and transaction. */
public final class Uninstaller {

    private final SqlSession session;

    /**
     * An uninstaller.
     *
     * @param session the owner's session
     */
    public Uninstaller(SqlSession session) {
        this.session = session;
    }

    /**
     * The stream tables whose queries name another one.
     *
     * @param session where to ask
     * @param names the stream table that is read
     * @return their ids
     */
    public static List<Long> dependents(SqlSession session, ObjectNames names) {
        return session.query("""
                        SELECT DISTINCT t.pgt_id
                        FROM pgtrickle.stream_table t
                        JOIN pg_catalog.pg_rewrite r ON r.ev_class = t.pin_relid
                        JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
                        WHERE d.refclassid = 'pg_catalog.pg_class'::regclass
                          AND d.refobjid = (SELECT view_relid FROM pgtrickle.stream_table WHERE pgt_id = $1::bigint)
                        """, String.valueOf(names.streamTable())).stream()
                .map(r -> r.number(0))
                .toList();
    }

    /**
     * Removes a stream table with everything that belongs to it.
     *
     * @param names its objects
     * @param visible the visible relation in SQL
     * @param behaviour RESTRICT or CASCADE, for what depends on the visible relation
     */
    public void uninstall(ObjectNames names, String visible, String behaviour) {
        // While there is something that it can be applied to.
        session.query("SELECT pgtrickle.flush()");
        SourceLogs sourceLogs = new SourceLogs(session);
        List<ObjectNames> logs = sourceLogs.lockForRelease(names);
        new SourceLocks(session).againstAll(names);
        List<IntermediateInstaller.Part> parts = IntermediateInstaller.of(session, names.streamTable());
        session.query("DROP VIEW " + visible + " " + behaviour);
        List<String> sources = forgetSources(names);
        session.query(
                "DELETE FROM pgtrickle.stream_table WHERE pgt_id = $1::bigint", String.valueOf(names.streamTable()));
        dropProgram(names);
        releaseCaptures(sources);
        sourceLogs.release(logs);
        parts.forEach(part -> uninstall(part.names(), part.visible(), "RESTRICT"));
    }

    /** Forgets what the stream table reads; returns those of its sources that were captured. */
    List<String> forgetSources(ObjectNames names) {
        session.query("DELETE FROM pgtrickle.probe WHERE pgt_id = $1::bigint", String.valueOf(names.streamTable()));
        return session
                .query(
                        "WITH gone AS (DELETE FROM pgtrickle.dependency WHERE pgt_id = $1::bigint RETURNING source_relid, columns)"
                                + " SELECT source_relid::oid FROM gone WHERE columns IS NOT NULL ORDER BY 1",
                        String.valueOf(names.streamTable()))
                .stream()
                .map(r -> r.text(0))
                .toList();
    }

    /** Drops the objects of a program. Dropping a trigger function drops its triggers, also on tables of others. */
    void dropProgram(ObjectNames names) {
        String program = String.valueOf(names.program());
        fireConstraints(names);
        session.query("""
                        SELECT p.oid::regprocedure FROM pg_catalog.pg_proc p
                        WHERE p.pronamespace = 'pgtrickle_store'::regnamespace AND p.proname ~ ('^[a-z]+_' || $1 || '(_|$)')
                        ORDER BY p.proname
                        """, program).stream().forEach(r -> session.query("DROP FUNCTION " + r.text(0) + " CASCADE"));
        session.query("""
                        SELECT pg_catalog.format('DROP %s %s', CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, c.oid::regclass)
                        FROM pg_catalog.pg_class c
                        WHERE c.relnamespace = 'pgtrickle_store'::regnamespace AND c.relkind IN ('r', 'v')
                          AND c.relname ~ ('^(st|pin|src|pending|armed|room|marks|log)_' || $1 || '(_|$)')
                        ORDER BY c.relname
                        """, program).stream().forEach(r -> session.query(r.text(0)));
    }

    /** A table is not dropped while a trigger on it waits for COMMIT, even one that has nothing to do any more. */
    private void fireConstraints(ObjectNames names) {
        session.query("""
                        SELECT pg_catalog.format('SET CONSTRAINTS %I.%I IMMEDIATE', n.nspname, c.conname)
                        FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
                        WHERE c.conrelid = pg_catalog.to_regclass($1) AND c.contype = 't'
                        """, names.armed().sql()).stream().forEach(r -> session.query(r.text(0)));
    }

    /** Removes captures that nobody reads any more. */
    void releaseCaptures(List<String> sources) {
        sources.forEach(oid -> session.query("SELECT pgtrickle._release_capture($1::oid::regclass)", oid));
    }
}
