package dev.pgtrickle.dvm.statement;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;

/** A command about stream tables that we run in place of the server. */
public sealed interface StreamCommand extends Interception.Command {

    /**
     * The statement as it was written.
     *
     * @return its text
     */
    String sql();

    /** What to do when a stream table of that name is there already. */
    enum IfPresent {
        FAIL,
        SKIP,
        REPLACE
    }

    /** What to do when there is none of that name. */
    enum IfAbsent {
        FAIL,
        SKIP
    }

    /** What to do with objects that depend on one that is dropped. */
    enum Dependents {
        RESTRICT,
        CASCADE
    }

    /**
     * Creates a stream table.
     *
     * @param sql the statement
     * @param dialect how it was spelled
     * @param name the name of the visible relation
     * @param columns names for the first columns
     * @param options the options
     * @param query the text of the defining query
     * @param queryStart where the query starts in the statement, in characters from 0
     * @param ifPresent what to do when the name is taken by a stream table
     * @param filled false for WITH NO DATA
     */
    record Create(
            String sql,
            Dialect dialect,
            QualifiedName name,
            List<Identifier> columns,
            Options options,
            String query,
            int queryStart,
            IfPresent ifPresent,
            boolean filled)
            implements StreamCommand {}

    /**
     * Drops stream tables, possibly together with ordinary materialized views.
     *
     * @param sql the statement
     * @param dialect how it was spelled
     * @param names what is dropped
     * @param ifAbsent what to do with names that do not exist
     * @param dependents what to do with dependent objects
     */
    record Drop(String sql, Dialect dialect, List<QualifiedName> names, IfAbsent ifAbsent, Dependents dependents)
            implements StreamCommand {}

    /**
     * Refreshes a stream table.
     *
     * @param sql the statement
     * @param name which one
     * @param filled false for WITH NO DATA
     */
    record Refresh(String sql, QualifiedName name, boolean filled) implements StreamCommand {}

    /**
     * Alters a stream table.
     *
     * @param sql the statement
     * @param dialect how it was spelled
     * @param name which one
     * @param ifAbsent what to do when it does not exist
     * @param action what to change
     */
    record Alter(String sql, Dialect dialect, QualifiedName name, IfAbsent ifAbsent, Action action)
            implements StreamCommand {}

    /** What ALTER changes. */
    sealed interface Action {

        /**
         * {@code SET (option = value, ..)}.
         *
         * @param options the options
         */
        record SetOptions(Options options) implements Action {}

        /**
         * {@code QUERY select}: another defining query.
         *
         * @param query its text
         * @param queryStart where it starts in the statement, in characters from 0
         */
        record SetQuery(String query, int queryStart) implements Action {}

        /**
         * What the server does for the visible relation: {@code RENAME TO}, {@code SET SCHEMA}, {@code RENAME COLUMN}.
         *
         * @param clause the text after the name
         */
        record Native(String clause) implements Action {}

        /**
         * {@code OWNER TO role}.
         *
         * @param role the role as written: a name, CURRENT_USER, ..
         */
        record Owner(String role) implements Action {}
    }
}
