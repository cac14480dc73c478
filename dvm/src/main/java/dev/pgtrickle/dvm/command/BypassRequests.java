package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.sql.Identifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes the requests of sessions that pass by proxy and driver, after their commit: each in a transaction of its own, under the role and the
 * search_path of who asked. A request that fails is kept with its error.
 */
public final class BypassRequests {

    private static final Logger LOG = LoggerFactory.getLogger(BypassRequests.class);

    private final DataSource connections;

    /**
     * Completes requests of one database.
     *
     * @param connections sessions of the engine's role, which may act for those who ask
     */
    public BypassRequests(DataSource connections) {
        this.connections = connections;
    }

    /**
     * Completes all requests that are there.
     *
     * @param refresher how stream tables are refreshed
     */
    public void completeAll(Refresher refresher) {
        while (completeNext(refresher)) {
            // One transaction per request.
        }
    }

    private boolean completeNext(Refresher refresher) {
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            JdbcSession session =
                    new JdbcSession(connection, Scope.TRANSACTION_BLOCK, notice -> LOG.info("{}", notice.message()));
            List<Row> rows = session.query("""
                            WITH next AS (
                                SELECT request_id FROM pgtrickle.request WHERE error IS NULL ORDER BY request_id LIMIT 1 FOR UPDATE SKIP LOCKED
                            ), taken AS (
                                DELETE FROM pgtrickle.request r USING next n WHERE r.request_id = n.request_id
                                RETURNING r.request_id, r.kind, r.search_path, r.requested_by, r.arguments
                            )
                            SELECT t.request_id, t.kind, t.search_path, a.key, a.value, t.requested_by
                            FROM taken t, pg_catalog.jsonb_each_text(t.arguments) a
                            """).rows();
            if (rows.isEmpty()) {
                connection.rollback();
                return false;
            }
            try {
                session.query("SET LOCAL ROLE " + new Identifier(rows.getFirst().text(5)).sql());
                RequestRows.Request request = RequestRows.group(rows).getFirst();
                session.query("SELECT pg_catalog.set_config('search_path', $1, true)", request.searchPath());
                if (!Questions.isQuestion(request.kind())) {
                    new Requests(session, refresher).run(request.kind(), request.arguments());
                }
                connection.commit();
            } catch (SqlError e) {
                connection.rollback();
                keep(connection, rows.getFirst().text(0), e);
            }
            return true;
        } catch (SQLException e) {
            LOG.debug("Requests cannot be completed now", e);
            return false;
        }
    }

    private static void keep(Connection connection, String requestId, SqlError error) throws SQLException {
        LOG.warn("Request {} failed: {}", requestId, error.message());
        new JdbcSession(connection, Scope.TRANSACTION_BLOCK, notice -> {})
                .query(
                        "UPDATE pgtrickle.request SET error = $2 WHERE request_id = $1::bigint",
                        requestId,
                        error.message());
        connection.commit();
    }
}
