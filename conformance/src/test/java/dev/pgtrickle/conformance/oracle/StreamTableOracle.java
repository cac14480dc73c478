package dev.pgtrickle.conformance.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.fuzz.play.Logs;
import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.dvm.sql.Literal;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.Multisets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Judges the stream tables of a stage. All its sessions have default settings. */
public final class StreamTableOracle implements AutoCloseable {

    private final Connection reader;
    private final Connection owner;

    public StreamTableOracle(Stage stage) throws SQLException {
        this.reader = stage.connect(Route.BYPASS);
        this.owner = stage.connect(Route.PROXY);
    }

    /**
     * At one snapshot, the contents are those of the query, the mode is the one that is expected, so that nothing ran in full behind our back, and
     * no stored row has a negative weight.
     */
    public void assertExact(String streamTable, String mode, String query, Equality equality, String context)
            throws SQLException {
        Stage.run(reader, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        reader.setAutoCommit(false);
        try {
            assertSameRows(reader, streamTable, query, equality, context);
            assertThat(Database.rows(
                            reader,
                            "SELECT refresh_mode FROM pgtrickle.stream_table WHERE view_relid = "
                                    + new Literal(streamTable).sql() + "::regclass"))
                    .as("%s: mode of %s", context, streamTable)
                    .containsExactly(mode);
            assertNoNegativeWeight(streamTable, context);
        } finally {
            reader.rollback();
            reader.setAutoCommit(true);
        }
    }

    /** The contents are those of the query, as a given session sees both. */
    public static void assertSameRows(
            Connection session, String streamTable, String query, Equality equality, String context)
            throws SQLException {
        String kept = "SELECT * FROM " + streamTable;
        Multisets multisets = new Multisets(session);
        if (equality == Equality.EXACT) {
            assertThat(multisets.differByText(kept, query))
                    .as("%s: rows only in %s (left) or only in its query (right), by text", context, streamTable)
                    .isEmpty();
        }
        assertThat(multisets.differBySql(kept, query))
                .as("%s: rows only in %s (left) or only in its query (right), by equality", context, streamTable)
                .isEmpty();
    }

    private void assertNoNegativeWeight(String streamTable, String context) throws SQLException {
        String storage = storage(reader, streamTable);
        boolean counted = !Database.rows(
                        reader,
                        "SELECT FROM pg_attribute WHERE attrelid = '" + storage + "'::regclass AND attname = '__pgt_n'")
                .isEmpty();
        if (counted) {
            assertThat(Database.rows(reader, "SELECT * FROM " + storage + " WHERE __pgt_n < 0"))
                    .as("%s: rows of %s with a negative weight", context, streamTable)
                    .isEmpty();
        }
    }

    /** The hidden state is the one that recomputing it gives; nothing is changed by looking. */
    public void assertHiddenStateIsFresh(String streamTable, String context) throws SQLException {
        String storage = storage(owner, streamTable);
        Logs.fold(owner);
        Stage.run(owner, "BEGIN");
        owner.setAutoCommit(false);
        try {
            Stage.run(owner, "CREATE TEMP TABLE kept AS SELECT * FROM " + storage);
            Stage.run(owner, "REFRESH MATERIALIZED VIEW " + streamTable);
            assertSameState("kept", storage, streamTable, context);
        } finally {
            owner.rollback();
            owner.setAutoCommit(true);
        }
    }

    /** The hidden state is that of another stream table with the same definition. */
    public void assertHiddenStateEquals(String streamTable, String twin, String context) throws SQLException {
        Logs.fold(owner);
        assertSameState(storage(owner, streamTable), storage(owner, twin), streamTable, context);
    }

    /** By SQL equality: a sum may carry trailing zeros from inputs that are gone, and a group may show any of its equal keys. */
    private void assertSameState(String kept, String fresh, String streamTable, String context) throws SQLException {
        List<String> differing = new Multisets(owner).differBySql("SELECT * FROM " + kept, "SELECT * FROM " + fresh);
        assertThat(differing)
                .as("%s: hidden state of %s (left) against a fresh one (right)", context, streamTable)
                .isEmpty();
    }

    private static String storage(Connection session, String streamTable) throws SQLException {
        return Database.rows(
                        session,
                        "SELECT storage_relid FROM pgtrickle.stream_table WHERE view_relid = "
                                + new Literal(streamTable).sql() + "::regclass")
                .getFirst();
    }

    @Override
    public void close() throws SQLException {
        reader.close();
        owner.close();
    }
}
