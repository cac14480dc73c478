package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.program.ChangeSources.Event;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.Locale;

/**
 * The names of the objects that belong to one stream table. All carry the number of its program, and none ever changes.
 *
 * @param program the number in the names; another one each time the stream table is built anew
 * @param streamTable the stream table's id, {@code pgt_id}
 */
public record ObjectNames(long program, long streamTable) {

    private static final String SCHEMA = "pgtrickle_store";

    /** Whether a relation is one of those that have such names. */
    static boolean isOurs(QualifiedName relation) {
        return new Identifier(SCHEMA).equals(relation.schema());
    }

    /**
     * The storage table.
     *
     * @return its name
     */
    public QualifiedName storage() {
        return named("st_");
    }

    /**
     * The view that holds the defining query, so that the server protects what it depends on.
     *
     * @return its name
     */
    public QualifiedName pin() {
        return named("pin_");
    }

    /**
     * The relation to read an intermediate result by.
     *
     * @return its name
     */
    public QualifiedName intermediate() {
        return named("part_");
    }

    /**
     * The view through which programs read a source: it follows when the source or its columns are renamed.
     *
     * @param source the ordinal of the source
     * @param table the source's name when the program was made, for people
     * @return its name
     */
    public QualifiedName source(int source, QualifiedName table) {
        return new QualifiedName(
                new Identifier(SCHEMA),
                Identifier.truncated(
                        "src_" + program + "_" + source + "_" + table.name().name()));
    }

    /**
     * The function that computes the contents.
     *
     * @return its name
     */
    public QualifiedName contents() {
        return named("contents_");
    }

    /**
     * The function that recomputes the contents.
     *
     * @return its name
     */
    public QualifiedName rebuild() {
        return named("rebuild_");
    }

    /**
     * The function that asks the query itself.
     *
     * @return its name
     */
    public QualifiedName answer() {
        return named("answer_");
    }

    /**
     * The function that puts the rows of the query itself in the place of the contents.
     *
     * @return its name
     */
    public QualifiedName replacement() {
        return named("replace_");
    }

    /**
     * The function that counts unconsumed changes.
     *
     * @return its name
     */
    public QualifiedName probe() {
        return named("probe_");
    }

    /**
     * The function that applies the changes of a set of sources.
     *
     * @param sources bit i stands for the source with ordinal i
     * @return its name
     */
    public QualifiedName refresh(int sources) {
        return QualifiedName.of(SCHEMA, "refresh_" + program + "_" + sources);
    }

    /**
     * The trigger function that maintains the stream table in the writer's transaction.
     *
     * @param source the ordinal of the source
     * @param event what happened
     * @return its name
     */
    public QualifiedName immediate(int source, Event event) {
        return QualifiedName.of(
                SCHEMA, "imm_" + program + "_" + source + "_" + event.name().toLowerCase(Locale.ROOT));
    }

    /**
     * The trigger function that counts statements which begin.
     *
     * @return its name; one for all sources
     */
    public QualifiedName immediateBegin() {
        return QualifiedName.of(SCHEMA, "imm_" + program + "_begin");
    }

    /**
     * The trigger function that logs a row of a source with partitions or children.
     *
     * @param source the ordinal of the source
     * @return its name
     */
    public QualifiedName immediateRow(int source) {
        return QualifiedName.of(SCHEMA, "imm_" + program + "_" + source + "_row");
    }

    /**
     * The trigger function at the end of statements on sources with partitions or children.
     *
     * @return its name; one for all sources
     */
    public QualifiedName immediateEnd() {
        return QualifiedName.of(SCHEMA, "imm_" + program + "_end");
    }

    /**
     * The trigger function for TRUNCATE of a source.
     *
     * @return its name; one for all sources
     */
    public QualifiedName immediateTruncate() {
        return QualifiedName.of(SCHEMA, "imm_" + program + "_truncate");
    }

    /**
     * The log of changes that wait for the end of nested statements.
     *
     * @param source the ordinal of the source
     * @return its name
     */
    public QualifiedName pending(int source) {
        return QualifiedName.of(SCHEMA, "pending_" + program + "_" + source);
    }

    /**
     * The table that says which transactions have pending changes, and makes COMMIT apply them.
     *
     * @return its name
     */
    public QualifiedName armed() {
        return named("armed_");
    }

    /**
     * A table that is only locked, so that writers of different sources wait for each other.
     *
     * @param number its number, from 0
     * @return its name
     */
    public QualifiedName room(int number) {
        return QualifiedName.of(SCHEMA, "room_" + program + "_" + number);
    }

    /**
     * The rows that writers mark which do not take turns.
     *
     * @return its name
     */
    public QualifiedName marks() {
        return named("marks_");
    }

    /**
     * The function that applies pending changes.
     *
     * @return its name
     */
    public QualifiedName flush() {
        return named("flush_");
    }

    /**
     * The function that takes the turn to apply pending changes.
     *
     * @return its name
     */
    public QualifiedName turn() {
        return named("turn_");
    }

    /**
     * The trigger function that applies pending changes at COMMIT.
     *
     * @return its name
     */
    public QualifiedName flushAtCommit() {
        return named("commit_");
    }

    /**
     * The log of contributions that are not in the storage yet.
     *
     * @return its name
     */
    public QualifiedName log() {
        return named("log_");
    }

    /**
     * The function that moves the log into the storage.
     *
     * @return its name
     */
    public QualifiedName fold() {
        return named("fold_");
    }

    /**
     * The trigger function that does so whenever something is appended.
     *
     * @return its name
     */
    public QualifiedName foldAtOnce() {
        return named("foldnow_");
    }

    private QualifiedName named(String prefix) {
        return QualifiedName.of(SCHEMA, prefix + program);
    }
}
