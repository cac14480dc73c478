package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint.Duplicates;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.syntax.Cte;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The columns that SEARCH and CYCLE clauses add to a recursion (manual, "WITH Queries", sections "Search Order" and "Cycle Detection").
 *
 * <p>A path is an array of rows to the server. No table can store that, so here a path is one array for each column of the rows. Users can see the mark
 * of a cycle; a path or an ordering column can only decide which rows there are.
 *
 * <pre>
 * before: CYCLE a SET mark USING path
 * after:  base: mark = false, path = [a]      step, for rows without mark: mark = (a is in path), path = path + a
 * </pre>
 */
final class SearchCycle {

    /**
     * An added column.
     *
     * @param first its value in the base
     * @param next its value in the step
     */
    record Added(Scalar first, Scalar next) {}

    private static final String DEFAULT_COLLATION = "default";

    private final Cte cte;
    private final Duplicates duplicates;
    private final List<Identifier> names;
    private final List<SqlType> types;

    /**
     * The clauses of a recursion.
     *
     * @param cte the common table expression
     * @param duplicates whether added columns tell rows apart
     * @param names the names of its own columns
     * @param types their types
     */
    SearchCycle(Cte cte, Duplicates duplicates, List<Identifier> names, List<SqlType> types) {
        this.cte = cte;
        this.duplicates = duplicates;
        this.names = names;
        this.types = types;
    }

    /** What the clauses need to be kept of a row, in the base: the mark first, if there is one. */
    List<Scalar> first(List<Scalar> row) {
        List<Scalar> added = new ArrayList<>();
        if (cte.cycle() != null) {
            added.add(unmarked(cte.cycle()));
            columns(cte.cycle().by()).forEach(i -> added.add(path(i, row)));
        }
        Cte.Search search = search();
        if (search != null) {
            switch (search.order()) {
                case BREADTH -> added.add(Scalar.tokens("0", "::", "bigint"));
                case DEPTH -> columns(search.by()).forEach(i -> added.add(path(i, row)));
            }
        }
        return added;
    }

    /**
     * The same in the step.
     *
     * @param row the columns of the new row
     * @param before the added columns of the row that it follows from
     */
    List<Scalar> next(List<Scalar> row, List<Scalar> before) {
        List<Scalar> added = new ArrayList<>();
        int at = 0;
        if (cte.cycle() != null) {
            List<Integer> by = columns(cte.cycle().by());
            added.add(mark(cte.cycle(), by, row, before.subList(1, 1 + by.size())));
            at = 1;
            for (int i : by) {
                added.add(append(before.get(at++), row.get(i)));
            }
        }
        Cte.Search search = search();
        if (search != null) {
            switch (search.order()) {
                case BREADTH ->
                    added.add(new Phrase()
                            .text("(")
                            .verbatim(before.get(at))
                            .text("+", "1", ")")
                            .end());
                case DEPTH -> {
                    for (int i : columns(search.by())) {
                        added.add(append(before.get(at++), row.get(i)));
                    }
                }
            }
        }
        return added;
    }

    /** Which rows are continued, in terms of the added columns. */
    List<Scalar> continued(List<Scalar> added) {
        return cte.cycle() == null
                ? List.of()
                : List.of(new Phrase()
                        .text("(")
                        .verbatim(added.getFirst())
                        .text("<>")
                        .operand(found(cte.cycle()))
                        .text(")")
                        .end());
    }

    /** With UNION ALL, the order of rows plays no part in which rows there are. */
    private Cte.@Nullable Search search() {
        return duplicates == Duplicates.REMOVED ? cte.search() : null;
    }

    private List<Integer> columns(List<Identifier> by) {
        return by.stream().map(names::indexOf).toList();
    }

    private Scalar path(int column, List<Scalar> row) {
        SqlType type = types.get(column);
        boolean collated = type.collation()
                .filter(c -> !c.name().name().name().equals(DEFAULT_COLLATION))
                .isPresent();
        if (type.facts().array() || collated) {
            throw NotMaintainable.because(
                    "SEARCH or CYCLE by column " + names.get(column).sql(),
                    "is not maintained incrementally, because of its type or collation");
        }
        return append(Scalar.tokens("NULL", "::", type.facts().name() + "[]"), row.get(column));
    }

    private static Scalar append(Scalar path, Scalar value) {
        return new Phrase()
                .text("pg_catalog.array_append", "(")
                .verbatim(path)
                .text(",")
                .verbatim(value)
                .text(")")
                .end();
    }

    private Scalar mark(Cte.Cycle cycle, List<Integer> by, List<Scalar> row, List<Scalar> paths) {
        return new Phrase()
                .text("CASE", "WHEN")
                .verbatim(isIn(by, row, paths))
                .text("THEN")
                .operand(found(cycle))
                .text("ELSE")
                .operand(otherwise(cycle))
                .text("END")
                .end();
    }

    /** Whether a row is in its path, null being equal to null. */
    private Scalar isIn(List<Integer> by, List<Scalar> row, List<Scalar> paths) {
        String columns = IntStream.range(0, by.size())
                .mapToObj(i -> "x" + i)
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        Phrase phrase = new Phrase().text("EXISTS", "(", "SELECT", "FROM", "ROWS FROM", "(");
        for (int i = 0; i < paths.size(); i++) {
            if (i > 0) {
                phrase.text(",");
            }
            phrase.text("pg_catalog.unnest", "(").verbatim(paths.get(i)).text(")");
        }
        phrase.text(")", "AS", "p(" + columns + ")", "WHERE");
        for (int i = 0; i < by.size(); i++) {
            Scalar value = row.get(by.get(i));
            phrase.text(i > 0 ? "AND (" : "(", "p.x" + i)
                    .operator(types.get(by.get(i)).facts().equality())
                    .operand(value)
                    .text("OR", "pg_catalog.num_nulls", "(", "p.x" + i, ",")
                    .verbatim(value)
                    .text(")", "=", "2", ")");
        }
        return phrase.text(")").end();
    }

    private static Scalar found(Cte.Cycle cycle) {
        return cycle.values() == null
                ? Scalar.tokens("true")
                : new ExpressionReader(Scope.EMPTY).read(cycle.values().found());
    }

    private static Scalar otherwise(Cte.Cycle cycle) {
        return cycle.values() == null
                ? Scalar.tokens("false")
                : new ExpressionReader(Scope.EMPTY).read(cycle.values().otherwise());
    }

    /** The mark of a row of the base: of the type that both values have in common, which a CASE finds as the clause does. */
    private static Scalar unmarked(Cte.Cycle cycle) {
        return cycle.values() == null
                ? otherwise(cycle)
                : new Phrase()
                        .text("CASE", "WHEN", "true", "THEN")
                        .operand(otherwise(cycle))
                        .text("ELSE")
                        .operand(found(cycle))
                        .text("END")
                        .end();
    }
}
