package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.UsedColumns;
import dev.pgtrickle.dvm.delta.Delta;
import dev.pgtrickle.dvm.delta.Differentiator;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.CommonTables;
import dev.pgtrickle.dvm.emit.CommonTables.Netting;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.emit.DeltaEmitter;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.emit.Item;
import dev.pgtrickle.dvm.emit.NetRows;
import dev.pgtrickle.dvm.program.ViewShape.Recursion;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Maintenance of a recursion with UNION ALL, in which a row is there as often as there are ways to find it.
 *
 * <p>Law: let the recursion be {@code R = B + S(R)}, with a step S that is linear in R. With the rows R' of before and the step of now,
 *
 * <pre>
 * ΔR = ΔB + (ΔS)(R') + S(ΔR)
 * </pre>
 *
 * where {@code ΔS} is the change of the step for unchanged rows R', by the rules of the other operators. That is a recursion of the same kind over signed
 * rows: it ends if the data that it goes through has no cycle, and then its sum is exact.
 *
 * <p>Before: {@code r = e + π(r ⋈ e)}, with e changed. After: {@code Δr = Δe + π(r' ⋈ Δe) + π(Δr ⋈ e)}.
 *
 * <p>State: all columns of the recursion, and the number of ways.
 */
public final class CountedRecursionMaintenance implements Maintenance {

    private static final String WEIGHT = ChangeSource.WEIGHT;

    private final StoredFixpoint stored;
    private final CurrentRows currentRows;

    /**
     * Plans the maintenance.
     *
     * @param shape the query
     * @param table where it will be stored
     * @param currentRows reads its sources
     */
    public CountedRecursionMaintenance(Recursion shape, QualifiedName table, CurrentRows currentRows) {
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
        String current = "SELECT i.*, 1::bigint AS " + WEIGHT + " FROM (\n"
                + Indent.by4(currentRows.query(input(), stored.rows().items())) + "\n) i";
        String net = NetRows.query("(\n" + Indent.by4(current) + "\n)", stored.netColumns());
        return "SELECT " + String.join(", ", stored.storedValues("n", List.of("n." + WEIGHT))) + "\nFROM (\n"
                + Indent.by4(net) + "\n) n";
    }

    @Override
    public ApplyStatement apply(Set<Integer> changedLeaves, ChangeSource source) {
        CommonTables tables = new CommonTables(source, capturedColumns(), Netting.NET);
        tables.add(
                "seeds", NetRows.query("(\n" + Indent.by4(seeds(changedLeaves, tables)) + "\n)", stored.netColumns()));
        tables.addRecursive("spread", columns(), spread());
        tables.add("net", NetRows.query("spread", stored.netColumns()));
        CountedRows counted = new CountedRows(storage(), stored.match("n"), stored.storedValues("f", List.of("f.n")));
        return counted.apply(tables);
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>(stored.rows().names());
        columns.add(WEIGHT);
        columns.add("round");
        return columns;
    }

    /** The changes of the base, and of what the step makes of the stored rows. */
    private String seeds(Set<Integer> changedLeaves, CommonTables tables) {
        Fixpoint fixpoint = stored.fixpoint();
        Differentiator differentiator = new Differentiator(changedLeaves);
        DeltaEmitter emitter =
                new DeltaEmitter(stored.used(), currentRows.reading(fixpoint.self(), stored.storedRows()), tables);
        List<String> terms = new ArrayList<>();
        Branch base = fixpoint.base();
        Delta ofBase = differentiator.differentiate(base.relation());
        if (!(ofBase instanceof Delta.Nothing)) {
            terms.add(emitter.changed(ofBase, StoredFixpoint.items(base)));
        }
        Branch step = fixpoint.step();
        Delta ofStep = differentiator.differentiate(step.relation());
        if (!(ofStep instanceof Delta.Nothing)) {
            List<Item> items = new ArrayList<>(StoredFixpoint.items(step));
            items.add(new Item("n", Scalar.of(fixpoint.self().weight())));
            terms.add("SELECT " + String.join(", ", stored.rows().names("x")) + ", x.n * x." + WEIGHT + " AS " + WEIGHT
                    + "\nFROM (\n" + Indent.by4(emitter.changed(ofStep, items)) + "\n) x");
        }
        return String.join("\nUNION ALL\n", terms);
    }

    private String spread() {
        Fixpoint fixpoint = stored.fixpoint();
        List<Item> items = new ArrayList<>(StoredFixpoint.items(fixpoint.step()));
        items.add(new Item(WEIGHT, Scalar.of(fixpoint.self().weight())));
        items.add(new Item("round", Scalar.of(fixpoint.self().row())));
        String step = currentRows
                .reading(fixpoint.self(), stored.tableRows("spread", Optional.of("round"), Optional.of(WEIGHT)))
                .query(fixpoint.step().relation(), items);
        return "SELECT " + String.join(", ", stored.rows().names("s")) + ", s." + WEIGHT
                + ", 0\nFROM seeds s\nUNION ALL\n"
                + "SELECT " + String.join(", ", stored.rows().names("x")) + ", x." + WEIGHT + ", x.round + 1\nFROM (\n"
                + Indent.by4(step) + "\n) x\nWHERE " + RecursionDepth.check("x.round", storage());
    }
}
