package dev.pgtrickle.dvm.corpus;

/**
 * A query of a corpus.
 *
 * @param name file, group and number within the group
 * @param sql its text, with a semicolon
 * @param since the first PostgreSQL version that has all it uses
 * @param searchPath the search path it is written for
 */
public record CorpusQuery(String name, String sql, int since, String searchPath) {

    @Override
    public String toString() {
        return name + ": " + sql;
    }
}
