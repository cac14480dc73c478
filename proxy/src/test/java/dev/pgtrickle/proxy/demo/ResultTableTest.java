package dev.pgtrickle.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.proxy.tpch.TpchQuery;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {

    private static final StreamTableState TABLE = new StreamTableState(TpchQuery.Q10, 1, "DIFFERENTIAL", "");

    @Test
    void takes_medians_and_adds_up_differences() {
        List<RoundResult> medians = ResultTable.medians(List.of(
                List.of(new RoundResult(TABLE, 1, 4, 10, 100, 0)),
                List.of(new RoundResult(TABLE, 5, 2, 2, 300, 2)),
                List.of(new RoundResult(TABLE, 3, 3, 4, 200, 0))));
        assertThat(medians).containsExactly(new RoundResult(TABLE, 3, 3, 4, 200, 2));
        assertThat(ResultTable.lines("title", medians))
                .hasSize(5)
                .allMatch(l -> l.length() <= 120)
                .last()
                .asString()
                .contains("50.0x")
                .endsWith("NO, 2 rows differ");
    }

    @Test
    void a_terminal_gets_a_table_in_place_of_the_last_one_and_a_file_gets_lines() {
        List<String> lines = ResultTable.lines("title", List.of(new RoundResult(TABLE, 0, 0, 0, 1, 0)));
        assertThat(lines.getLast()).contains(" - ").endsWith("yes");
        StringWriter terminal = new StringWriter();
        Screen screen = new Screen(new PrintWriter(terminal), Screen.Kind.TERMINAL);
        screen.table(lines);
        assertThat(terminal.toString()).doesNotContain("\033");
        screen.table(lines);
        assertThat(terminal.toString()).contains("\033[5A\033[J");
        StringWriter file = new StringWriter();
        Screen plain = new Screen(new PrintWriter(file), Screen.Kind.LINES);
        plain.progress("loading").show("orders", 0.5);
        plain.table(lines);
        plain.table(lines);
        assertThat(file.toString()).doesNotContain("\033").doesNotContain("\r[");
    }
}
