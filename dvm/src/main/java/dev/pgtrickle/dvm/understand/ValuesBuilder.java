package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.syntax.QueryBody;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import java.util.ArrayList;
import java.util.List;

/** Builds VALUES: constant rows whose values are written with the types that the server gives the columns. */
final class ValuesBuilder {

    private final TreeBuilder builder;

    ValuesBuilder(TreeBuilder builder) {
        this.builder = builder;
    }

    Built build(QueryBody.Values values, Environment environment) {
        ExpressionReader reader = new ExpressionReader(Scope.EMPTY.within(new Enclosing(builder, environment)));
        List<List<Scalar>> rows = values.rows().stream()
                .map(r -> r.stream().map(reader::read).toList())
                .toList();
        List<SqlType> types = builder.typing().rowTypes(rows);
        List<List<Scalar>> typed = new ArrayList<>();
        for (List<Scalar> row : rows) {
            List<Scalar> cells = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                cells.add(Conversion.to(types.get(i), row.get(i)));
            }
            typed.add(cells);
        }
        List<ColumnId> columns = types.stream().map(t -> builder.ids().next()).toList();
        return new Built(new Relation.Values(typed, columns), columns);
    }

    /** The names by which ORDER BY of a VALUES list refers to its columns. */
    static Scope scope(Built built) {
        List<Scope.Named> columns = new ArrayList<>();
        for (int i = 0; i < built.outputs().size(); i++) {
            columns.add(Scope.Named.of(columnName(i), built.outputs().get(i)));
        }
        return Scope.of(new Identifier("*VALUES*"), columns);
    }

    /** The name of a column of VALUES, counted from 0 (manual, "VALUES"). */
    static Identifier columnName(int column) {
        return new Identifier("column" + (column + 1));
    }
}
