package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The places where changed rows are found. */
public final class ChangeSources {

    /** The columns of a buffer or pending log, besides {@code c<attnum>}. */
    private static final String WEIGHT = "w";

    private ChangeSources() {}

    /** Which statement fired a trigger. */
    public enum Event {
        INSERT,
        UPDATE,
        DELETE
    }

    /**
     * The transition tables of the statement trigger that is running.
     *
     * @param event which tables there are
     * @return {@code new_rows}, {@code old_rows}, or both
     * @see <a href="https://www.postgresql.org/docs/current/sql-createtrigger.html">CREATE TRIGGER, REFERENCING</a>
     */
    public static ChangeSource transitionTables(Event event) {
        return (table, columns) -> switch (event) {
            case INSERT -> transition(columns, "new_rows", "1");
            case DELETE -> transition(columns, "old_rows", "-1");
            case UPDATE ->
                transition(columns, "old_rows", "-1") + "\nUNION ALL\n" + transition(columns, "new_rows", "1");
        };
    }

    private static String transition(List<SourceColumn> columns, String from, String weight) {
        String list = columns.stream().map(c -> "r." + c.name().sql() + ", ").collect(Collectors.joining());
        return "SELECT " + list + weight + "::bigint AS " + ChangeSource.WEIGHT + " FROM " + from + " r";
    }

    /**
     * Tables with columns {@code c<attnum>} and a weight {@code w}, one for each source, of which some rows count.
     *
     * @param tables the table for each source, by OID
     * @param condition which rows count, over the alias {@code b}
     * @return the change source
     */
    public static ChangeSource logged(Map<Long, QualifiedName> tables, String condition) {
        return (table, columns) -> selected(columns, buffer(tables, table).sql() + " b WHERE " + condition);
    }

    private static QualifiedName buffer(Map<Long, QualifiedName> tables, SourceTable table) {
        QualifiedName buffer = tables.get(table.oid());
        if (buffer == null) {
            throw new IllegalStateException("the changes of " + table.name().sql() + " are not logged");
        }
        return buffer;
    }

    private static String selected(List<SourceColumn> columns, String from) {
        return "SELECT " + list(columns) + "b." + WEIGHT + "::bigint AS " + ChangeSource.WEIGHT + " FROM " + from;
    }

    private static String list(List<SourceColumn> columns) {
        return columns.stream()
                .map(c -> "b.c" + c.number() + " AS " + c.name().sql() + ", ")
                .collect(Collectors.joining());
    }

    /**
     * The change buffers that capture triggers fill, between two snapshots.
     *
     * <p>Law: a change counts if its transaction is visible in the new snapshot and not in the old one. The new one is the snapshot of the
     * transaction that reads, so that the server itself leaves out what is not visible in it, and shows what this transaction wrote: the changes of a
     * stream table below, which was refreshed just before. The bound on the transaction number only lets an index help. The transaction that
     * persisted the old snapshot may or may not look visible in it, since a snapshot does not list its own: of its changes, those of later commands count.
     *
     * @param buffers the buffer for each source, by OID
     * @param window how the two snapshots and the own transaction are named
     * @param amount how many changes there are
     * @return the change source
     */
    public static ChangeSource buffers(Map<Long, QualifiedName> buffers, Window window, Amount amount) {
        return switch (amount) {
            case Amount.Few few ->
                (table, columns) -> selected(columns, buffer(buffers, table).sql() + "(" + window.arguments() + ") b");
            case Amount.Many many -> {
                ChangeSource logged = logged(
                        buffers,
                        window.condition("b") + " AND b." + WEIGHT + " <> 0\n  ORDER BY CASE WHEN " + many.most()
                                + " IS NULL THEN NULL ELSE b.xid END LIMIT " + many.most());
                yield new ChangeSource() {
                    @Override
                    public String changes(SourceTable table, List<SourceColumn> columns) {
                        return logged.changes(table, columns);
                    }

                    @Override
                    public String takeAll() {
                        return "LIMIT NULL";
                    }
                };
            }
        };
    }

    /** How many changes a statement is planned for. */
    public sealed interface Amount {

        /** A plan that is kept: a function per buffer finds the changes, of which the planner expects few, however many rows the buffer once had. */
        record Few() implements Amount {}

        /**
         * A plan for this time.
         *
         * @param most an SQL expression for how many there are at most in a source, null if that is not known. If it is, they are taken in the order
         *     of the index, so that the rest of the buffer is not looked at
         */
        record Many(String most) implements Amount {}
    }

    /**
     * The window of changes that a refresh consumes.
     *
     * @param oldSnapshot an SQL expression for the persisted frontier
     * @param ownXid an SQL expression for the transaction that persisted it, null for none
     * @param ownCommand an SQL expression for the first command of that transaction that counts
     */
    public record Window(String oldSnapshot, String ownXid, String ownCommand) {

        String arguments() {
            return oldSnapshot + ", " + ownXid + ", " + ownCommand;
        }

        /**
         * A condition for a change to be in the window.
         *
         * @param alias the buffer's alias
         * @return SQL text
         */
        public String condition(String alias) {
            String xid = alias + ".xid";
            return xid + " >= pg_snapshot_xmin(" + oldSnapshot + ")\n  AND CASE WHEN " + xid + " = " + ownXid + " THEN "
                    + alias
                    + ".cmin::text::bigint >= " + ownCommand + " ELSE NOT pg_visible_in_snapshot(" + xid + ", "
                    + oldSnapshot + ") END";
        }
    }
}
