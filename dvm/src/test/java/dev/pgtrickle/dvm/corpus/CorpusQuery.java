package dev.pgtrickle.dvm.corpus;

/**
 * A query of a corpus.
 *
 * @param name file, group and number within the group
 * @param sql its text, with a semicolon
 * @param since the first PostgreSQL version that has all it uses
 * @param searchPath the search path it is written for
 * @param outcome what the analysis should say
 */
public record CorpusQuery(String name, String sql, int since, String searchPath, Outcome outcome) {

    /** What the analysis should say about a query. */
    public enum Outcome {
        /** Proven, with everything qualified. */
        PORTABLE,
        /** Proven, under the search path of the query only. */
        PATH_DEPENDENT,
        /** Not proven: PostgreSQL's printing of the query is not the query. */
        NOT_REPRODUCED
    }

    @Override
    public String toString() {
        return name + ": " + sql;
    }
}
