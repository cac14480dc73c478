package dev.pgtrickle.dvm.program;

/**
 * One statement that applies changes to the storage: a WITH list that reads and writes, and a last SELECT of one row with three columns.
 *
 * @param with the WITH list
 * @param inserted an expression for the number of inserted rows
 * @param deleted an expression for the number of deleted rows; an update counts as both
 * @param consistent an expression that is false when changes and stored rows do not fit together
 */
public record ApplyStatement(String with, String inserted, String deleted, String consistent) {

    /**
     * The whole statement.
     *
     * @return a SELECT of (inserted bigint, deleted bigint, consistent boolean)
     */
    public String sql() {
        return with + "SELECT " + inserted + ",\n       " + deleted + ",\n       " + consistent;
    }
}
