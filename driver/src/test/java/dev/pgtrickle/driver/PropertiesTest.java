package dev.pgtrickle.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said about stream tables besides pgjdbc's properties. */
@ExtendWith(DatabaseExtension.class)
class PropertiesTest {

    private static final String CREATE =
            "CREATE STREAM TABLE totals WITH (mode = %s) AS SELECT k, count(*) AS n FROM t GROUP BY k";

    private static String url(Database database, String more) {
        return database.jdbcUrl().replace("jdbc:postgresql:", "jdbc:pgtrickle:") + more;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void the_page_about_the_driver_lists_what_is_declared() throws Exception {
        String page = Files.readString(Path.of(System.getProperty("project.root"), "docs", "driver.md"));
        List<String> rows =
                page.lines().filter(line -> line.startsWith("| `pgtrickle.")).toList();
        assertThat(rows)
                .isEqualTo(Stream.of(PgTrickleProperty.values())
                        .map(p -> "| `" + p.getName() + "` |"
                                + p.getDefaultValue().map(d -> " `" + d + "`").orElse("") + " | " + p.getDescription()
                                + " |")
                        .toList());
    }

    @Test
    void programs_are_told_of_them(Database database) throws Exception {
        Properties info = new Properties();
        info.setProperty("pgtrickle.install", "never");
        DriverPropertyInfo[] all = DriverManager.getDriver(url(database, ""))
                .getPropertyInfo(url(database, "&pgtrickle.statements=server"), info);
        assertThat(all)
                .extracting(p -> p.name)
                .contains("prepareThreshold")
                .startsWith(Arrays.stream(PgTrickleProperty.values())
                        .map(PgTrickleProperty::getName)
                        .toArray(String[]::new));
        assertThat(all)
                .filteredOn(p -> p.name.equals("pgtrickle.statements"))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.value).isEqualTo("server");
                    assertThat(p.choices).containsExactly("auto", "driver", "server");
                    assertThat(p.description).isNotEmpty();
                });
        assertThat(all)
                .filteredOn(p -> p.name.equals("pgtrickle.install"))
                .singleElement()
                .satisfies(p -> assertThat(p.value).isEqualTo("never"));
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:pgtrickle://h/d, jdbc:postgresql://h/d",
        "jdbc:pgtrickle://h/d?pgtrickle.install=never, jdbc:postgresql://h/d",
        "jdbc:pgtrickle://a:1%2Cb:2/d?user=u&pgtrickle.user=x%20y&ssl, jdbc:postgresql://a:1%2Cb:2/d?user=u&ssl",
        "jdbc:pgtrickle:d?, jdbc:postgresql:d?"
    })
    void an_url_is_pgjdbcs_without_them(String url, String pgjdbcs) throws Exception {
        assertThat(Address.ofOwn(url).orElseThrow().url()).isEqualTo(pgjdbcs);
    }

    @Test
    void values_are_decoded_and_passwords_not_shown() throws Exception {
        Settings settings = Address.ofOwn("jdbc:pgtrickle:d?pgtrickle.user=x%20y&pgtrickle.password=s%26t")
                .orElseThrow()
                .settings();
        assertThat(settings.value(PgTrickleProperty.USER)).contains("x y");
        assertThat(settings.value(PgTrickleProperty.PASSWORD)).contains("s&t");
        assertThat(settings.toString()).doesNotContain("s&t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pgtrickle.install=perhaps", "pgtrickle.nonsense=1", "pgtrickle.user=%zz"})
    void what_has_no_meaning_is_an_error(String argument, Database database) throws Exception {
        assertThatThrownBy(() -> DriverManager.getConnection(url(database, "&" + argument)))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22023"));
        assertThatThrownBy(() -> new PgTrickleDataSource().setUrl(url(database, "&" + argument)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(argument.substring(0, argument.indexOf('=')));
    }

    @Test
    void statements_can_be_left_to_the_other_side(Database database) throws Exception {
        PgTrickleDataSource source = new PgTrickleDataSource();
        source.setUrl(url(database, ""));
        source.setProperty("pgtrickle.statements", "server");
        assertThat(source.getProperty("pgtrickle.statements")).isEqualTo("server");
        assertThat(source.getProperty("pgtrickle.install")).isEqualTo("auto");
        try (Connection c = source.getConnection()) {
            assertThatThrownBy(() -> execute(c, "CREATE STREAM TABLE s AS SELECT 1 AS one"))
                    .hasMessageContaining("syntax error at or near \"STREAM\"");
        }
        PgTrickleDataSource again = new PgTrickleDataSource();
        again.setFromReference(source.getReference());
        assertThat(again.getProperty("pgtrickle.statements")).isEqualTo("server");
    }

    @Test
    void a_catalog_is_installed_only_where_it_may_be(Database database) throws Exception {
        try (Database empty = Database.create(database.version());
                Connection never = DriverManager.getConnection(url(empty, "&pgtrickle.install=never"));
                Connection auto = DriverManager.getConnection(url(empty, ""))) {
            assertThatThrownBy(() -> execute(never, "CREATE STREAM TABLE s AS SELECT 1 AS one"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55000"));
            assertThat(empty.rows("SELECT to_regnamespace('pgtrickle') IS NULL"))
                    .containsExactly("t");
            execute(auto, "CREATE STREAM TABLE s AS SELECT 1 AS one");
            execute(never, "CREATE STREAM TABLE other AS SELECT 1 AS one");
            assertThat(Database.rows(never, "SELECT one FROM other")).containsExactly("1");
        }
    }

    @Test
    void another_role_installs_and_refreshes(Database database) throws Exception {
        try (Database empty = Database.create(database.version())) {
            empty.run(
                    "CREATE ROLE driver_app LOGIN PASSWORD 'app'; GRANT CREATE, USAGE ON SCHEMA public TO driver_app");
            String asApp = url(empty, "").replaceAll("user=[^&]*", "user=driver_app&password=app");
            String owner = "&pgtrickle.user=postgres";
            try (Connection app = DriverManager.getConnection(asApp);
                    Connection helped = DriverManager.getConnection(asApp + owner)) {
                execute(app, "CREATE TABLE t (k int)");
                assertThatThrownBy(() -> execute(app, CREATE.formatted("IMMEDIATE")))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("42501"));
                execute(helped, CREATE.formatted("DIFFERENTIAL"));
                execute(helped, "INSERT INTO t VALUES (1), (1)");
                execute(helped, "REFRESH MATERIALIZED VIEW totals");
                assertThat(Database.rows(helped, "SELECT k, n FROM totals")).containsExactly("1|2");
                execute(app, "DROP MATERIALIZED VIEW totals");
                execute(app, CREATE.formatted("IMMEDIATE"));
                execute(app, "DELETE FROM t");
                assertThat(Database.rows(app, "SELECT k, n FROM totals")).isEmpty();
            } finally {
                empty.run("DROP OWNED BY driver_app CASCADE; DROP ROLE driver_app");
            }
        }
    }
}
