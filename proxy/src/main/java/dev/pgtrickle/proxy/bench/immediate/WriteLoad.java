package dev.pgtrickle.proxy.bench.immediate;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** What a client does again and again. */
enum WriteLoad {
    /** One row, a transaction of its own. */
    AUTOCOMMIT(1, 1, Duration.ZERO),
    /** Twenty statements of one row in a transaction. */
    TWENTY(20, 1, Duration.ZERO),
    /** Five statements of one row in a transaction, with 5 ms before each: an application that thinks. */
    INTERACTIVE(5, 1, Duration.ofMillis(5)),
    /** A thousand rows in one statement. */
    THOUSAND(1, 1000, Duration.ZERO),
    /** A thousand rows in one COPY. */
    COPY(1, 1000, Duration.ZERO);

    private final int statements;
    private final int rows;
    private final Duration pause;

    WriteLoad(int statements, int rows, Duration pause) {
        this.statements = statements;
        this.rows = rows;
        this.pause = pause;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A client. */
    interface Client extends AutoCloseable {
        /** Runs one transaction. */
        void run(SplittableRandom random) throws SQLException;

        @Override
        void close() throws SQLException;
    }

    /** A client over a connection, which it leaves open. */
    Client client(Connection connection, Upkeep upkeep, int groups) throws SQLException {
        connection.setAutoCommit(statements == 1);
        return this == COPY ? copying(connection, upkeep, groups) : inserting(connection, upkeep, groups);
    }

    private Client inserting(Connection connection, Upkeep upkeep, int groups) throws SQLException {
        PreparedStatement insert = connection.prepareStatement("INSERT INTO " + upkeep.table()
                + " (grp, amount) SELECT (? + i * 7) % ?, ? FROM generate_series(1, " + rows + ") i");
        return new Client() {
            @Override
            public void run(SplittableRandom random) throws SQLException {
                for (int i = 0; i < statements; i++) {
                    if (!pause.isZero()) {
                        LockSupport.parkNanos(pause.toNanos());
                    }
                    insert.setInt(1, random.nextInt(groups));
                    insert.setInt(2, groups);
                    insert.setInt(3, random.nextInt(1000));
                    insert.executeUpdate();
                }
                if (statements > 1) {
                    connection.commit();
                }
            }

            @Override
            public void close() throws SQLException {
                insert.close();
            }
        };
    }

    private Client copying(Connection connection, Upkeep upkeep, int groups) throws SQLException {
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        String sql = "COPY " + upkeep.table() + " (grp, amount) FROM STDIN";
        return new Client() {
            @Override
            public void run(SplittableRandom random) throws SQLException {
                StringBuilder lines = new StringBuilder();
                for (int i = 0; i < rows; i++) {
                    lines.append(random.nextInt(groups))
                            .append('\t')
                            .append(random.nextInt(1000))
                            .append('\n');
                }
                try {
                    copy.copyIn(sql, new StringReader(lines.toString()));
                } catch (IOException e) {
                    throw new SQLException(e);
                }
            }

            @Override
            public void close() {
                // The connection is all that there is.
            }
        };
    }
}
