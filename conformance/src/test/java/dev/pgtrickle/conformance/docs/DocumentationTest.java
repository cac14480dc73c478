package dev.pgtrickle.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.docs.DocumentPage.Example;
import dev.pgtrickle.conformance.docs.DocumentPage.Table;
import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.wire.sql.QueryString;
import dev.pgtrickle.wire.sql.StringSyntax;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every block of SQL in the documentation runs through the proxy, and shows what the page says. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..");

    static List<DocumentPage> pages() throws IOException {
        List<DocumentPage> pages = new ArrayList<>();
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            for (Path file : Stream.concat(Stream.of(ROOT.resolve("README.md")), docs.sorted())
                    .filter(p -> p.toString().endsWith(".md"))
                    .toList()) {
                pages.add(DocumentPage.read(file));
            }
        }
        return pages;
    }

    @Test
    void there_are_examples() throws Exception {
        assertThat(pages().stream().mapToInt(p -> p.examples().size()).sum()).isGreaterThan(5);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void runs_as_it_stands(DocumentPage page) throws Exception {
        if (page.examples().isEmpty()) {
            return;
        }
        try (Stage stage = Stage.open(PostgresVersion.V18)) {
            stage.clear();
            try (Connection c = stage.connect(Route.PROXY, "preferQueryMode=simple")) {
                for (Example example : page.examples()) {
                    List<Table> shown = run(c, example.sql());
                    if (!example.shown().isEmpty()) {
                        assertThat(shown)
                                .as("%s, line %d", page, example.line())
                                .isEqualTo(example.shown());
                    }
                }
            }
        }
    }

    private static List<Table> run(Connection c, String sql) throws SQLException {
        List<Table> tables = new ArrayList<>();
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        try (Statement statement = c.createStatement()) {
            for (var part : QueryString.split(
                    Unpooled.wrappedBuffer(bytes), 0, bytes.length, StringSyntax.STANDARD_CONFORMING)) {
                String one = new String(bytes, part.start(), part.end() - part.start(), StandardCharsets.UTF_8);
                if (statement.execute(one)) {
                    tables.add(table(statement.getResultSet()));
                }
            }
        }
        return tables;
    }

    private static Table table(ResultSet rows) throws SQLException {
        List<List<String>> all = new ArrayList<>();
        List<String> header = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            header.add(rows.getMetaData().getColumnName(i));
        }
        all.add(header);
        while (rows.next()) {
            List<String> cells = new ArrayList<>();
            for (int i = 1; i <= header.size(); i++) {
                cells.add(Objects.toString(rows.getString(i), ""));
            }
            all.add(cells);
        }
        return new Table(all);
    }
}
