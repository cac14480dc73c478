package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation.TableFunction.Output;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.syntax.Alias;
import dev.pgtrickle.dvm.syntax.ColumnDefinition;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.FromItem;
import dev.pgtrickle.dvm.syntax.FromItem.FunctionCall;
import dev.pgtrickle.dvm.understand.Scope.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds functions in FROM: calls, {@code ROWS FROM}, {@code WITH ORDINALITY}, {@code JSON_TABLE} and {@code XMLTABLE}. */
final class TableFunctionBuilder {

    private final TreeBuilder builder;

    TableFunctionBuilder(TreeBuilder builder) {
        this.builder = builder;
    }

    /**
     * Reads a function item.
     *
     * @param function the item
     * @param product what stands at its left
     * @param left the names at its left
     */
    TableFunctionItem build(FromItem.Function function, Product product, Scope left) {
        ExpressionReader reader = new ExpressionReader(left);
        List<Term> terms = new ArrayList<>();
        switch (function.form()) {
            case SINGLE ->
                terms.addAll(read(reader, function.calls().getFirst().call()).terms());
            case ROWS_FROM -> appendRowsFrom(function.calls(), reader, terms);
        }
        if (function.ordinality()) {
            terms.add(new Token("WITH"));
            terms.add(new Token("ORDINALITY"));
        }
        return item(new Scalar(terms), function.definitions(), function.referenceName(), function.alias(), product);
    }

    /**
     * Reads a JSON_TABLE or XMLTABLE item.
     *
     * @param function the item
     * @param product what stands at its left
     * @param left the names at its left
     */
    TableFunctionItem build(FromItem.TableFunction function, Product product, Scope left) {
        Scalar call = read(new ExpressionReader(left), function.call());
        return item(call, List.of(), function.referenceName(), function.alias(), product);
    }

    private static Scalar read(ExpressionReader reader, Expression call) {
        if (SubQueryFinder.isIn(call)) {
            throw NotMaintainable.because(
                    "A subquery in the arguments of a function in FROM", "is not maintained incrementally");
        }
        return reader.read(call);
    }

    private static void appendRowsFrom(List<FunctionCall> calls, ExpressionReader reader, List<Term> terms) {
        terms.add(new Token("ROWS"));
        terms.add(new Token("FROM"));
        terms.add(new Token("("));
        for (int i = 0; i < calls.size(); i++) {
            if (i > 0) {
                terms.add(new Token(","));
            }
            terms.addAll(read(reader, calls.get(i).call()).terms());
            if (!calls.get(i).definitions().isEmpty()) {
                terms.add(new Token("AS"));
                terms.add(new Token("("));
                terms.add(new Token(calls.get(i).definitions().stream()
                        .map(d -> d.name().sql() + " " + type(d))
                        .collect(Collectors.joining(", "))));
                terms.add(new Token(")"));
            }
        }
        terms.add(new Token(")"));
    }

    private TableFunctionItem item(
            Scalar item,
            List<ColumnDefinition> definitions,
            @Nullable Identifier name,
            @Nullable Alias alias,
            Product product) {
        product.take(item.columns());
        List<Identifier> names = definitions.isEmpty()
                ? builder.typing().functionColumns(product.having(item.columns()), item)
                : definitions.stream().map(ColumnDefinition::name).toList();
        List<Identifier> aliases = alias == null ? List.of() : alias.columns();
        List<Output> outputs = new ArrayList<>();
        List<Named> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ColumnId id = builder.ids().next();
            outputs.add(new Output(id, definitions.isEmpty() ? null : type(definitions.get(i))));
            columns.add(Named.of(i < aliases.size() ? aliases.get(i) : names.get(i), id));
        }
        return new TableFunctionItem(item, outputs, Scope.of(name, columns));
    }

    private static String type(ColumnDefinition definition) {
        return definition.type().stream()
                .<Term>map(t -> new Token(t.text()))
                .collect(Collectors.collectingAndThen(Collectors.toList(), Scalar::new))
                .toString();
    }
}
