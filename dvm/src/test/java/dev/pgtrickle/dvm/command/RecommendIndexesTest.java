package dev.pgtrickle.dvm.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The columns that maintenance looks rows up by, and whether there is an index. */
@ExtendWith(DatabaseExtension.class)
class RecommendIndexesTest {

    @Test
    void names_join_keys_groups_partitions_and_times(Database database) throws Exception {
        try (InterceptedSession s = EngineFixture.in(database).session()) {
            s.run("CREATE SCHEMA lab");
            s.run("SET search_path = lab");
            s.run("CREATE TABLE customer (id int PRIMARY KEY, city text)");
            s.run("CREATE TABLE purchase (id int PRIMARY KEY, customer_id int, at timestamptz, amount int)");
            s.run(
                    "CREATE STREAM TABLE x AS SELECT c.city, max(p.amount) AS m FROM purchase p JOIN customer c ON c.id = p.customer_id"
                            + " WHERE p.at > now() - interval '7 days' GROUP BY c.city");
            s.run("CREATE INDEX ON purchase (customer_id)");
            assertThat(s.rows("SELECT * FROM pgtrickle.recommend_indexes('x')"))
                    .containsExactly(
                            "customer|CREATE INDEX ON customer (id)|the partners of a changed row are looked up by it|t",
                            "customer|CREATE INDEX ON customer (city)|a group that changed is read again by it|f",
                            "purchase|CREATE INDEX ON purchase (customer_id)|the partners of a changed row are looked up by it|t",
                            "purchase|CREATE INDEX ON purchase (at)|rows that cross a boundary as time passes are looked up by it|f");
            s.run("CREATE STREAM TABLE y AS SELECT id, rank() OVER (PARTITION BY city ORDER BY id) AS r FROM customer");
            assertThat(s.rows("SELECT index_definition, reason, already_exists FROM pgtrickle.recommend_indexes('y')"))
                    .containsExactly(
                            "CREATE INDEX ON customer (city)|a partition that changed is computed again by it|f");
            s.run("CREATE OR REPLACE STREAM TABLE y AS SELECT id, 1::bigint AS r FROM customer");
            assertThat(s.rows("SELECT * FROM pgtrickle.recommend_indexes('y')")).isEmpty();
        }
    }
}
