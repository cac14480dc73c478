package dev.pgtrickle.dvm.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints FROM items. */
final class FromPrinter {

    private final SqlWriter out;
    private final QueryPrinter queries;

    FromPrinter(SqlWriter out, QueryPrinter queries) {
        this.out = out;
        this.queries = queries;
    }

    void item(FromItem item) {
        switch (item) {
            case FromItem.Table table -> table(table);
            case FromItem.SubSelect select -> {
                lateral(select.lateral());
                out.token("(");
                queries.parenthesised(select.query());
                alias(select.alias());
            }
            case FromItem.Function function -> function(function);
            case FromItem.TableFunction function -> {
                lateral(function.lateral());
                queries.expressions().expression(function.call());
                alias(function.alias());
            }
            case FromItem.Join join -> join(join);
        }
    }

    private void lateral(boolean lateral) {
        if (lateral) {
            out.token("LATERAL");
        }
    }

    private void table(FromItem.Table table) {
        if (table.only()) {
            out.token("ONLY");
        }
        out.token(table.name().sql());
        alias(table.alias());
        FromItem.TableSample sample = table.sample();
        if (sample != null) {
            out.token("TABLESAMPLE");
            out.token(sample.method().sql());
            out.token("(");
            out.glue();
            queries.commaSeparated(sample.arguments(), queries.expressions()::expression);
            out.attached(")");
            if (sample.repeatable() != null) {
                out.token("REPEATABLE (");
                out.glue();
                queries.expressions().expression(sample.repeatable());
                out.attached(")");
            }
        }
    }

    private void function(FromItem.Function function) {
        lateral(function.lateral());
        switch (function.form()) {
            case SINGLE ->
                queries.expressions().expression(function.calls().getFirst().call());
            case ROWS_FROM -> {
                out.token("ROWS FROM(");
                out.glue();
                queries.commaSeparated(function.calls(), call -> {
                    queries.expressions().expression(call.call());
                    if (!call.definitions().isEmpty()) {
                        out.token("AS");
                        definitions(call.definitions());
                    }
                });
                out.attached(")");
            }
        }
        if (function.ordinality()) {
            out.token("WITH ORDINALITY");
        }
        alias(function.alias());
        if (!function.definitions().isEmpty()) {
            definitions(function.definitions());
        }
    }

    private void definitions(List<ColumnDefinition> definitions) {
        out.token("(");
        out.glue();
        queries.commaSeparated(definitions, definition -> {
            out.token(definition.name().sql());
            queries.expressions().tokens(definition.type());
        });
        out.attached(")");
    }

    private void join(FromItem.Join join) {
        out.token("(");
        out.glue();
        item(join.left());
        out.indent();
        out.line();
        boolean cross = join.condition() instanceof JoinCondition.None;
        out.token(cross ? "CROSS JOIN" : join.type().words());
        item(join.right());
        switch (join.condition()) {
            case JoinCondition.None none -> {}
            case JoinCondition.On on -> {
                out.token("ON");
                queries.expressions().expression(on.condition());
            }
            case JoinCondition.Using using -> {
                out.token("USING ");
                queries.names(using.columns());
                if (using.alias() != null) {
                    out.token("AS");
                    out.token(using.alias().sql());
                }
            }
        }
        out.outdent();
        out.attached(")");
        alias(join.alias());
    }

    private void alias(@Nullable Alias alias) {
        if (alias != null) {
            out.token(alias.name().sql());
            if (!alias.columns().isEmpty()) {
                queries.names(alias.columns());
            }
        }
    }
}
