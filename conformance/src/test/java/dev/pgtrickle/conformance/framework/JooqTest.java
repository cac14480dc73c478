package dev.pgtrickle.conformance.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;

import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.math.BigDecimal;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** jOOQ, with its own transactions. */
@ExtendWith(DatabaseExtension.class)
class JooqTest {

    private static final Table<Record> ORDERS = table(name("orders"));
    private static final Table<Record> TOTALS = table(name("totals"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<String> REGION = field(name("region"), String.class);
    private static final Field<Integer> AMOUNT = field(name("amount"), Integer.class);
    private static final Field<BigDecimal> TOTAL = field(name("total"), BigDecimal.class);

    private DSLContext jooq;

    @BeforeEach
    void build(Database database) throws Exception {
        jooq = DSL.using(Shop.source(database), SQLDialect.POSTGRES);
        jooq.execute(Shop.ORDERS);
        jooq.execute(Shop.TOTALS);
    }

    private static void place(DSLContext jooq, int id, String region, int amount) {
        jooq.insertInto(ORDERS, ID, REGION, AMOUNT).values(id, region, amount).execute();
    }

    private static int total(DSLContext jooq, String region) {
        return jooq.select(sum(TOTAL))
                .from(TOTALS)
                .where(REGION.eq(region))
                .fetchSingle()
                .value1()
                .intValue();
    }

    @Test
    void a_transaction_sees_what_it_wrote_and_can_be_rolled_back() {
        jooq.transaction(outer -> {
            place(outer.dsl(), 1, "north", 10);
            assertThatThrownBy(() -> outer.dsl().transaction(inner -> {
                        place(inner.dsl(), 2, "north", 5);
                        assertThat(total(inner.dsl(), "north")).isEqualTo(15);
                        place(inner.dsl(), 1, "north", 5);
                    }))
                    .isInstanceOf(DataAccessException.class);
            assertThat(total(outer.dsl(), "north")).as("back to its savepoint").isEqualTo(10);
        });
        assertThat(total(jooq, "north")).isEqualTo(10);
        assertThat(jooq.insertInto(ORDERS, ID, REGION, AMOUNT)
                        .values(3, "south", 7)
                        .returning(ID)
                        .fetchSingle(ID))
                .isEqualTo(3);
        assertThat(total(jooq, "south")).isEqualTo(7);
    }

    @Test
    void a_stream_table_is_created_and_rolled_back_and_refreshed() {
        assertThatThrownBy(() -> jooq.transaction(t -> {
                    t.dsl().execute(Shop.COUNTS);
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessageContaining("changed my mind");
        jooq.execute(Shop.COUNTS);
        place(jooq, 1, "north", 10);
        jooq.execute("REFRESH MATERIALIZED VIEW counts");
        assertThat(jooq.fetchCount(table(name("counts")))).isEqualTo(1);
    }

    @Test
    void what_is_wrong_is_jooqs_exception_with_our_error() {
        assertThatThrownBy(() -> jooq.execute(Shop.WRONG))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo(Shop.UNDEFINED_COLUMN));
    }
}
