package dev.pgtrickle.conformance.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** Spring's JdbcTemplate and {@code @Transactional}. */
@ExtendWith(DatabaseExtension.class)
class SpringTest {

    private AnnotationConfigApplicationContext context;
    private JdbcTemplate jdbc;
    private Orders orders;

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Application {

        @Bean
        JdbcTemplate jdbc(DataSource source) {
            return new JdbcTemplate(source);
        }

        @Bean
        PlatformTransactionManager transactions(DataSource source) {
            return new JdbcTransactionManager(source);
        }

        @Bean
        Orders orders(JdbcTemplate jdbc) {
            return new Orders(jdbc);
        }
    }

    /** A service whose methods are transactions. */
    static class Orders {

        private final JdbcTemplate jdbc;

        Orders(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        /** Returns what the region sells with this order. */
        @Transactional
        public long place(int id, String region, int amount) {
            jdbc.update("INSERT INTO orders VALUES (?, ?, ?)", id, region, amount);
            Long total = jdbc.queryForObject("SELECT total FROM totals WHERE region = ?", Long.class, region);
            return total == null ? 0 : total;
        }

        @Transactional
        public void placeInVain(int id, String region, int amount) {
            place(id, region, amount);
            throw new IllegalStateException("changed my mind");
        }

        @Transactional(readOnly = true)
        public List<String> totals() {
            return jdbc.query(
                    "SELECT region, total FROM totals ORDER BY region",
                    (row, n) -> row.getString(1) + " " + row.getLong(2));
        }
    }

    @BeforeEach
    void start(Database database) throws Exception {
        DataSource source = Shop.source(database);
        context = new AnnotationConfigApplicationContext();
        context.registerBean(DataSource.class, () -> source);
        context.register(Application.class);
        context.refresh();
        jdbc = context.getBean(JdbcTemplate.class);
        orders = context.getBean(Orders.class);
        jdbc.execute(Shop.ORDERS);
        jdbc.execute(Shop.TOTALS);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void a_transaction_sees_what_it_wrote_and_can_be_rolled_back() {
        assertThat(orders.place(1, "north", 10)).isEqualTo(10);
        assertThat(orders.place(2, "north", 5)).isEqualTo(15);
        assertThatThrownBy(() -> orders.placeInVain(3, "north", 100)).hasMessage("changed my mind");
        assertThat(orders.totals()).containsExactly("north 15");
        jdbc.batchUpdate(
                "INSERT INTO orders VALUES (?, ?, ?)",
                List.of(new Object[] {4, "south", 1}, new Object[] {5, "south", 2}));
        assertThat(orders.totals()).containsExactly("north 15", "south 3");
    }

    @Test
    void a_stream_table_is_refreshed_on_demand() {
        jdbc.execute(Shop.COUNTS);
        orders.place(1, "north", 10);
        jdbc.execute("REFRESH MATERIALIZED VIEW counts");
        assertThat(jdbc.queryForList("SELECT n FROM counts", Long.class)).containsExactly(1L);
    }

    @Test
    void what_is_wrong_is_springs_exception_with_our_error() {
        assertThatThrownBy(() -> jdbc.execute(Shop.WRONG))
                .isInstanceOfSatisfying(
                        BadSqlGrammarException.class,
                        e -> assertThat(Objects.requireNonNull(e.getSQLException())
                                        .getSQLState())
                                .isEqualTo(Shop.UNDEFINED_COLUMN));
    }
}
