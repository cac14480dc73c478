package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pins a function's settings in its body, for functions whose frequent path can do without: settings of the function itself are set and reset in every
 * call.
 *
 * <p>An error undoes them with the subtransaction that it ends. Nothing is reported to the client: when the server looks, they are what they were.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY">Writing SECURITY DEFINER functions safely</a>
 */
final class SettingsInBody {

    private final List<Map.Entry<String, String>> settings;

    SettingsInBody(FunctionText functions) {
        this.settings = functions.settings().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .toList();
    }

    /** Variables for what the settings were. */
    String declarations() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < settings.size(); i++) {
            text.append("    v_setting_").append(i).append(" pg_catalog.text;\n");
        }
        return text.toString();
    }

    /** Statements after which the settings are those of the function. */
    String pin() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            String name = new Literal(settings.get(i).getKey()).sql();
            lines.add("v_setting_" + i + " := pg_catalog.current_setting(" + name + ");");
            lines.add("v_context := pg_catalog.set_config(" + name + ", "
                    + value(settings.get(i).getValue()) + ", true);");
        }
        return String.join("\n", lines) + "\n";
    }

    /** Values are constants or, as after SET, names. */
    private static String value(String written) {
        return written.endsWith("'") ? written : new Literal(written).sql();
    }

    /** Statements after which they are what they were. */
    String restore() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            lines.add("v_context := pg_catalog.set_config("
                    + new Literal(settings.get(i).getKey()).sql() + ", v_setting_" + i + ", true);");
        }
        return String.join("\n", lines) + "\n";
    }
}
