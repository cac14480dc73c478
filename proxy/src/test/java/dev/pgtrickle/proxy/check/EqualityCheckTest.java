package dev.pgtrickle.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.tpch.TpchQuery;
import dev.pgtrickle.proxy.tpch.TpchTables;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The comparison must notice every difference: here a table that nobody maintains plays the stream table. */
class EqualityCheckTest {

    @Test
    void notices_missing_additional_repeated_and_differently_written_rows() throws Exception {
        try (Database database = Database.create(PostgresVersion.newest());
                Connection connection = database.connect()) {
            database.run(TpchTables.TABLES
                    + """
                    SET session_replication_role = replica;
                    INSERT INTO orders SELECT i, 1, 'O', 1, '1994-05-05', '1-URGENT', 'c', 0, '' FROM generate_series(1, 2) i;
                    INSERT INTO lineitem SELECT i, 1, 1, 1, 10, 100, 0.06, 0, 'N', 'O', '1994-01-01', '1994-01-02', '1994-02-01', 'x', 'MAIL', ''
                    FROM generate_series(1, 2) i;
                    """ + "CREATE TABLE q12 AS " + TpchQuery.Q12.text(1) + "; CREATE TABLE q6 AS "
                    + TpchQuery.Q6.text(1));
            EqualityCheck check = new EqualityCheck(connection);
            assertThat(differences(check, TpchQuery.Q12)).isZero();
            assertThat(differences(check, TpchQuery.Q6)).isZero();

            database.run("INSERT INTO q12 SELECT * FROM q12");
            assertThat(differences(check, TpchQuery.Q12)).isEqualTo(1);
            database.run("UPDATE q12 SET high_line_count = 7");
            assertThat(differences(check, TpchQuery.Q12)).isEqualTo(3);
            database.run("DELETE FROM q12");
            assertThat(differences(check, TpchQuery.Q12)).isEqualTo(1);

            // Equal as numbers, but not what the query shows.
            database.run("ALTER TABLE q6 ALTER revenue TYPE numeric USING round(revenue, 9)");
            assertThat(differences(check, TpchQuery.Q6)).isEqualTo(2);
        }
    }

    private static long differences(EqualityCheck check, TpchQuery query) throws SQLException {
        return check.differences(query.streamTable(), query.text(1));
    }
}
