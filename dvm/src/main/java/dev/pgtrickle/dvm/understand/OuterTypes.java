package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.FreeColumns;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Project;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Substitution;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The types of columns that queries within other ones refer to. With them a tree that has free columns can be shown to the server: a null of
 * the right type stands for each.
 */
final class OuterTypes {

    private static final QualifiedName DEFAULT = QualifiedName.of("pg_catalog", "default");

    private final Typing typing;
    private final Map<ColumnId, Supplier<SqlType>> types = new HashMap<>();

    /**
     * No columns yet.
     *
     * @param typing knows the types of a tree's own columns
     */
    OuterTypes(Typing typing) {
        this.typing = typing;
    }

    /** The columns of an expression, which is what a scope has or stands for that above an aggregation. */
    void add(Scalar value, Scalar below, Scope scope) {
        if (value.equals(below)) {
            value.columns().forEach(c -> types.putIfAbsent(c, () -> ofColumn(scope.relation(), c)));
        } else {
            value.columns().forEach(c -> types.putIfAbsent(c, () -> of(scope.relation(), below)));
        }
    }

    /** A column of a relation. */
    void add(ColumnId column, Relation relation) {
        types.putIfAbsent(column, () -> ofColumn(relation, column));
    }

    private SqlType ofColumn(Relation relation, ColumnId column) {
        return KnownTypes.of(relation, column).orElseGet(() -> of(relation, Scalar.of(column)));
    }

    private SqlType of(Relation relation, Scalar expression) {
        Closed closed = close(relation, List.of(expression));
        return typing.types(closed.relation(), closed.expressions()).getFirst();
    }

    /** The type of a column, if a query within another one refers to it. */
    Optional<SqlType> find(ColumnId column) {
        return Optional.ofNullable(types.get(column)).map(Supplier::get);
    }

    /**
     * A tree and expressions over it without free columns.
     *
     * @param relation the tree
     * @param expressions the expressions
     * @param substitution what was put in place of free columns
     */
    record Closed(Relation relation, List<Scalar> expressions, Substitution substitution) {}

    /** Puts nulls in place of free columns. */
    Closed close(Relation relation, List<Scalar> expressions) {
        // Ids of projections do not matter here, as nothing refers to them.
        List<Projection> projections = new ArrayList<>();
        expressions.forEach(e -> projections.add(new Projection(new ColumnId(0), e)));
        Map<ColumnId, Scalar> nulls = new HashMap<>();
        for (ColumnId free : FreeColumns.of(new Project(relation, projections))) {
            nulls.put(
                    free,
                    nullOf(find(free)
                            .orElseThrow(() -> NotMaintainable.because(
                                    "A subquery in such a place", "is not maintained incrementally"))));
        }
        Substitution substitution = new Substitution(nulls);
        return new Closed(substitution.in(relation), substitution.in(expressions), substitution);
    }

    private static Scalar nullOf(SqlType type) {
        Phrase phrase = new Phrase().text("(", "NULL", "::", type.declaration());
        type.collation()
                .map(SqlType.Collation::name)
                .filter(c -> !c.equals(DEFAULT))
                .ifPresent(c -> phrase.text("COLLATE", c.sql()));
        return phrase.text(")").end();
    }
}
