package dev.pgtrickle.conformance.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Flyway, whose migrations create and change stream tables. */
@ExtendWith(DatabaseExtension.class)
class FlywayTest {

    private static int migrate(DataSource source, Path folder) {
        return Flyway.configure()
                .dataSource(source)
                .schemas("shop")
                .locations("filesystem:" + folder)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    @Test
    void migrations_create_stream_tables_and_one_that_fails_leaves_nothing(@TempDir Path folder, Database database)
            throws Exception {
        DataSource source = Shop.source(database);
        Files.writeString(
                folder.resolve("V1__shop.sql"),
                Shop.ORDERS + ";\nINSERT INTO orders VALUES (1, 'north', 10);\n" + Shop.TOTALS + ";\n" + Shop.COUNTS
                        + ";\nINSERT INTO orders VALUES (2, 'north', 5);\n");
        assertThat(migrate(source, folder)).isEqualTo(1);
        assertThat(database.rows("SELECT region, total FROM shop.totals")).containsExactly("north|15");

        Files.writeString(
                folder.resolve("V2__more.sql"), "INSERT INTO orders VALUES (3, 'south', 7);\n" + Shop.WRONG + ";\n");
        assertThatThrownBy(() -> migrate(source, folder))
                .isInstanceOf(FlywayException.class)
                .satisfies(e -> assertThat(states(e)).contains(Shop.UNDEFINED_COLUMN));
        assertThat(database.rows("SELECT region, total FROM shop.totals")).containsExactly("north|15");

        Files.writeString(
                folder.resolve("V2__more.sql"),
                "INSERT INTO orders VALUES (3, 'south', 7);\nREFRESH MATERIALIZED VIEW counts;\nDROP MATERIALIZED VIEW totals;\n");
        assertThat(migrate(source, folder)).isEqualTo(1);
        assertThat(database.rows("SELECT region, n FROM shop.counts ORDER BY region"))
                .containsExactly("north|2", "south|1");
        assertThat(database.rows("SELECT to_regclass('shop.totals') IS NULL")).containsExactly("t");
    }

    private static List<String> states(Throwable error) {
        return Stream.iterate(error, e -> e != null, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(e -> ((SQLException) e).getSQLState())
                .toList();
    }
}
