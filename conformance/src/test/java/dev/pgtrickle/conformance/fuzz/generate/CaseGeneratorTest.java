package dev.pgtrickle.conformance.fuzz.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.fuzz.play.FuzzCase;
import dev.pgtrickle.conformance.fuzz.play.Stage;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CaseGeneratorTest {

    @Test
    void a_number_always_gives_the_same_case() {
        for (long number = 0; number < 50; number++) {
            FuzzCase one = CaseGenerator.of(number);
            assertThat(CaseGenerator.of(number)).isEqualTo(one);
            assertThat(CaseGenerator.of(number).query().sql())
                    .isEqualTo(one.query().sql());
        }
    }

    @Test
    void every_construct_comes_up() {
        Set<String> missing = new HashSet<>(Set.of(
                " LEFT JOIN ",
                " RIGHT JOIN ",
                " FULL JOIN ",
                " CROSS JOIN ",
                "EXISTS (",
                " NOT IN (",
                " UNION ALL ",
                " UNION (",
                " INTERSECT ",
                " EXCEPT ",
                "DISTINCT ON (",
                "SELECT DISTINCT ",
                " LIMIT ",
                " WITH TIES",
                " OFFSET ",
                "ROLLUP (",
                "CUBE (",
                "GROUPING SETS",
                " HAVING ",
                " FILTER (WHERE",
                "row_number() OVER",
                "LATERAL (",
                "unnest(",
                "generate_series(",
                "ROWS FROM (",
                "GROUPS BETWEEN",
                "EXCLUDE TIES",
                "WITH ORDINALITY",
                "(VALUES ",
                "WITH w1 AS",
                "> ALL (",
                "ORDER BY "));
        for (long number = 0; number < 3000 && !missing.isEmpty(); number++) {
            String sql = CaseGenerator.of(number).query().sql();
            missing.removeIf(sql::contains);
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void stream_tables_stand_over_stream_tables_of_both_modes() {
        Set<Stage.Mode> missing = EnumSet.allOf(Stage.Mode.class);
        int over = 0;
        for (long number = 0; number < 100; number++) {
            FuzzCase cascade = CaseGenerator.cascade(number);
            assertThat(CaseGenerator.cascade(number)).isEqualTo(cascade);
            cascade.stages().forEach(stage -> missing.remove(stage.mode()));
            over += cascade.query().sql().contains(" s1 ") ? 1 : 0;
        }
        assertThat(missing).isEmpty();
        assertThat(over).isGreaterThan(30);
    }
}
