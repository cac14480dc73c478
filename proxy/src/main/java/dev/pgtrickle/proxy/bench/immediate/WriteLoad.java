package dev.pgtrickle.proxy.bench.immediate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** What a client does again and again. */
enum WriteLoad {
    /** One row, a transaction of its own. */
    AUTOCOMMIT(1, 1, Duration.ZERO),
    /** Twenty statements of one row in a transaction. */
    TWENTY(20, 1, Duration.ZERO),
    /** Five statements of one row in a transaction, with 5 ms before each: an application that thinks. */
    INTERACTIVE(5, 1, Duration.ofMillis(5)),
    /** A thousand rows in one statement. */
    THOUSAND(1, 1000, Duration.ZERO);

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

    /** A client's statement over a connection. */
    PreparedStatement prepare(Connection connection, Upkeep upkeep) throws SQLException {
        connection.setAutoCommit(statements == 1);
        return connection.prepareStatement("INSERT INTO " + upkeep.table()
                + " (grp, amount) SELECT (? + i * 7) % ?, ? FROM generate_series(1, " + rows + ") i");
    }

    /** Runs one transaction. */
    void run(Connection connection, PreparedStatement insert, SplittableRandom random, int groups) throws SQLException {
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
}
