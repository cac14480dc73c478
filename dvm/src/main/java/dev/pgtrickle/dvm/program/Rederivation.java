package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.delta.Delta;
import dev.pgtrickle.dvm.delta.Differentiator;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.emit.CommonTables;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.emit.DeltaEmitter;
import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.emit.Item;
import dev.pgtrickle.dvm.emit.NetRows;
import dev.pgtrickle.dvm.source.Operator;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.TypeFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the common tables by which a recursion with UNION follows changes: {@code seeds}, the changes of base and step for the stored rows, with the
 * place of the row that was continued; {@code lost}, the negative ones; {@code gone}, the stored rows that depend on these; {@code rederived};
 * {@code candidates} for {@code arrived}; and {@code found}, the arrived rows with their places in the table, if they have one.
 *
 * <p>Everything but the first two is found by index: stored rows by the hash of their columns or by the columns that the step compares. Sub-selects
 * with OFFSET 0 keep the planner from reading the whole table instead, which it would prefer if it took the first guess of a recursion's size for
 * the truth; DISTINCT makes that guess a modest one.
 *
 * @see DistinctRecursionMaintenance
 */
final class Rederivation {

    private static final String WEIGHT = ChangeSource.WEIGHT;

    /** The type of the place of a row. */
    private static final SqlType PLACE = new SqlType(
            new TypeFacts(
                    SqlType.Oid.TID,
                    "tid",
                    SqlType.Oid.TID,
                    'b',
                    'U',
                    true,
                    true,
                    Operator.of("pg_catalog", "="),
                    Operator.of("pg_catalog", "<"),
                    Operator.of("pg_catalog", ">"),
                    Optional.empty()),
            -1,
            "pg_catalog.tid",
            Optional.empty());

    private static final Scalar NO_PLACE = Scalar.tokens("NULL", "::", "pg_catalog.tid");

    private final StoredFixpoint stored;
    private final CurrentRows currentRows;
    private final CommonTables tables;

    /**
     * A writer for one statement.
     *
     * @param stored the recursion
     * @param currentRows reads its sources
     * @param tables collects the common tables
     */
    Rederivation(StoredFixpoint stored, CurrentRows currentRows, CommonTables tables) {
        this.stored = stored;
        this.currentRows = currentRows;
        this.tables = tables;
    }

    void write(Set<Integer> changedLeaves) {
        List<NetRows.Column> columns = new ArrayList<>(stored.netColumns());
        columns.add(new NetRows.Column("tid", PLACE));
        tables.add("seeds", NetRows.query("(\n" + Indent.by4(seeds(changedLeaves)) + "\n)", columns));
        tables.add(
                "lost",
                "SELECT " + names("c") + ", " + place("c") + " AS tid\nFROM seeds c\nWHERE c." + WEIGHT + " < 0");
        List<String> placed = new ArrayList<>(stored.rows().names());
        placed.add("tid");
        tables.addRecursive("closure", placed, gone());
        tables.add("gone", "SELECT DISTINCT ON (c.tid) c.* FROM closure c");
        tables.add("rederived", rederived());
        tables.add("candidates", candidates());
        List<String> counted = new ArrayList<>(stored.rows().names());
        counted.add("round");
        tables.addRecursive("arrived", counted, arrived());
        tables.add("found", "SELECT " + names("a") + ", " + place("a") + " AS tid\nFROM arrived a");
    }

    private Fixpoint fixpoint() {
        return stored.fixpoint();
    }

    private String names(String alias) {
        return String.join(", ", stored.rows().names(alias));
    }

    /** Where a row is stored, or null. */
    private String place(String alias) {
        return "(SELECT s.ctid FROM " + stored.table() + " s WHERE " + stored.match(alias) + " LIMIT 1)";
    }

    private String seeds(Set<Integer> changedLeaves) {
        Differentiator differentiator = new Differentiator(changedLeaves);
        DeltaEmitter emitter =
                new DeltaEmitter(stored.used(), currentRows.reading(fixpoint().self(), stored.storedRows()), tables);
        List<String> terms = new ArrayList<>();
        Delta base = differentiator.differentiate(fixpoint().base().relation());
        if (!(base instanceof Delta.Nothing)) {
            terms.add(emitter.changed(base, with(fixpoint().base(), "tid", NO_PLACE)));
        }
        Delta step = differentiator.differentiate(fixpoint().step().relation());
        if (!(step instanceof Delta.Nothing)) {
            terms.add(emitter.changed(
                    step,
                    with(fixpoint().step(), "tid", Scalar.of(fixpoint().self().row()))));
        }
        return String.join("\nUNION ALL\n", terms);
    }

    private static List<Item> with(Branch branch, String name, Scalar value) {
        List<Item> items = new ArrayList<>(StoredFixpoint.items(branch));
        items.add(new Item(name, value));
        return items;
    }

    /** What the step makes of the rows of a common table. */
    private String step(String table, Optional<String> row, List<Item> items) {
        return currentRows
                .reading(fixpoint().self(), stored.tableRows(table, row, Optional.empty()))
                .query(fixpoint().step().relation(), items);
    }

    /** Stored rows only, so that it ends. */
    private String gone() {
        return "SELECT " + names("l") + ", l.tid\nFROM lost l\nWHERE l.tid IS NOT NULL\nUNION\nSELECT " + names("x")
                + ", p.tid\nFROM (\n"
                + Indent.by4(step(
                        "closure",
                        Optional.empty(),
                        StoredFixpoint.items(fixpoint().step())))
                + "\n) x CROSS JOIN LATERAL (\n    SELECT s.ctid AS tid FROM " + stored.table() + " s WHERE "
                + stored.match("x") + " OFFSET 0\n) p";
    }

    private String rederived() {
        Scalar kept = new Scalar(List.of(
                new Scalar.Token("("),
                new Scalar.Reference(fixpoint().self().row()),
                new Scalar.Token("NOT IN (SELECT g.tid FROM gone g))")));
        CurrentRows ofTable = currentRows.reading(fixpoint().self(), stored.storedRows());
        List<String> terms = new ArrayList<>();
        for (GoneRows rows : GoneRows.all(stored.fields(), NullableColumns.of(fixpoint()))) {
            terms.add(among(rows, ofTable, fixpoint().base(), List.of()));
            terms.add(among(rows, ofTable, fixpoint().step(), List.of(kept)));
        }
        return String.join("\nUNION ALL\n", terms);
    }

    /** Rows of the base or step that are gone rows. The first condition is answered once, and saves everything else if there are no such rows. */
    private static String among(GoneRows gone, CurrentRows rows, Branch branch, List<Scalar> more) {
        List<Scalar> conditions = new ArrayList<>();
        conditions.add(gone.any());
        conditions.add(gone.has(branch.values()));
        conditions.addAll(more);
        Relation relation = new Relation.Filter(branch.relation(), conditions);
        return rows.query(relation, StoredFixpoint.items(branch), conditions.subList(1, 2));
    }

    private String candidates() {
        String all = "SELECT " + names("c") + " FROM seeds c WHERE c." + WEIGHT
                + " > 0 AND (c.tid IS NULL OR c.tid NOT IN (SELECT g.tid FROM gone g))\nUNION ALL\nSELECT " + names("r")
                + " FROM rederived r";
        return "SELECT DISTINCT " + names("x") + "\nFROM (\n" + Indent.by4(all) + "\n) x";
    }

    private String arrived() {
        Scalar round = Scalar.of(fixpoint().self().row());
        String step = step("arrived", Optional.of("round"), with(fixpoint().step(), "round", round));
        return "SELECT " + names("x") + ", " + RecursionDepth.FIRST_ROUND + "\nFROM candidates x\nWHERE " + isNew()
                + "\nUNION\nSELECT " + names("x") + ", "
                + RecursionDepth.next("x.round") + "\nFROM (\n" + Indent.by4(step) + "\n) x\nWHERE " + isNew()
                + "\n  AND " + RecursionDepth.check(RecursionDepth.number("x.round"), stored.storage());
    }

    /** A row {@code x} is not among the stored rows that stay. */
    private String isNew() {
        return "NOT EXISTS (SELECT FROM " + stored.table() + " s WHERE " + stored.match("x")
                + " AND s.ctid NOT IN (SELECT g.tid FROM gone g) OFFSET 0)";
    }
}
