package dev.pgtrickle.dvm.understand.unnest;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.FreeColumns;
import dev.pgtrickle.dvm.algebra.Joins;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.OuterJoin;
import dev.pgtrickle.dvm.algebra.Relation.Project;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Joins the rows of a relation with what a tree computes that may refer to them. */
public final class DependentJoin {

    private final Columns columns;
    private final Relation outer;
    private final Set<ColumnId> outerColumns;
    private final Hoist hoist;

    /**
     * Joins with a relation.
     *
     * @param columns hands out columns
     * @param outer the relation whose columns trees may refer to
     */
    public DependentJoin(Columns columns, Relation outer) {
        this.columns = columns;
        this.outer = outer;
        this.outerColumns = Set.copyOf(outer.columns());
        this.hoist = new Hoist(columns, outerColumns);
    }

    /**
     * A tree that does not refer to the outer relation.
     *
     * @param relation the tree
     * @param conditions over its columns and those of the outer relation: which of its rows are there for a row of the latter
     * @param unique whether at most one of its rows is there for each row of the outer relation
     */
    public record Independent(Relation relation, List<Scalar> conditions, boolean unique) {}

    /**
     * Makes a tree independent.
     *
     * @param inner the tree; its columns are there afterwards too
     * @return the tree and how it is joined
     */
    public Independent independent(Relation inner) {
        OneRow oneRow = new OneRow(columns);
        Hoist.Hoisted hoisted = hoist.of(inner);
        if (!concerns(hoisted.relation())) {
            return new Independent(
                    hoisted.relation(),
                    hoisted.conditions(),
                    oneRow.isSure(hoisted.relation(), hoisted.conditions(), FreeColumns.of(inner)));
        }
        Domain domain = domain(inner);
        DomainPush.Pushed pushed = new DomainPush(columns, domain).push(inner);
        return new Independent(
                pushed.relation(),
                domain.same(pushed.values()),
                oneRow.isSure(
                        pushed.relation(),
                        List.of(),
                        new HashSet<>(pushed.values().values())));
    }

    /**
     * The outer relation with what was computed for each of its rows.
     *
     * @param relation the relation, with further columns
     * @param values expressions over its columns for the columns of what was computed
     */
    public record Attached(Relation relation, Map<ColumnId, Scalar> values) {}

    /**
     * Computes an aggregation without keys for each row.
     *
     * @param rows the outer relation, to which other things may have been attached before
     * @param inner the aggregation
     * @return its calls' values
     */
    public Attached aggregate(Relation rows, Aggregate inner) {
        if (!concerns(inner)) {
            Map<ColumnId, Scalar> values = new LinkedHashMap<>();
            inner.calls().forEach(c -> values.put(c.id(), Scalar.of(c.id())));
            return new Attached(Joins.of(List.of(rows, inner), List.of()), values);
        }
        EmptyGroups groups = new EmptyGroups(columns, inner);
        Hoist.Hoisted input = hoist.of(inner.input());
        Aggregate over =
                new Aggregate(input.relation(), List.of(), groups.aggregate().calls());
        Optional<List<KeyEquality>> equalities = hoist.equalities(input);
        if (equalities.isPresent() && !concerns(over)) {
            Hoist.Hoisted grouped = hoist.grouped(over, equalities.get());
            return new Attached(
                    groups.join(rows, grouped.relation(), grouped.conditions(), input.relation()), groups.values());
        }
        Domain domain = domain(inner);
        DomainPush push = new DomainPush(columns, domain);
        DomainPush.Pushed pushed = push.push(inner.input());
        DomainPush.Pushed grouped = push.grouped(groups.aggregate(), pushed);
        return new Attached(
                groups.join(rows, grouped.relation(), domain.same(grouped.values()), pushed), groups.values());
    }

    /**
     * Looks for each row whether a tree has rows.
     *
     * @param rows the outer relation, to which other things may have been attached before
     * @param inner the tree
     * @return the value of the given column: true or false, never null
     * @param column names the answer
     */
    public Attached exists(Relation rows, Relation inner, ColumnId column) {
        if (!concerns(inner)) {
            ColumnId count = columns.next();
            Aggregate counted = new Aggregate(
                    inner,
                    List.of(),
                    List.of(new Aggregate.Call(
                            count, columns.call(inner, QualifiedName.of("pg_catalog", "count"), List.of()))));
            Scalar any =
                    new Phrase().text("(").column(count).text(">", "0", ")").end();
            return new Attached(Joins.of(List.of(rows, counted), List.of()), Map.of(column, any));
        }
        Hoist.Hoisted input = hoist.of(inner);
        Optional<List<KeyEquality>> equalities = hoist.equalities(input);
        if (equalities.isPresent()) {
            Hoist.Hoisted distinct =
                    hoist.grouped(new Aggregate(input.relation(), List.of(), List.of()), equalities.get());
            return marked(rows, distinct.relation(), distinct.conditions(), column);
        }
        Domain domain = domain(inner);
        DomainPush push = new DomainPush(columns, domain);
        DomainPush.Pushed distinct = push.grouped(new Aggregate(inner, List.of(), List.of()), push.push(inner));
        return marked(rows, distinct.relation(), domain.same(distinct.values()), column);
    }

    /** Joins with a relation of which at most one row fits, and says whether one does. */
    private Attached marked(Relation rows, Relation relation, List<Scalar> conditions, ColumnId column) {
        List<Projection> projections = new ArrayList<>();
        Map<ColumnId, Scalar> moved = new LinkedHashMap<>();
        for (ColumnId id : relation.columns()) {
            ColumnId copy = columns.next();
            projections.add(new Projection(copy, Scalar.of(id)));
            moved.put(id, Scalar.of(copy));
        }
        ColumnId mark = columns.next();
        projections.add(new Projection(mark, Scalar.tokens("true")));
        Relation joined = new OuterJoin(
                OuterJoin.Kind.LEFT,
                rows,
                new Project(relation, List.copyOf(projections)),
                conditions.stream().map(c -> c.substitute(moved)).toList());
        Scalar found = new Phrase()
                .text("(")
                .column(mark)
                .text("IS", "NOT", "NULL", ")")
                .end();
        return new Attached(joined, Map.of(column, found));
    }

    private Domain domain(Relation inner) {
        List<ColumnId> members =
                FreeColumns.of(inner).stream().filter(outerColumns::contains).toList();
        return new Domain(columns, outer, members);
    }

    private boolean concerns(Relation relation) {
        return !Collections.disjoint(FreeColumns.of(relation), outerColumns);
    }
}
