package dev.pgtrickle.dvm.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.statement.Options.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of options in the documentation is what the options' declarations say. */
class DocumentedOptionsTest {

    @Test
    void the_documentation_lists_every_option_as_it_is_declared() throws Exception {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "statements.md")).stream()
                .filter(line -> line.startsWith("| `pgtrickle."))
                .filter(line -> !line.contains("()"))
                .filter(line -> line.split("\\|").length == 4)
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(Option.values())
                        .map(o -> "| `pgtrickle." + o.spelling() + "` | " + o.value() + " | " + o.meaning() + " |")
                        .toList());
    }
}
