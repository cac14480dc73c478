package dev.pgtrickle.conformance.fuzz.generate;

import dev.pgtrickle.conformance.fuzz.query.Expr;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Named;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an expression may refer to.
 *
 * @param own columns of the query it stands in
 * @param outer columns of the queries around that
 * @param relations the tables and common table expressions, to be given an alias
 */
record Scope(List<Expr> own, List<Expr> outer, List<Named> relations) {

    /** Columns of the query itself, and those around it. */
    List<Expr> all() {
        return Stream.concat(own.stream(), outer.stream()).toList();
    }

    /** The scope of the same query with these columns. */
    Scope withOwn(List<Expr> columns) {
        return new Scope(columns, outer, relations);
    }

    /** The scope of a query inside. */
    Scope inner() {
        return new Scope(List.of(), all(), relations);
    }

    /** The scope of a query inside that cannot see this one's columns. */
    Scope closed() {
        return new Scope(List.of(), outer, relations);
    }

    /** The scope without the queries around: an aggregate over their columns would be theirs. */
    Scope ownOnly() {
        return new Scope(own, List.of(), relations);
    }

    Scope with(Named relation) {
        // Twice, so that it is referred to more often than each of the tables.
        return new Scope(
                own,
                outer,
                Stream.concat(relations.stream(), Stream.of(relation, relation)).toList());
    }
}
