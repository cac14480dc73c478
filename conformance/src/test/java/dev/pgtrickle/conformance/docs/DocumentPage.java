package dev.pgtrickle.conformance.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A page of the documentation: its blocks of SQL, each with the tables that the page says it shows. */
record DocumentPage(Path file, List<Example> examples) {

    /**
     * A block of SQL.
     *
     * @param line where it begins
     * @param sql its statements
     * @param shown the tables of the text block that follows; empty when there is none
     */
    record Example(int line, String sql, List<Table> shown) {}

    /**
     * A query's answer as a page prints it.
     *
     * @param rows the header and the rows, each with its cells, NULL as an empty cell
     */
    record Table(List<List<String>> rows) {}

    static DocumentPage read(Path file) throws IOException {
        List<Example> examples = new ArrayList<>();
        List<String> block = new ArrayList<>();
        String language = "";
        int line = 0;
        int start = 0;
        for (String text : Files.readAllLines(file)) {
            line++;
            if (language.isEmpty() && text.startsWith("```")) {
                language = text.substring(3).strip();
                start = line + 1;
                block.clear();
            } else if (text.equals("```")) {
                if (language.equals("sql")) {
                    examples.add(new Example(start, String.join("\n", block), List.of()));
                } else if (language.equals("text")) {
                    Example last = examples.removeLast();
                    examples.add(new Example(last.line(), last.sql(), tables(block)));
                }
                language = "";
            } else {
                block.add(text);
            }
        }
        if (!language.isEmpty()) {
            throw new IOException(file + ": the block of line " + start + " has no end");
        }
        return new DocumentPage(file, List.copyOf(examples));
    }

    private static List<Table> tables(List<String> lines) {
        List<Table> tables = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank()) {
                tables.add(new Table(List.copyOf(rows)));
                rows.clear();
            } else if (!line.matches("[-+]+")) {
                rows.add(Arrays.stream(line.split("\\|", -1)).map(String::strip).toList());
            }
        }
        tables.add(new Table(List.copyOf(rows)));
        return tables;
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
