package dev.pgtrickle.dvm.analyse;

import dev.pgtrickle.dvm.nodetree.QueryTree;
import dev.pgtrickle.dvm.session.Rows;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.source.TypeCatalog.Reference;
import dev.pgtrickle.dvm.sql.ArrayText;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.Literal;
import dev.pgtrickle.dvm.sql.SearchPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the server function {@code pgtrickle._analyse} says about one text.
 *
 * @param path the search path the text was read under
 * @param canonical the wrapping view as text; empty if it was not printed
 * @param tree the tree of the wrapping view
 * @param columns the output columns; names that occur twice are not unique yet
 */
record ServerAnalysis(SearchPath path, String canonical, QueryTree tree, List<OutputColumn> columns)
        implements Reading {

    /** How the server prints a wrapping view. */
    enum Printing {
        /** Not at all. */
        NONE("not at all"),
        /** For the path that the text was read under. */
        OWN_PATH("for its path"),
        /** With everything qualified that is not in the system catalog. */
        SYSTEM_PATH("for the system path");

        private final String argument;

        Printing(String argument) {
            this.argument = argument;
        }

        /** As the function's argument, in SQL. */
        String sql() {
            return new Literal(argument).sql();
        }
    }

    /** The columns that {@link #of} expects, for a query that calls the function in its FROM list. */
    static final String RESULT =
            "path, canonical, tree, type_oids, typmods, collations, types, error_state, error_message";

    private static final String OF_USER_TEXT = "SELECT " + RESULT + " FROM pgtrickle._analyse("
            + "ARRAY[CAST($1 AS pg_catalog.text)], ARRAY[NULL::pg_catalog.text], pg_catalog.current_setting('search_path'),"
            + " CAST($2 AS pg_catalog.text))";

    private static final String OF_TEXT = "SELECT " + RESULT + " FROM pgtrickle._analyse("
            + "ARRAY[CAST($1 AS pg_catalog.text)], ARRAY[CAST($2 AS pg_catalog.text)], '', 'not at all')";

    private static final String TYPES_OF_TEXT =
            "SELECT type_oids, typmods, collations, types, error_state, error_message"
                    + " FROM pgtrickle._analyse(ARRAY[CAST($1 AS pg_catalog.text)], ARRAY[CAST($2 AS pg_catalog.text)], '', 'not at all')";

    /**
     * Analyses a user's text, read as the session reads it.
     *
     * @throws SqlError when the server cannot read it, in terms of the text; the transaction is aborted
     */
    static ServerAnalysis ofUserText(SqlSession session, UserText text, Printing printing) {
        Rows rows;
        try {
            rows = session.query(OF_USER_TEXT, text.text(), printing.argument);
        } catch (SqlError e) {
            throw text.translate(e);
        }
        return analysis(rows.single(), 0);
    }

    private static final String PRINTED = "SELECT " + RESULT
            + " FROM pgtrickle._analyse(ARRAY[CAST($1 AS pg_catalog.text)], ARRAY[CAST($2 AS pg_catalog.text)], '', CAST($3 AS pg_catalog.text))";

    /** Analyses a text that we made for the system catalog alone, and prints it for that. */
    static Reading printed(SqlSession session, String text) {
        return of(
                session.query(PRINTED, text, SearchPath.SYSTEM.setting(), Printing.SYSTEM_PATH.argument)
                        .single(),
                0);
    }

    /** Analyses a text that the server or we printed for a search path. */
    static Reading ofText(SqlSession session, String text, SearchPath path) {
        return of(session.query(OF_TEXT, text, path.setting()).single(), 0);
    }

    /** The same without the tree, which is large. */
    static Types typesOfText(SqlSession session, String text, SearchPath path) {
        Rows.Row row = session.query(TYPES_OF_TEXT, text, path.setting()).single();
        return new Types(types(row, 0), refusal(row, 4));
    }

    /**
     * How a text is typed.
     *
     * @param columns the types of the columns, in order; empty if there is a refusal
     * @param refusal the server's error
     */
    record Types(List<Reference> columns, Optional<Refusal> refusal) {

        /** Copies the list. */
        Types {
            columns = List.copyOf(columns);
        }
    }

    /** Reads a row of {@link #RESULT} from a given column on. */
    static Reading of(Rows.Row row, int first) {
        Optional<Refusal> refusal = refusal(row, first + 7);
        return refusal.isPresent() ? refusal.get() : analysis(row, first);
    }

    private static Optional<Refusal> refusal(Rows.Row row, int first) {
        String state = row.nullable(first);
        return Optional.ofNullable(state)
                .map(s -> new Refusal(s, Objects.requireNonNullElse(row.nullable(first + 1), s)));
    }

    private static ServerAnalysis analysis(Rows.Row row, int first) {
        QueryTree wrapping = QueryTree.read(row.text(first + 2));
        return new ServerAnalysis(
                SearchPath.parse(row.text(first)),
                Objects.requireNonNullElse(row.nullable(first + 1), ""),
                wrapping,
                columns(row, first + 3, wrapping));
    }

    private static List<OutputColumn> columns(Rows.Row row, int first, QueryTree wrapping) {
        List<String> names = wrapping.rangeTable().getFirst().columnNames();
        List<Reference> types = types(row, first);
        List<OutputColumn> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Identifier name = new Identifier(names.get(i));
            Reference type = types.get(i);
            columns.add(new OutputColumn(name, name, type.oid(), type.typmod(), type.collation(), type.declaration()));
        }
        return columns;
    }

    private static List<Reference> types(Rows.Row row, int first) {
        List<String> oids = array(row, first);
        List<String> typmods = array(row, first + 1);
        List<String> collations = array(row, first + 2);
        List<String> names = array(row, first + 3);
        List<Reference> types = new ArrayList<>();
        for (int i = 0; i < oids.size(); i++) {
            types.add(new Reference(
                    Long.parseLong(oids.get(i)),
                    Integer.parseInt(typmods.get(i)),
                    Long.parseLong(collations.get(i)),
                    names.get(i)));
        }
        return types;
    }

    private static List<String> array(Rows.Row row, int column) {
        String text = row.nullable(column);
        return text == null
                ? List.of()
                : ArrayText.parse(text).stream().map(Objects::requireNonNull).toList();
    }

    /** The tree of the query itself. */
    QueryTree queryTree() {
        return tree.rangeTable().getFirst().subquery().orElseThrow();
    }

    /** The output columns with unique names. */
    List<OutputColumn> namedColumns() {
        return UniqueNames.of(columns);
    }
}
