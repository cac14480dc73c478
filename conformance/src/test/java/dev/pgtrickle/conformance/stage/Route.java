package dev.pgtrickle.conformance.stage;

import dev.pgtrickle.dvm.refresh.RefreshResult;
import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.testkit.Await;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The way a client takes to the server. */
public enum Route {
    /** Through the proxy, with native statements. */
    PROXY {
        @Override
        public Optional<String> create(Stage stage, String name, String mode, String query) throws Exception {
            try (Connection c = stage.connect(this)) {
                Stage.run(
                        c,
                        "CREATE MATERIALIZED VIEW " + name + " WITH (pgtrickle.stream, pgtrickle.mode = '" + mode
                                + "', pgtrickle.schedule = 'manual') AS " + query);
                return Optional.empty();
            } catch (SQLException e) {
                if (!"0A000".equals(e.getSQLState())) {
                    throw e;
                }
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void drop(Stage stage, String name) throws Exception {
            try (Connection c = stage.connect(this)) {
                Stage.run(c, "DROP MATERIALIZED VIEW " + name);
            }
        }

        @Override
        public RefreshResult refresh(Stage stage, String name) throws Exception {
            try (Connection c = stage.connect(this)) {
                String last = lastRefresh(c, stage, name);
                Stage.run(c, "REFRESH MATERIALIZED VIEW " + name);
                String now = lastRefresh(c, stage, name);
                if (now.equals(last)) {
                    return new RefreshResult(Action.NO_DATA, 0, 0, "");
                }
                List<String> fields = Arrays.asList(now.split("\\|", -1));
                return new RefreshResult(
                        Action.valueOf(fields.get(1)),
                        Long.parseLong(fields.get(2)),
                        Long.parseLong(fields.get(3)),
                        fields.get(4));
            }
        }
    },
    /** Straight to the server, with API functions, whose work the engine does after commit. */
    BYPASS {
        @Override
        public Optional<String> create(Stage stage, String name, String mode, String query) throws Exception {
            try (Connection c = stage.connect(this);
                    PreparedStatement s =
                            c.prepareStatement("SELECT pgtrickle.create_stream_table(?, ?, 'manual', ?)")) {
                s.setString(1, name);
                s.setString(2, query);
                s.setString(3, mode);
                s.execute();
            }
            return finished(stage);
        }

        @Override
        public void drop(Stage stage, String name) throws Exception {
            try (Connection c = stage.connect(this)) {
                Stage.run(c, "SELECT pgtrickle.drop_stream_table('" + name + "')");
            }
            Optional<String> error = finished(stage);
            if (error.isPresent()) {
                throw new AssertionError(error.get());
            }
        }

        @Override
        public RefreshResult refresh(Stage stage, String name) throws SQLException {
            return stage.engine().refresh(stage.idOf(name));
        }
    };

    /** Creates a stream table that is refreshed only on demand; returns the error if the query is refused because its mode does not support it. */
    public abstract Optional<String> create(Stage stage, String name, String mode, String query) throws Exception;

    public abstract void drop(Stage stage, String name) throws Exception;

    /** Refreshes a stream table and tells what was done. */
    public abstract RefreshResult refresh(Stage stage, String name) throws Exception;

    /** Waits until the engine has completed what sessions that bypass the proxy have asked for; returns the error if something failed. */
    public static Optional<String> finished(Stage stage) throws Exception {
        Await.until(
                "requests are completed",
                () -> stage.database()
                        .rows("SELECT count(*) FROM pgtrickle.request WHERE error IS NULL")
                        .getFirst()
                        .equals("0"));
        List<String> errors = stage.database().rows("SELECT error FROM pgtrickle.request ORDER BY request_id");
        return errors.stream().findFirst();
    }

    private static String lastRefresh(Connection c, Stage stage, String name) throws SQLException {
        List<String> rows = Database.rows(
                c,
                "SELECT refresh_id, action, rows_inserted, rows_deleted, coalesce(reason, '') FROM pgtrickle.pgt_refresh_history WHERE pgt_id = "
                        + stage.idOf(name) + " ORDER BY refresh_id DESC LIMIT 1");
        return rows.isEmpty() ? "" : rows.getFirst();
    }
}
