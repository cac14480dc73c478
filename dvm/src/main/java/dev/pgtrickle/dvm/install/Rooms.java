package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lets transactions that changed the same source of a stream table apply their changes at the same time, and makes those that changed different sources
 * wait for each other, until they commit: while one joins its changes with a table, nobody else's changes of that table come in between.
 *
 * <p>A room is an empty table that is only locked. ROW EXCLUSIVE goes with ROW EXCLUSIVE, SHARE with SHARE, and neither with the other; so one room
 * keeps two sources apart, and for more there is one for each bit of their numbers. Who has the stream table for himself takes SHARE ROW EXCLUSIVE of
 * all, which goes with none of them. Rooms are taken in one order, before {@link WriterTurns the turn}, which comes before any group.
 *
 * <p>Only what is applied once, right before COMMIT, may share a room: groups are locked in the order of their hashes then, once per transaction, which
 * keeps transactions from each having what the other one waits for.
 *
 * <p>Each such writer marks one of {@value #MARKS} rows. Who works on an older snapshot would not see what was added after it: he marks all of them, which the
 * server refuses with 40001 if one was marked meanwhile.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES">Table-level locks</a>
 */
final class Rooms {

    private static final int MARKS = 64;

    private final ObjectNames names;
    private final int sources;

    Rooms(ObjectNames names, int sources) {
        this.names = names;
        this.sources = sources;
    }

    private List<QualifiedName> rooms() {
        int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(sources - 1));
        return IntStream.range(0, bits).mapToObj(names::room).toList();
    }

    /** The variables that {@link #enter} sets. */
    String declarations() {
        String counts = IntStream.range(0, sources)
                .mapToObj(i -> "    v_of_" + i + " bigint;\n")
                .collect(Collectors.joining());
        return "    v_only integer;\n    v_shared boolean;\n" + counts;
    }

    /** Creates the rooms, and the rows that writers mark, far from each other. */
    List<String> objects() {
        List<String> statements = new ArrayList<>();
        rooms().forEach(room -> statements.add("CREATE UNLOGGED TABLE " + room.sql() + " ()"));
        statements.add(
                "CREATE TABLE " + names.marks().sql() + " (mark integer PRIMARY KEY, xid xid8) WITH (fillfactor = 10)");
        statements.add("INSERT INTO " + names.marks().sql() + " (mark) SELECT generate_series(0, " + (MARKS - 1) + ")");
        return statements;
    }

    /** PL/pgSQL statements after which this transaction has the stream table for itself, with the turn that it takes next. */
    String takeAll() {
        String locks = rooms().stream()
                .map(room -> "LOCK TABLE " + room.sql() + " IN SHARE ROW EXCLUSIVE MODE;\n")
                .collect(Collectors.joining());
        return locks + """
                IF current_setting('transaction_isolation') <> 'read committed' THEN
                    UPDATE %s SET xid = pg_current_xact_id() WHERE xid IS DISTINCT FROM pg_current_xact_id();
                END IF;
                """.formatted(names.marks().sql());
    }

    /**
     * What {@link #enter} has to know, as expressions that find the variables of {@link #variables}.
     *
     * @param few how many changed rows are few enough to go group by group
     */
    List<String> facts(int few) {
        List<String> facts = new ArrayList<>();
        // A writer of a stream table below waits there for what we have here; and a unique index of the user's wants
        // groups that go to go first.
        facts.add("""
                NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = '%1$s'::regclass AND tgname LIKE 'pgtrickle\\_imm\\_%%')
                    AND (SELECT count(*) FROM pg_index WHERE indrelid = '%1$s'::regclass AND indisunique) = 1""".formatted(names.storage().sql()));
        for (int i = 0; i < sources; i++) {
            facts.add("(SELECT count(*) FROM (SELECT FROM " + names.pending(i).sql()
                    + " WHERE xid = pg_current_xact_id() LIMIT " + (few + 1) + ") x)");
        }
        return facts;
    }

    /** The variables for {@link #facts}. */
    List<String> variables() {
        List<String> variables = new ArrayList<>(List.of("v_shared"));
        variables.addAll(counts());
        return variables;
    }

    private List<String> counts() {
        return IntStream.range(0, sources).mapToObj(i -> "v_of_" + i).toList();
    }

    /**
     * PL/pgSQL statements that take what applying the pending changes needs, and set {@code v_only} to the number of the source that alone changed where
     * others may apply changes of the same one, to null where this transaction has the stream table for itself.
     *
     * @param alone a condition for needing that anyway
     * @param few how many changed rows are few enough to go group by group
     * @param all the statements that take everything
     */
    String enter(String alone, int few, String all) {
        List<String> counts = counts();
        String sum = String.join(" + ", counts);
        String only = IntStream.range(0, sources)
                .mapToObj(i -> " WHEN " + counts.get(i) + " = " + sum + " THEN " + i)
                .collect(Collectors.joining());
        StringBuilder entering = new StringBuilder();
        for (int i = 0; i < sources; i++) {
            entering.append(i == 0 ? "IF" : "ELSIF")
                    .append(" v_only = ")
                    .append(i)
                    .append(" THEN\n")
                    .append(Indent.by4(enter(i)))
                    .append('\n');
        }
        return """
                v_only := CASE WHEN %s OR NOT v_shared OR %s > %d OR current_setting('transaction_isolation') <> 'read committed'
                    OR coalesce(current_setting('pgtrickle.committing', true), '') <> 'yes' THEN NULL%s END;
                %sELSE
                %s
                END IF;
                """.formatted(alone, sum, few, only, entering, Indent.by4(all.stripTrailing()));
    }

    private String enter(int source) {
        List<QualifiedName> rooms = rooms();
        String locks = IntStream.range(0, rooms.size())
                .mapToObj(bit -> "LOCK TABLE " + rooms.get(bit).sql() + " IN "
                        + ((source >> bit & 1) == 0 ? "ROW EXCLUSIVE" : "SHARE") + " MODE;\n")
                .collect(Collectors.joining());
        return locks + "UPDATE " + names.marks().sql()
                + " SET xid = pg_current_xact_id() WHERE mark = pg_backend_pid() & " + (MARKS - 1)
                + " AND xid IS DISTINCT FROM pg_current_xact_id();";
    }
}
