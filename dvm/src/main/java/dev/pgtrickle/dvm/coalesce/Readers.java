package dev.pgtrickle.dvm.coalesce;

import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.Literal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What in a database may read a stream table whose changes are kept for COMMIT, as of some moment: a statement that names none of it does not.
 *
 * <p>Should a name be missing, because it is newer, the stream table's own query refuses to be read before its changes are applied; so what is known
 * here decides whether a statement has to wait for that, and never what it reads.
 *
 * @param streamTables the ids of the stream tables whose changes may be kept
 * @param reading names of relations and functions that may read one, in lower case
 * @param firing names of relations that set off triggers, rules or policies when they are written, in lower case
 */
public record Readers(List<Long> streamTables, Set<String> reading, Set<String> firing) {

    /** Where no changes are kept. */
    public static final Readers NONE = new Readers(List.of(), Set.of(), Set.of());

    /** Copies the collections. */
    public Readers {
        streamTables = List.copyOf(streamTables);
        reading = Set.copyOf(reading);
        firing = Set.copyOf(firing);
    }

    /**
     * Asks a database with our catalog.
     *
     * @param session a session there
     * @return what there is now
     * @throws dev.pgtrickle.dvm.session.SqlError when the server refuses
     */
    public static Readers of(SqlSession session) {
        List<Long> streamTables = new ArrayList<>();
        Set<String> reading = new HashSet<>();
        Set<String> firing = new HashSet<>();
        for (Row row :
                session.query("SELECT kind, name FROM pgtrickle._readers()").rows()) {
            Collection<? super String> names = switch (row.text(0)) {
                case "reading" -> reading;
                case "firing" -> firing;
                case "stream table" -> {
                    streamTables.add(Long.valueOf(row.text(1)));
                    yield new ArrayList<String>();
                }
                default -> throw new IllegalStateException("readers of kind " + row.text(0));
            };
            names.add(Words.key(row.text(1)));
        }
        return new Readers(streamTables, reading, firing);
    }

    /**
     * The same for the rest of a transaction in which changes are applied when statements end: what statements set off need not be known any more. Only stream
     * tables whose author wants their changes to be kept in any case may still have some.
     *
     * @return what is read by name
     */
    public Readers byNameOnly() {
        return new Readers(streamTables, reading, Set.of());
    }

    /**
     * Whether there is anything to be kept.
     *
     * @return true when transactions have nothing to do
     */
    public boolean isEmpty() {
        return streamTables.isEmpty();
    }

    /**
     * The statement that makes the server keep changes, to be sent at the beginning of a transaction block. A session that has the setting already
     * wants something else.
     *
     * @return a SELECT that never fails
     */
    public String begin() {
        return "SELECT FROM pg_catalog.set_config('pgtrickle.immediate', CASE WHEN coalesce(pg_catalog.current_setting('pgtrickle.immediate', true), '') = '' THEN "
                + new Literal(setting()).sql() + " ELSE pg_catalog.current_setting('pgtrickle.immediate') END, true)";
    }

    /**
     * The value of the server's setting {@code pgtrickle.immediate}: by naming the stream tables that are known here, it leaves out newer ones, which
     * statements may read that are not known to.
     *
     * @return a list
     */
    public String setting() {
        return streamTables.stream().map(String::valueOf).collect(Collectors.joining(",", "proxied,", ","));
    }

    /**
     * What has to happen before a client's text is sent within a block that keeps changes.
     *
     * @param sql one or more statements; a backslash in a plain constant means itself
     * @return the greatest need of its statements
     */
    public Need needOf(String sql) {
        return new Words(this).needOf(sql);
    }
}
