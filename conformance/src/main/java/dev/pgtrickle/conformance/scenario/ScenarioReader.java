package dev.pgtrickle.conformance.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads scenarios from markdown. The form:
 *
 * <pre>{@code
 * ### 7. What it is about [equality only]
 * Prose, which is not read.
 * ```sql
 * -- @setup
 * CREATE TABLE t(id int);
 * -- @query
 * SELECT count(*) FROM t
 * -- @step
 * INSERT INTO t VALUES (1); DELETE FROM t;
 * ```
 * }</pre>
 *
 * <p>{@code @setup} may be absent. Each {@code @step} is one transaction. A scenario of several sessions has, in place of steps, {@code @S1},
 * {@code @S2} and so on for what each session does next, and {@code @REFRESH}, behind which a remark may stand.
 */
public final class ScenarioReader {

    private static final Pattern TITLE = Pattern.compile("### (\\d+)\\. (.*?)( \\[equality only\\])?\\s*");
    private static final Pattern MARK = Pattern.compile("-- @(\\w+)(?:\\s+(?:--\\s*)?(.*))?");
    private static final Pattern SESSION = Pattern.compile("S([1-9])");

    private final String file;
    private final List<String> lines;
    private final StatementSplitter splitter;
    private final List<Scenario> scenarios = new ArrayList<>();

    private ScenarioReader(String file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
        this.splitter = new StatementSplitter(file);
    }

    /**
     * Reads a file.
     *
     * @param file its name, for errors
     * @param text its text
     * @return its scenarios in order, at least one
     * @throws ScenarioSyntaxException when it has not the form above
     */
    public static List<Scenario> read(String file, String text) {
        ScenarioReader reader = new ScenarioReader(file, text);
        reader.read();
        return List.copyOf(reader.scenarios);
    }

    /** A stretch of SQL under one mark. */
    private record Section(int line, String mark, String remark, String text) {}

    private void read() {
        Optional<Matcher> title = Optional.empty();
        int titleLine = 0;
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            Matcher matcher = TITLE.matcher(line);
            if (matcher.matches()) {
                title.ifPresent(t -> fail(lineOf(t), "scenario " + t.group(1) + " has no SQL"));
                title = Optional.of(matcher);
                titleLine = at + 1;
            } else if (line.startsWith("### ")) {
                fail(at + 1, "a title has the form '### 7. What it is about'");
            } else if (line.strip().equals("```sql")) {
                int close = closingFence(at);
                if (title.isEmpty()) {
                    fail(at + 1, "SQL without a title");
                }
                add(scenario(titleLine, title.orElseThrow(), sections(at + 1, close)));
                title = Optional.empty();
                at = close;
            }
        }
        title.ifPresent(t -> fail(lineOf(t), "scenario " + t.group(1) + " has no SQL"));
        if (scenarios.isEmpty()) {
            fail(1, "no scenarios");
        }
    }

    private int lineOf(Matcher title) {
        return lines.indexOf(title.group()) + 1;
    }

    private void add(Scenario scenario) {
        for (Scenario other : scenarios) {
            if (other.number() == scenario.number()) {
                fail(scenario.line(), "scenario " + scenario.number() + " is defined already, on line " + other.line());
            }
        }
        scenarios.add(scenario);
    }

    private int closingFence(int open) {
        for (int at = open + 1; at < lines.size(); at++) {
            if (lines.get(at).strip().equals("```")) {
                return at;
            }
        }
        throw failure(open + 1, "this SQL has no end");
    }

    private List<Section> sections(int from, int to) {
        List<Section> sections = new ArrayList<>();
        int at = from;
        while (at < to) {
            Matcher mark = MARK.matcher(lines.get(at));
            if (!mark.matches()) {
                if (!lines.get(at).isBlank()) {
                    fail(at + 1, "SQL before the first mark such as '-- @setup'");
                }
                at++;
                continue;
            }
            int end = at + 1;
            while (end < to && !MARK.matcher(lines.get(end)).matches()) {
                end++;
            }
            String remark = mark.group(2) == null ? "" : mark.group(2).strip();
            sections.add(new Section(at + 1, mark.group(1), remark, String.join("\n", lines.subList(at + 1, end))));
            at = end;
        }
        return sections;
    }

    private Scenario scenario(int line, Matcher title, List<Section> sections) {
        List<SqlStatement> setup = new ArrayList<>();
        List<SqlStatement> query = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        for (Section section : sections) {
            List<SqlStatement> statements = splitter.split(section.text(), section.line() + 1);
            Matcher session = SESSION.matcher(section.mark());
            require(
                    section.remark().isEmpty() || section.mark().equals("REFRESH"),
                    section,
                    "SQL begins on the line after @" + section.mark());
            if (section.mark().equals("setup")) {
                require(query.isEmpty() && setup.isEmpty(), section, "@setup comes first, and once");
                setup.addAll(statements);
            } else if (section.mark().equals("query")) {
                require(query.isEmpty(), section, "a scenario has one query");
                require(statements.size() == 1, section, "@query needs exactly one statement");
                query.addAll(statements);
            } else {
                require(!query.isEmpty(), section, "@" + section.mark() + " before @query");
                parts.add(part(section, session, statements));
            }
        }
        if (query.isEmpty()) {
            fail(line, "scenario " + title.group(1) + " has no @query");
        }
        if (parts.isEmpty()) {
            fail(line, "in scenario " + title.group(1) + " nothing happens");
        }
        requireOneKind(parts);
        return new Scenario(
                line,
                Integer.parseInt(title.group(1)),
                title.group(2).strip(),
                title.group(3) != null,
                setup,
                query.getFirst().text(),
                parts);
    }

    private Part part(Section section, Matcher session, List<SqlStatement> statements) {
        if (section.mark().equals("REFRESH")) {
            require(statements.isEmpty(), section, "@REFRESH has no statements");
            return new Part.Refresh(section.line(), section.remark());
        }
        require(!statements.isEmpty(), section, "@" + section.mark() + " without a statement");
        if (section.mark().equals("step")) {
            return new Part.Step(section.line(), statements);
        }
        require(session.matches(), section, "unknown mark @" + section.mark());
        return new Part.Turn(section.line(), Integer.parseInt(session.group(1)), statements);
    }

    private void requireOneKind(List<Part> parts) {
        boolean steps = parts.getFirst() instanceof Part.Step;
        for (Part part : parts) {
            if (part instanceof Part.Step != steps) {
                fail(part.line(), "steps of one session and turns of several sessions do not go together");
            }
        }
    }

    private void require(boolean condition, Section section, String problem) {
        if (!condition) {
            fail(section.line(), problem);
        }
    }

    private void fail(int line, String problem) {
        throw failure(line, problem);
    }

    private ScenarioSyntaxException failure(int line, String problem) {
        return new ScenarioSyntaxException(file, line, problem);
    }
}
