package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.ChangeSources.Event;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The triggers of an IMMEDIATE stream table on a source that has partitions or children, or is one: row triggers log each row where it is stored,
 * and statement triggers of every member apply the log when the last open statement ends.
 *
 * <p>A statement fires the statement triggers of the table that it names only, so that each open statement is counted once. A member that is newer
 * than the program has the row triggers, which the server gives to partitions; until the engine gives it the others, COMMIT applies what was
 * written to it directly.
 */
final class MemberTriggers {

    private final ObjectNames names;
    private final FunctionText functions;

    MemberTriggers(ObjectNames names, FunctionText functions) {
        this.names = names;
        this.functions = functions;
    }

    /** The function that logs a row of a source. */
    List<String> logFunction(int source, List<SourceColumn> columns) {
        String into = columns.stream().map(c -> ", c" + c.number()).collect(Collectors.joining());
        return functions.createTrigger(names.immediateRow(source), "", Indent.by4("""
                        IF TG_OP <> 'INSERT' THEN
                            INSERT INTO %1$s (xid, w, member%2$s) VALUES (pg_current_xact_id(), -1, TG_RELID%3$s);
                        END IF;
                        IF TG_OP <> 'DELETE' THEN
                            INSERT INTO %1$s (xid, w, member%2$s) VALUES (pg_current_xact_id(), 1, TG_RELID%4$s);
                        END IF;
                        INSERT INTO %5$s (xid, rebuild) VALUES (pg_current_xact_id(), false) ON CONFLICT DO NOTHING;
                        RETURN NULL;
                        """.formatted(
                        names.pending(source).sql(),
                        into,
                        values("OLD", columns),
                        values("NEW", columns),
                        names.armed().sql())));
    }

    private static String values(String row, List<SourceColumn> columns) {
        return columns.stream().map(c -> ", " + row + "." + c.name().sql()).collect(Collectors.joining());
    }

    /** The function at the end of a statement, one for all sources. TRUNCATE has no rows: the contents are computed anew. */
    List<String> endFunction(Coalescing coalescing) {
        return functions.createTrigger(names.immediateEnd(), Coalescing.DECLARATIONS, Indent.by4("""
                        %sIF TG_OP = 'TRUNCATE' THEN
                        %s
                        END IF;
                        %sIF %s THEN
                        %s
                        END IF;
                        RETURN NULL;
                        """.formatted(
                        coalescing.ends(),
                        Indent.by4(coalescing.armForRebuild().stripTrailing()),
                        coalescing.decide(),
                        coalescing.isArmed(),
                        Indent.by4(coalescing.settle().stripTrailing()))));
    }

    /** The triggers on a source. */
    List<String> triggers(int source, SourceTable table) {
        String on = " ON " + table.name().sql();
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TRIGGER " + TriggerNames.rows(names.program(), source)
                + " AFTER INSERT OR UPDATE OR DELETE" + on + " FOR EACH ROW EXECUTE FUNCTION "
                + names.immediateRow(source).sql() + "()");
        List<String> events = new ArrayList<>(List.of("TRUNCATE"));
        for (Event event : Event.values()) {
            events.add(event.name());
        }
        for (String event : events) {
            String lower = event.toLowerCase(Locale.ROOT);
            statements.add("CREATE TRIGGER " + TriggerNames.before(names.program(), lower) + " BEFORE " + event + on
                    + " FOR EACH STATEMENT EXECUTE FUNCTION "
                    + names.immediateBegin().sql() + "()");
            statements.add("CREATE TRIGGER " + TriggerNames.after(names.program(), lower) + " AFTER " + event + on
                    + " FOR EACH STATEMENT EXECUTE FUNCTION "
                    + names.immediateEnd().sql() + "()");
        }
        return statements;
    }

    /** A condition that says that rows were logged where they do not belong to the source any more. */
    String isGone(int source, SourceTable table) {
        return "EXISTS (SELECT FROM (SELECT DISTINCT b.member FROM "
                + names.pending(source).sql()
                + " b WHERE b.xid = pg_current_xact_id()) m WHERE NOT pgtrickle._is_member(m.member, "
                + table.oid() + "::oid))";
    }

    /** Gives the members of a source its triggers, as far as they are not sources themselves and have them. */
    static String spread(SourceTable table) {
        return "SELECT pgtrickle._spread_triggers(" + table.oid() + "::oid::regclass)";
    }
}
