package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.UsedColumns;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.CommonTables;
import dev.pgtrickle.dvm.emit.CommonTables.Netting;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.ViewShape.Recursion;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Maintenance of a recursion with UNION, in which a row is there once, if there is any way to find it: delete and rederive, and semi-naive
 * insertion, in one statement.
 *
 * <p>Law: let {@code R = B ∪ S(R)} be the least such set, with a step S that is linear, {@code R'} the one before, and {@code ΔS} the change of the
 * step for unchanged rows. A way to find a row is the base, or a row that leads to it.
 *
 * <pre>
 * gone      = the rows of R' that lost some way: those of -ΔB and -ΔS(R'), and what S makes of gone rows, as far as it is in R'
 * rederived = the gone rows that are in B or S(R' - gone)
 * arrived   = rederived, +ΔB, +ΔS(R' - gone), and what S makes of arrived rows, without what is in R' - gone
 * R         = R' - gone + arrived
 * </pre>
 *
 * Changes of S are netted for each row that is continued, not for each result: a way that is lost is made up for only by another way from the same
 * row, because another row may itself depend on what it leads to.
 *
 * <p>Before: edges 1→2, 2→3, 3→2, and what 1 reaches: 2 and 3. Edge 1→2 goes. After: 2 lost a way, and 3 with it; 3 leads to 2, but is gone
 * itself; nothing is rederived.
 *
 * <p>State: all columns of the recursion. Rows are looked up by a hash of all columns, and by the columns that the step compares.
 */
public final class DistinctRecursionMaintenance implements Maintenance {

    private final StoredFixpoint stored;
    private final CurrentRows currentRows;

    /**
     * Plans the maintenance.
     *
     * @param shape the query
     * @param table where it will be stored
     * @param currentRows reads its sources
     */
    public DistinctRecursionMaintenance(Recursion shape, QualifiedName table, CurrentRows currentRows) {
        this.stored = new StoredFixpoint(shape, table);
        this.currentRows = currentRows;
    }

    @Override
    public Storage storage() {
        return stored.storage();
    }

    @Override
    public Relation input() {
        return stored.fixpoint();
    }

    @Override
    public Map<Long, List<SourceColumn>> capturedColumns() {
        return UsedColumns.bySource(input(), stored.used());
    }

    @Override
    public String populate() {
        Fixpoint fixpoint = stored.fixpoint();
        return "SELECT " + String.join(", ", stored.storedValues("i", List.of())) + "\nFROM (\n"
                + Indent.by4(currentRows.query(fixpoint, stored.rows().items())) + "\n) i";
    }

    @Override
    public ApplyStatement apply(Set<Integer> changedLeaves, ChangeSource source) {
        CommonTables tables = new CommonTables(source, capturedColumns(), Netting.NET);
        new Rederivation(stored, currentRows, tables).write(changedLeaves);
        String table = stored.table();
        tables.addInline(
                "deleted",
                "DELETE FROM " + table
                        + " s USING gone g\nWHERE s.ctid = g.tid AND g.tid NOT IN (SELECT f.tid FROM found f WHERE f.tid IS NOT NULL)"
                        + "\nRETURNING 1");
        tables.addInline(
                "inserted",
                "INSERT INTO " + table + " (" + Storage.list(storage().columns()) + ")\nSELECT "
                        + String.join(", ", stored.storedValues("f", List.of()))
                        + "\nFROM found f\nWHERE f.tid IS NULL AND " + WriteOrder.after("deleted") + "\nRETURNING 1");
        return new ApplyStatement(
                tables.with(),
                "(SELECT count(*) FROM inserted)",
                "(SELECT count(*) FROM deleted)",
                "NOT EXISTS (SELECT FROM lost l WHERE l.tid IS NULL)");
    }
}
