package dev.pgtrickle.dvm.source;

import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/**
 * A table that a query reads.
 *
 * @param oid its OID
 * @param name its qualified name
 * @param columns its columns in order, without dropped ones
 * @param key the numbers of columns that identify a row at every moment: a primary key, or a unique index over NOT NULL columns, that is
 *     checked immediately; empty when there is none
 * @param obstacle why its changes cannot be captured completely by triggers; nothing when they can
 * @param kinship whether it takes part in partitioning or inheritance
 */
public record SourceTable(
        long oid,
        QualifiedName name,
        List<SourceColumn> columns,
        List<Integer> key,
        Optional<Obstacle> obstacle,
        Kinship kinship) {

    private static final Identifier STORAGE_SCHEMA = new Identifier("pgtrickle_store");

    /**
     * Whether this is the storage of a stream table, which a query reads through the visible relation.
     *
     * @return true for tables that we made
     */
    public boolean isStorage() {
        return STORAGE_SCHEMA.equals(name.schema());
    }

    /**
     * The table without what its constraints say: those of an inheritance parent do not hold for the rows of its children.
     *
     * @return a table without key, whose columns may all be null
     */
    SourceTable withoutConstraints() {
        List<SourceColumn> nullable = columns.stream()
                .map(c -> new SourceColumn(c.number(), c.name(), c.type(), false, c.generated()))
                .toList();
        return new SourceTable(oid, name, nullable, List.of(), obstacle, kinship);
    }

    /**
     * The same table, whose changes cannot be captured.
     *
     * @param reason why
     * @return the table
     */
    public SourceTable withObstacle(Obstacle reason) {
        return new SourceTable(oid, name, columns, key, Optional.of(reason), kinship);
    }

    /**
     * A column by its number.
     *
     * @param number an {@code attnum}
     * @return the column
     * @throws IllegalArgumentException when the table has no such column
     */
    public SourceColumn column(int number) {
        return columns.stream()
                .filter(c -> c.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no column number " + number));
    }
}
