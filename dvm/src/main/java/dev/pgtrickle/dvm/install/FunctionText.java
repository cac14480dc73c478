package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a PL/pgSQL function that runs with its owner's rights and under settings of its own.
 *
 * @param settings the settings of the function, by name, values as SQL text
 */
public record FunctionText(Map<String, String> settings) {

    /** Copies the settings. */
    public FunctionText {
        settings = Map.copyOf(settings);
    }

    /** The same with one setting more. */
    FunctionText with(String name, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(name, value);
        return new FunctionText(more);
    }

    /** The same with one setting less: each costs time in every call. */
    FunctionText without(String name) {
        Map<String, String> fewer = new HashMap<>(settings);
        fewer.remove(name);
        return new FunctionText(fewer);
    }

    /** The same without any setting, for bodies that mean the same under any. */
    FunctionText unpinned() {
        return new FunctionText(Map.of());
    }

    /**
     * Creates a function and keeps everybody but its owner and the engine from calling it.
     *
     * @param name its name
     * @param parameters its parameter list
     * @param returns its return type
     * @param declarations its variables, an empty text for none
     * @param body its statements
     * @return the statements that create it
     */
    List<String> create(QualifiedName name, String parameters, String returns, String declarations, String body) {
        List<String> statements = new ArrayList<>();
        statements.add(text(name, parameters, returns, "", declarations, body));
        statements.add("REVOKE ALL ON FUNCTION " + name.sql() + "(" + parameters + ") FROM PUBLIC");
        statements.add("SELECT pgtrickle._let_engine_call('" + name.sql() + "(" + parameters + ")')");
        return statements;
    }

    /** Creates a function without parameters that everybody may call: it does what its caller's transaction has coming anyway. */
    List<String> createPublic(QualifiedName name, String returns, String declarations, String body) {
        return List.of(
                text(name, "", returns, "", declarations, body),
                "GRANT EXECUTE ON FUNCTION " + name.sql() + "() TO PUBLIC");
    }

    /** Creates a function that only reads, and that none but its owner may call. */
    List<String> createStable(QualifiedName name, String parameters, String returns, String body) {
        return List.of(
                text(name, parameters, returns, " STABLE", "", body),
                "REVOKE ALL ON FUNCTION " + name.sql() + "(" + parameters + ") FROM PUBLIC");
    }

    /** Creates a trigger function. The privilege to call it is checked when a trigger is created, so there is none to give. */
    List<String> createTrigger(QualifiedName name, String declarations, String body) {
        return List.of(
                text(name, "", "trigger", "", declarations, body),
                "REVOKE ALL ON FUNCTION " + name.sql() + "() FROM PUBLIC");
    }

    private String text(
            QualifiedName name,
            String parameters,
            String returns,
            String volatility,
            String declarations,
            String body) {
        StringBuilder text = new StringBuilder("CREATE FUNCTION ")
                .append(name.sql())
                .append('(')
                .append(parameters)
                .append(") RETURNS ")
                .append(returns)
                .append("\n    LANGUAGE plpgsql")
                .append(volatility)
                .append(" SECURITY DEFINER");
        settings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> text.append("\n    SET ")
                        .append(e.getKey())
                        .append(" = ")
                        .append(e.getValue()));
        String code = "#variable_conflict use_column\n"
                + (declarations.isEmpty() ? "" : "DECLARE\n" + declarations.stripTrailing() + "\n") + "BEGIN\n"
                + body.stripTrailing() + "\nEND ";
        String quote = dollarQuote(code);
        return text.append("\n    AS ")
                .append(quote)
                .append('\n')
                .append(code)
                .append(quote)
                .toString();
    }

    /**
     * A dollar quote that does not occur in a text.
     *
     * @param text what will be quoted
     * @return a delimiter such as {@code $pgt$}
     */
    static String dollarQuote(String text) {
        String quote = "$pgt$";
        for (int i = 1; text.contains(quote); i++) {
            quote = "$pgt" + i + "$";
        }
        return quote;
    }
}
