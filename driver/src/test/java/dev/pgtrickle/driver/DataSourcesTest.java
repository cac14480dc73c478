package dev.pgtrickle.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.BaseDataSource;

/** The data sources: plain, for pools of application servers, and for transaction managers. */
@ExtendWith(DatabaseExtension.class)
class DataSourcesTest {

    private static final String CREATE =
            "CREATE MATERIALIZED VIEW totals WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS SELECT k, count(*) AS n, max(v) AS m FROM t GROUP BY k";

    private final List<PooledConnection> open = new ArrayList<>();
    private Database database;

    @BeforeEach
    void tables(Database database) throws Exception {
        this.database = database;
        database.run("DROP SCHEMA IF EXISTS lab CASCADE");
        database.run("CREATE SCHEMA lab");
        database.run("CREATE TABLE lab.t (k int, v int)");
    }

    @AfterEach
    void close() throws Exception {
        for (PooledConnection connection : open) {
            connection.close();
        }
        for (String name : database.rows("SELECT gid FROM pg_prepared_xacts WHERE database = current_database()")) {
            database.run("ROLLBACK PREPARED '" + name + "'");
        }
    }

    private <T extends PooledConnection> T open(T connection) {
        open.add(connection);
        return connection;
    }

    private <T extends BaseDataSource> T set(T source) {
        source.setUrl(database.jdbcUrl().replace("jdbc:postgresql:", "jdbc:pgtrickle:") + "&currentSchema=lab");
        return source;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> totals() throws SQLException {
        return database.rows("SELECT k, n, m FROM lab.totals ORDER BY k");
    }

    @Test
    void a_pooled_connection_gives_handles_that_know_stream_tables() throws Exception {
        PgTrickleConnectionPoolDataSource source = set(new PgTrickleConnectionPoolDataSource());
        PooledConnection physical = open(source.getPooledConnection());
        List<String> events = listen(physical);
        int session;
        try (Connection handle = physical.getConnection()) {
            session = handle.unwrap(PGConnection.class).getBackendPID();
            execute(handle, CREATE);
            handle.setAutoCommit(false);
            execute(handle, "INSERT INTO t VALUES (1, 10)");
        }
        assertThat(events).containsExactly("closed");
        assertThat(totals()).as("closing a handle rolls back").isEmpty();
        Connection first = physical.getConnection();
        String shown = first.toString();
        Connection handle = physical.getConnection();
        assertThat(handle).hasToString(shown);
        assertThat(first.isClosed()).as("there is one handle at a time").isTrue();
        assertThatThrownBy(first::createStatement).isInstanceOf(SQLException.class);
        assertThat(handle.getAutoCommit()).isTrue();
        assertThat(((PGConnection) handle).getBackendPID()).isEqualTo(session);
        assertThat(handle.unwrap(BaseConnection.class)).isNotNull();
        try (Statement statement = handle.createStatement()) {
            assertThat(statement.getConnection()).isSameAs(handle);
            assertThat(statement.isWrapperFor(PGStatement.class)).isTrue();
            statement.execute("INSERT INTO t VALUES (1, 10)");
            statement.execute("REFRESH MATERIALIZED VIEW totals");
            assertThat(totals()).containsExactly("1|1|10");
            statement.execute("DROP MATERIALIZED VIEW totals");
        }
        physical.close();
        assertThat(handle.isClosed()).isTrue();
    }

    @Test
    void a_pool_hears_of_a_connection_that_breaks_under_a_command_of_ours() throws Exception {
        PooledConnection physical =
                open(set(new PgTrickleConnectionPoolDataSource()).getPooledConnection());
        List<String> events = listen(physical);
        try (Connection handle = physical.getConnection()) {
            execute(handle, CREATE);
            int session = handle.unwrap(PGConnection.class).getBackendPID();
            assertThat(database.rows("SELECT pg_terminate_backend(" + session + ", 10000)"))
                    .containsExactly("t");
            assertThatThrownBy(() -> execute(handle, "DROP MATERIALIZED VIEW totals"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(events).startsWith("broken");
    }

    private static List<String> listen(PooledConnection physical) {
        List<String> events = new ArrayList<>();
        physical.addConnectionEventListener(new ConnectionEventListener() {
            @Override
            public void connectionClosed(ConnectionEvent event) {
                events.add("closed");
            }

            @Override
            public void connectionErrorOccurred(ConnectionEvent event) {
                events.add("broken");
            }
        });
        return events;
    }

    @Test
    void what_a_pool_starts_without_autocommit_is_a_transaction() throws Exception {
        PgTrickleConnectionPoolDataSource source = set(new PgTrickleConnectionPoolDataSource());
        source.setDefaultAutoCommit(false);
        PooledConnection physical = open(source.getPooledConnection());
        try (Connection handle = physical.getConnection()) {
            execute(handle, CREATE);
            handle.rollback();
        }
        assertThat(database.rows("SELECT to_regclass('lab.totals') IS NULL")).containsExactly("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"statement", "commit", "auto"})
    void two_phases_commit_what_a_stream_table_has_become(String when) throws Exception {
        XAConnection connection = open(set(new PgTrickleXADataSource()).getXAConnection());
        XAResource resource = connection.getXAResource();
        try (Connection handle = connection.getConnection()) {
            execute(handle, CREATE.replace("'IMMEDIATE'", "'IMMEDIATE', pgtrickle.immediate = '" + when + "'"));
            Branch branch = new Branch("kept");
            resource.start(branch, XAResource.TMNOFLAGS);
            execute(handle, "INSERT INTO t VALUES (1, 10), (1, 20), (2, 5)");
            assertThatThrownBy(handle::commit).isInstanceOf(SQLException.class);
            resource.end(branch, XAResource.TMSUCCESS);
            assertThat(resource.prepare(branch)).isEqualTo(XAResource.XA_OK);
            assertThat(totals()).isEmpty();
            assertThat(resource.recover(XAResource.TMSTARTRSCAN))
                    .extracting(xid -> new String(xid.getGlobalTransactionId(), StandardCharsets.UTF_8))
                    .contains("kept");
            resource.commit(branch, false);
            assertThat(totals()).containsExactly("1|2|20", "2|1|5");

            Branch dropped = new Branch("dropped");
            resource.start(dropped, XAResource.TMNOFLAGS);
            execute(handle, "DELETE FROM t WHERE k = 1");
            resource.end(dropped, XAResource.TMSUCCESS);
            resource.prepare(dropped);
            resource.rollback(dropped);
            assertThat(totals()).containsExactly("1|2|20", "2|1|5");

            Branch quick = new Branch("quick");
            resource.start(quick, XAResource.TMNOFLAGS);
            execute(handle, "DELETE FROM t WHERE k = 2");
            resource.end(quick, XAResource.TMSUCCESS);
            resource.commit(quick, true);
            assertThat(totals()).containsExactly("1|2|20");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "always"})
    void commands_are_part_of_the_transaction_of_a_transaction_manager(String autosave) throws Exception {
        PgTrickleXADataSource source = set(new PgTrickleXADataSource());
        source.setProperty("autosave", autosave);
        XAConnection connection = open(source.getXAConnection());
        XAResource resource = connection.getXAResource();
        try (Connection handle = connection.getConnection()) {
            Branch undone = new Branch("undone");
            resource.start(undone, XAResource.TMNOFLAGS);
            execute(handle, CREATE);
            resource.end(undone, XAResource.TMSUCCESS);
            resource.rollback(undone);
            assertThat(database.rows("SELECT to_regclass('lab.totals') IS NULL"))
                    .containsExactly("t");

            Branch done = new Branch("done");
            resource.start(done, XAResource.TMNOFLAGS);
            execute(handle, "INSERT INTO t VALUES (1, 10)");
            execute(handle, CREATE);
            assertThat(database.rows("SELECT to_regclass('lab.totals') IS NULL"))
                    .containsExactly("t");
            resource.end(done, XAResource.TMSUCCESS);
            resource.commit(done, true);
            assertThat(totals()).containsExactly("1|1|10");

            Branch failed = new Branch("failed");
            resource.start(failed, XAResource.TMNOFLAGS);
            execute(handle, "INSERT INTO t VALUES (2, 20)");
            assertThatThrownBy(() -> execute(handle, "CREATE STREAM TABLE s WITH (nonsense = 1) AS SELECT 1 AS one"))
                    .isInstanceOf(SQLException.class);
            resource.end(failed, XAResource.TMSUCCESS);
            if (autosave.equals("always")) {
                resource.commit(failed, true);
                assertThat(totals()).containsExactly("1|1|10", "2|1|20");
            } else {
                assertThatThrownBy(() -> resource.commit(failed, true))
                        .isInstanceOfSatisfying(
                                XAException.class, e -> assertThat(e.errorCode).isEqualTo(XAException.XA_RBROLLBACK));
                assertThat(totals()).containsExactly("1|1|10");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "always"})
    void a_transaction_that_the_application_begins_by_a_statement_is_not_ended_by_a_command(String autosave)
            throws Exception {
        PgTrickleDataSource source = set(new PgTrickleDataSource());
        source.setProperty("autosave", autosave);
        try (Connection connection = source.getConnection()) {
            execute(connection, "BEGIN");
            execute(connection, CREATE);
            execute(connection, "INSERT INTO t VALUES (1, 10)");
            assertThat(database.rows("SELECT to_regclass('lab.totals') IS NULL"))
                    .containsExactly("t");
            execute(connection, "ROLLBACK");
            assertThat(database.rows("SELECT to_regclass('lab.totals') IS NULL"))
                    .containsExactly("t");
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    static Stream<BaseDataSource> sources() {
        return Stream.of(
                new PgTrickleDataSource(), new PgTrickleConnectionPoolDataSource(), new PgTrickleXADataSource());
    }

    @ParameterizedTest
    @MethodSource("sources")
    void a_naming_service_keeps_a_data_source(BaseDataSource source) throws Exception {
        set(source).setApplicationName("kept");
        Reference reference = source.getReference();
        ObjectFactory factory = Class.forName(reference.getFactoryClassName())
                .asSubclass(ObjectFactory.class)
                .getConstructor()
                .newInstance();
        Object again = Objects.requireNonNull(factory.getObjectInstance(reference, null, null, null));
        assertThat(again).isInstanceOf(source.getClass());
        assertThat(((BaseDataSource) again).getUrl()).isEqualTo(source.getUrl()).contains("kept");
        assertThat(factory.getObjectInstance(new PGSimpleDataSource().getReference(), null, null, null))
                .isNull();
        assertThat(factory.getObjectInstance("text", null, null, null)).isNull();
    }

    @Test
    void data_sources_can_be_serialized() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PgTrickleConnectionPoolDataSource pooling = set(new PgTrickleConnectionPoolDataSource());
        pooling.setDefaultAutoCommit(false);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(set(new PgTrickleDataSource()));
            out.writeObject(pooling);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            try (Connection connection = ((DataSource) in.readObject()).getConnection()) {
                assertThat(connection).isInstanceOf(PgTrickleConnection.class);
            }
            assertThat(((PgTrickleConnectionPoolDataSource) in.readObject()).isDefaultAutoCommit())
                    .isFalse();
        }
    }

    /** A branch of a transaction. */
    private record Branch(String name) implements Xid {

        @Override
        public int getFormatId() {
            return 7;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return name.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] getBranchQualifier() {
            return new byte[] {1};
        }
    }
}
