package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.compile.Compiler;
import dev.pgtrickle.dvm.json.Json;
import dev.pgtrickle.dvm.session.SqlSession;
import java.util.List;
import java.util.Map;

/**
 * Questions about a query, which create nothing: the answer is left for the function that asked, which finds it when its statement runs once more
 * in the same transaction.
 */
final class Questions {

    static final String VALIDATE = "validate_query";
    static final String EXPLAIN = "explain_query_rewrite";

    private final SqlSession session;

    Questions(SqlSession session) {
        this.session = session;
    }

    /** Whether a request is a question and not an order. */
    static boolean isQuestion(String kind) {
        return kind.equals(VALIDATE) || kind.equals(EXPLAIN);
    }

    void answer(String kind, String query) {
        List<String> rows = switch (kind) {
            case VALIDATE ->
                new Compiler(session)
                        .validate(query).stream()
                                .map(f -> Json.object(Map.of(
                                        "check_name", f.check(), "result", f.result(), "severity", f.severity())))
                                .toList();
            case EXPLAIN ->
                QueryExplanation.of(session, query).stream()
                        .map(s -> Json.object(Map.of(
                                "pass_name",
                                s.pass(),
                                "changed",
                                String.valueOf(s.changed()),
                                "sql_after",
                                s.result())))
                        .toList();
            default -> throw new IllegalArgumentException("\"" + kind + "\" is not a question");
        };
        session.query(
                "INSERT INTO pgtrickle.answer (kind, question, answer) VALUES ($1, $2, $3::jsonb)",
                kind,
                query,
                Json.array(rows));
    }
}
