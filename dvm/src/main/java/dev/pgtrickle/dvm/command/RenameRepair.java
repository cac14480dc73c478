package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.sql.Identifier;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds the programs of IMMEDIATE stream tables after columns of their sources were renamed. Until then, writes to such a source fail, because
 * a trigger can read its transition tables only by name; nothing is lost. And of all stream tables after virtual generated columns were given another
 * expression; until then, refreshes fail, and IMMEDIATE stream tables show what the old expression gives.
 *
 * <p>The query is taken from the pinned view, which the server keeps current. It is done under the owner's role, which the engine's role has to be
 * allowed to take.
 */
public final class RenameRepair {

    private static final Logger LOG = LoggerFactory.getLogger(RenameRepair.class);

    private static final String RENAMED = """
            SELECT DISTINCT coalesce(t.intermediate_of, t.pgt_id), pg_catalog.pg_get_userbyid(c.relowner), pg_catalog.pg_has_role(c.relowner, 'USAGE')
            FROM pgtrickle.dependency d JOIN pgtrickle.stream_table t USING (pgt_id)
            JOIN pg_catalog.pg_class c ON c.oid = t.view_relid
            JOIN pg_catalog.pg_class source ON source.oid = d.source_relid
            WHERE t.refresh_mode = 'IMMEDIATE' AND d.names IS DISTINCT FROM pgtrickle._column_names(d.source_relid, d.columns)
               OR d.generated IS NOT NULL AND d.generated IS DISTINCT FROM pgtrickle._generation(d.source_relid)
            """;

    private final DataSource connections;

    /**
     * Repairs stream tables of one database.
     *
     * @param connections sessions of the engine's role
     */
    public RenameRepair(DataSource connections) {
        this.connections = connections;
    }

    /**
     * Repairs what needs it.
     *
     * @param session where to look
     */
    public void run(SqlSession session) {
        for (Row row : session.query(RENAMED).rows()) {
            if (row.truth(2)) {
                repair(row.number(0), row.text(1));
            } else {
                LOG.warn(
                        "Stream table {} reads a renamed or otherwise generated column; its owner {} has to create it again",
                        row.number(0),
                        row.text(1));
            }
        }
    }

    private void repair(long id, String owner) {
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            JdbcSession session =
                    new JdbcSession(connection, Scope.TRANSACTION_BLOCK, notice -> LOG.info("{}", notice.message()));
            try {
                session.query("SET LOCAL ROLE " + new Identifier(owner).sql());
                StreamTable.find(session, id).ifPresent(table -> new AlterCommand(session).rebuildFromPin(table));
                connection.commit();
            } catch (SqlError e) {
                connection.rollback();
                LOG.warn(
                        "Stream table {} could not follow a renamed or otherwise generated column: {}",
                        id,
                        e.message());
            }
        } catch (SQLException e) {
            LOG.debug("Stream table {} cannot be repaired now", id, e);
        }
    }
}
