package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The views through which maintenance programs read their sources.
 *
 * <p>A view knows its table and columns by number, so it follows when they are renamed, while programs are texts that would not. Its columns keep the
 * names that the source's columns had when the program was made. The planner merges it into every statement.
 */
final class SourceViews {

    private SourceViews() {}

    /** Under which name each table is read. */
    static Function<SourceTable, QualifiedName> names(ObjectNames names, Relation input) {
        Map<Long, QualifiedName> views = new HashMap<>();
        List<SourceTable> sources = SourceChanges.of(input, Map.of()).sources();
        for (int i = 0; i < sources.size(); i++) {
            views.put(sources.get(i).oid(), names.source(i, sources.get(i).name()));
        }
        return table -> {
            QualifiedName view = views.get(table.oid());
            if (view == null) {
                throw new IllegalStateException("no view for " + table.name().sql());
            }
            return view;
        };
    }

    /** The statements that create the views. */
    static List<String> create(ObjectNames names, SourceChanges sources) {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < sources.sources().size(); i++) {
            SourceTable table = sources.sources().get(i);
            String columns = sources.columns().getOrDefault(table.oid(), List.of()).stream()
                    .map(c -> "t." + c.name().sql())
                    .collect(Collectors.joining(", "));
            statements.add("CREATE VIEW " + names.source(i, table.name()).sql() + " AS SELECT " + columns + " FROM "
                    + table.name().sql() + " t");
        }
        return statements;
    }
}
