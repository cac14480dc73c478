package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.compile.ViewMode;
import dev.pgtrickle.dvm.install.ImmediateUse;
import dev.pgtrickle.dvm.install.IntermediateUse;
import dev.pgtrickle.dvm.install.ObjectNames;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.Optional;

/**
 * A stream table as the catalog has it.
 *
 * @param names its objects
 * @param visible the visible relation, as SQL text that any search_path understands
 * @param storage the storage table
 * @param originalQuery the defining query as its author wrote it
 * @param definingQuery the defining query as the server prints it
 * @param searchPath the search_path of its author
 * @param requestedMode the mode that its author asked for
 * @param mode the mode that it is in
 * @param schedule its schedule as text; nothing for calculated
 * @param intermediates whether parts of its query may be stored
 * @param immediate how it is maintained in mode IMMEDIATE
 * @param populated whether it was ever filled
 * @param owned whether the session's role may act for its owner
 */
record StreamTable(
        ObjectNames names,
        String visible,
        String storage,
        String originalQuery,
        String definingQuery,
        String searchPath,
        RequestedMode requestedMode,
        ViewMode mode,
        Optional<String> schedule,
        IntermediateUse intermediates,
        ImmediateUse immediate,
        boolean populated,
        boolean owned) {

    private static final String SELECT = """
            SELECT t.pgt_id, t.program, pg_catalog.format('%I.%I', n.nspname, c.relname), t.storage_relid, t.original_query, t.defining_query,
                   t.search_path, t.requested_mode, t.refresh_mode, t.schedule, s.is_populated, pgtrickle._owns(t.view_relid), t.intermediates, t.immediate
            FROM pgtrickle.stream_table t
            JOIN pgtrickle.stream_table_state s USING (pgt_id)
            JOIN pg_catalog.pg_class c ON c.oid = t.view_relid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            """;

    /** The stream table that a name means in the session. */
    static Optional<StreamTable> find(SqlSession session, QualifiedName name) {
        return session.query(SELECT + "WHERE t.view_relid = pg_catalog.to_regclass($1)", name.sql()).stream()
                .findFirst()
                .map(StreamTable::of);
    }

    /** The stream table with an id. */
    static Optional<StreamTable> find(SqlSession session, long id) {
        return session.query(SELECT + "WHERE t.pgt_id = $1::bigint", String.valueOf(id)).stream()
                .findFirst()
                .map(StreamTable::of);
    }

    /** The stream table that a name must mean. */
    static StreamTable get(SqlSession session, QualifiedName name) {
        return find(session, name).orElseThrow(() -> {
            boolean exists = session.query("SELECT pg_catalog.to_regclass($1) IS NOT NULL", name.sql())
                    .single()
                    .truth(0);
            return exists
                    ? SqlError.of(SqlState.WRONG_OBJECT_TYPE, "\"" + name.name().name() + "\" is not a stream table")
                    : SqlError.of(
                            SqlState.UNDEFINED_TABLE,
                            "stream table \"" + name.name().name() + "\" does not exist");
        });
    }

    private static StreamTable of(Row row) {
        return new StreamTable(
                new ObjectNames(row.number(1), row.number(0)),
                row.text(2),
                row.text(3),
                row.text(4),
                row.text(5),
                row.text(6),
                RequestedMode.valueOf(row.text(7)),
                ViewMode.valueOf(row.text(8)),
                Optional.ofNullable(row.nullable(9)),
                IntermediateUse.valueOf(row.text(12)),
                ImmediateUse.valueOf(row.text(13)),
                row.truth(10),
                row.truth(11));
    }

    long id() {
        return names.streamTable();
    }

    /** The query as the server keeps it, with the present names of what it reads, for the search_path that the session has. */
    String currentQuery(SqlSession session) {
        return session.query(
                        "SELECT pg_catalog.pg_get_viewdef($1::regclass)",
                        names.pin().sql())
                .single()
                .text(0)
                .replaceFirst(";\\s*$", "");
    }

    /** Fails as the server does for commands that need ownership. */
    void requireOwner() {
        if (!owned) {
            throw SqlError.of(SqlState.INSUFFICIENT_PRIVILEGE, "must be owner of stream table " + visible);
        }
    }
}
