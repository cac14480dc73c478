package dev.pgtrickle.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documentation says of the command line is what the command line takes. */
class DocumentedCommandsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern OPTION = Pattern.compile("^\\| `(--[a-z-]+)` \\|", Pattern.MULTILINE);

    /** The indented lines of the pages that call the script. */
    static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            for (Path page : Stream.concat(Stream.of(ROOT.resolve("README.md")), docs.sorted())
                    .toList()) {
                Files.readAllLines(page).stream()
                        .filter(line -> line.startsWith("    ./pgtrickle "))
                        .map(line -> line.strip().replaceFirst("\\s+#.*", ""))
                        .forEach(commands::add);
            }
        }
        return commands;
    }

    @Test
    void there_are_commands() throws IOException {
        assertThat(commands()).hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void is_understood(String command) {
        String[] words = WORD.matcher(command)
                .results()
                .skip(1)
                .map(r -> r.group(1) == null ? r.group(2) : r.group(1))
                .toArray(String[]::new);
        CommandLine line = Main.commandLine();
        line.parseArgs(words);
    }

    @Test
    void the_tables_list_the_options_that_there_are() throws IOException {
        String page = Files.readString(ROOT.resolve("docs").resolve("command-line.md"));
        for (String section : page.split("\n## ", -1)) {
            CommandLine command = Main.commandLine()
                    .getSubcommands()
                    .get(section.lines().findFirst().orElseThrow());
            if (command != null && section.contains("| Option |")) {
                assertThat(documented(section)).isEqualTo(options(command));
            }
        }
        assertThat(page).contains("\n## up\n", "\n## demo\n", "\n## bench\n");
    }

    private static Set<String> documented(String section) {
        return OPTION.matcher(section).results().map(r -> r.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Options of a command and its subcommands, except those that every command has. */
    private static Set<String> options(CommandLine command) {
        Set<String> names = new TreeSet<>();
        command.getCommandSpec().options().forEach(o -> names.add(o.longestName()));
        command.getSubcommands().values().forEach(c -> names.addAll(options(c)));
        names.removeAll(Set.of("--help", "--version", "--verbose"));
        return names;
    }
}
