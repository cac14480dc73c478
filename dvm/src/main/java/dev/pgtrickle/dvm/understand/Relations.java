package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.analyse.CanonicalQuery;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.sql.SearchPath;
import java.util.Map;
import java.util.Optional;

/**
 * The relations that a query mentions, looked up beforehand.
 *
 * @param oids by printed name and the search path it was printed for
 * @param tables by OID, every relation with its columns; for a view, its columns as a table's
 * @param views by OID, what the views compute
 * @param generations by OID, for tables with virtual generated columns, a query of these, in order, over the table
 */
public record Relations(
        Map<Name, Long> oids,
        Map<Long, SourceTable> tables,
        Map<Long, CanonicalQuery> views,
        Map<Long, CanonicalQuery.Proven> generations) {

    /**
     * A name in a text.
     *
     * @param name as printed
     * @param path the path that the text was printed for
     */
    public record Name(QualifiedName name, SearchPath path) {}

    Optional<Long> find(QualifiedName name, SearchPath path) {
        return Optional.ofNullable(oids.get(new Name(name, path)));
    }
}
