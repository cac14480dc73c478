package dev.pgtrickle.conformance.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Immutable;
import org.hibernate.exception.SQLGrammarException;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hibernate, with a stream table as an entity that is only read. */
@ExtendWith(DatabaseExtension.class)
class HibernateTest {

    private SessionFactory sessions;

    /** An order. */
    @Entity(name = "Order")
    @Table(name = "orders")
    static class Order {
        @Id
        int id;

        @Nullable
        String region;

        int amount;

        Order() {}

        Order(int id, String region, int amount) {
            this.id = id;
            this.region = region;
            this.amount = amount;
        }
    }

    /** What a region sells: a row of the stream table. */
    @Entity(name = "Total")
    @Immutable
    @Table(name = "totals")
    static class Total {
        @Id
        @Nullable
        String region;

        @Column(name = "total")
        long amount;
    }

    @BeforeEach
    void start(Database database) throws Exception {
        String url = Shop.url(database);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(Shop.ORDERS);
            statement.execute(Shop.TOTALS);
        }
        sessions = new HibernatePersistenceConfiguration("shop")
                .managedClasses(Order.class, Total.class)
                .jdbcUrl(url)
                .property("hibernate.hbm2ddl.auto", "validate")
                .createEntityManagerFactory();
    }

    @AfterEach
    void stop() {
        sessions.close();
    }

    private List<String> totals() {
        return sessions.fromTransaction(session ->
                session.createSelectionQuery("from Total t order by t.region", Total.class).getResultList().stream()
                        .map(total -> total.region + " " + total.amount)
                        .toList());
    }

    @Test
    void a_transaction_sees_what_it_wrote_and_can_be_rolled_back() {
        sessions.inTransaction(session -> {
            session.persist(new Order(1, "north", 10));
            session.flush();
            Total total = session.find(Total.class, "north");
            assertThat(total.amount).isEqualTo(10);
            session.persist(new Order(2, "north", 5));
            session.flush();
            session.refresh(total);
            assertThat(total.amount).isEqualTo(15);
        });
        assertThatThrownBy(() -> sessions.inTransaction(session -> {
                    session.persist(new Order(3, "north", 100));
                    session.flush();
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertThat(totals()).containsExactly("north 15");
        sessions.inTransaction(session -> session.find(Order.class, 1).region = "south");
        assertThat(totals()).containsExactly("north 5", "south 10");
    }

    @Test
    void a_stream_table_is_created_and_refreshed() {
        sessions.inTransaction(session -> {
            session.createNativeMutationQuery(Shop.COUNTS).executeUpdate();
            session.persist(new Order(1, "north", 10));
            session.flush();
            session.createNativeMutationQuery("REFRESH MATERIALIZED VIEW counts")
                    .executeUpdate();
            assertThat(session.createNativeQuery("SELECT n FROM counts", Long.class)
                            .getSingleResult())
                    .isEqualTo(1);
        });
    }

    @Test
    void what_is_wrong_is_hibernates_exception_with_our_error() {
        assertThatThrownBy(() -> sessions.inTransaction(
                        session -> session.createNativeMutationQuery(Shop.WRONG).executeUpdate()))
                .isInstanceOfSatisfying(
                        SQLGrammarException.class,
                        e -> assertThat(e.getSQLState()).isEqualTo(Shop.UNDEFINED_COLUMN));
    }
}
