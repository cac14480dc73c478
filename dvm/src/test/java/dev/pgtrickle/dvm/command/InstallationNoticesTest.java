package dev.pgtrickle.dvm.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.Notice.Severity;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the author of a stream table is told when it is made. */
@ExtendWith(DatabaseExtension.class)
class InstallationNoticesTest {

    private static final String JOIN =
            "SELECT c.city, p.amount FROM lab.purchase p JOIN lab.customer c ON c.id = p.customer_id";

    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        s = EngineFixture.in(database).session();
        Lab.open(s, List.of());
        s.run("CREATE TABLE customer (id int PRIMARY KEY, city text)");
        s.run("CREATE TABLE purchase (id int PRIMARY KEY, customer_id int, amount int)");
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private static Notice missingIndex(String table) {
        return new Notice(
                Severity.NOTICE,
                "stream table \"" + table + "\" would be maintained faster with an index on purchase (customer_id)",
                "The partners of a changed row are looked up by it; without an index, the whole table is read.",
                "CREATE INDEX ON purchase (customer_id);");
    }

    @Test
    void an_index_that_maintenance_lacks_is_named_once_however_the_stream_table_is_made() throws Exception {
        s.run("CREATE MATERIALIZED VIEW a WITH (pgtrickle.stream) AS " + JOIN);
        assertThat(s.fullNotices()).containsExactly(missingIndex("a"));
        s.run("CREATE STREAM TABLE lab.b WITH (mode = immediate) AS " + JOIN);
        s.run("SELECT pgtrickle.create_stream_table('c', '" + JOIN + "')");
        assertThat(s.fullNotices()).containsExactly(missingIndex("a"), missingIndex("b"), missingIndex("c"));
    }

    @Test
    void no_index_is_named_that_is_there_or_that_nothing_looks_rows_up_by() throws Exception {
        s.run("CREATE INDEX ON purchase (customer_id, amount)");
        s.run("CREATE STREAM TABLE a AS " + JOIN);
        s.run("CREATE STREAM TABLE b AS SELECT city, count(*) AS n FROM customer GROUP BY city");
        s.run("CREATE STREAM TABLE c WITH (mode = full) AS " + JOIN.replace("customer_id", "amount"));
        assertThat(s.fullNotices()).isEmpty();
    }

    @Test
    void the_sixth_and_further_ones_are_counted() throws Exception {
        s.run("CREATE TABLE wide (a int, b int, c int, d int, e int, f int, g int)");
        s.run(
                "CREATE STREAM TABLE \"Ä\" AS SELECT a, b, c, d, e, f, g, max(a) AS m FROM wide GROUP BY a, b, c, d, e, f, g");
        assertThat(s.fullNotices()).hasSize(6);
        assertThat(s.fullNotices().getLast())
                .isEqualTo(new Notice(
                        Severity.NOTICE,
                        "stream table \"Ä\" would be maintained faster with 2 more indexes",
                        null,
                        "SELECT * FROM pgtrickle.recommend_indexes('\"Ä\"');"));
    }

    @Test
    void a_query_that_is_recomputed_says_why_and_what_to_write_instead() throws Exception {
        Notice recomputed = new Notice(
                Severity.NOTICE,
                "stream table \"a\" will be recomputed at each refresh (mode FULL)",
                "LIMIT with an expression is not maintained incrementally.",
                "Write a plain number.");
        String limited = "SELECT id FROM customer ORDER BY id LIMIT 1 + 1";
        s.run("CREATE STREAM TABLE a AS " + limited);
        assertThat(s.fullNotices()).containsExactly(recomputed);
        s.run("ALTER STREAM TABLE a SET (mode = full)");
        assertThat(s.fullNotices()).as("its owner's own wish").hasSize(1);
        s.run("ALTER STREAM TABLE a SET (mode = auto)");
        assertThat(s.fullNotices()).containsExactly(recomputed, recomputed);
    }
}
