package dev.pgtrickle.dvm.analyse;

import dev.pgtrickle.dvm.nodetree.QueryTree;
import dev.pgtrickle.dvm.session.Rows;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.ArrayText;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.SearchPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the server function {@code pgtrickle._analyse} says about one text.
 *
 * @param path the search path the text was read under
 * @param canonical the wrapping view as text, for that path, or for {@link SearchPath#SYSTEM} if the text is a user's
 * @param ownCanonical the wrapping view as text for that path
 * @param tree the tree of the wrapping view
 * @param columns the output columns; names that occur twice are not unique yet
 */
record ServerAnalysis(
        SearchPath path, String canonical, String ownCanonical, QueryTree tree, List<OutputColumn> columns)
        implements Reading {

    /** The columns that {@link #of} expects, for a query that calls the function in its FROM list. */
    static final String RESULT = "path, canonical, own_canonical, tree, type_oids, typmods, collations, types, "
            + "error_state, error_message";

    private static final String OF_USER_TEXT = "SELECT " + RESULT + " FROM pgtrickle._analyse("
            + "ARRAY[CAST($1 AS pg_catalog.text)], ARRAY[NULL::pg_catalog.text], pg_catalog.current_setting('search_path'))";

    private static final String OF_TEXT = "SELECT " + RESULT + " FROM pgtrickle._analyse("
            + "ARRAY[CAST($1 AS pg_catalog.text)], ARRAY[CAST($2 AS pg_catalog.text)], '')";

    /**
     * Analyses a user's text, read as the session reads it.
     *
     * @throws SqlError when the server cannot read it, in terms of the text; the transaction is aborted
     */
    static ServerAnalysis ofUserText(SqlSession session, UserText text) {
        Rows rows;
        try {
            rows = session.query(OF_USER_TEXT, text.text());
        } catch (SqlError e) {
            throw text.translate(e);
        }
        return analysis(rows.single(), 0);
    }

    /** Analyses a text that the server or we printed for a search path. */
    static Reading ofText(SqlSession session, String text, SearchPath path) {
        return of(session.query(OF_TEXT, text, path.setting()).single(), 0);
    }

    /** Reads a row of {@link #RESULT} from a given column on. */
    static Reading of(Rows.Row row, int first) {
        String state = row.nullable(first + 8);
        return state == null
                ? analysis(row, first)
                : new Refusal(state, Objects.requireNonNullElse(row.nullable(first + 9), state));
    }

    private static ServerAnalysis analysis(Rows.Row row, int first) {
        String canonical = row.text(first + 1);
        QueryTree wrapping = QueryTree.read(row.text(first + 3));
        return new ServerAnalysis(
                SearchPath.parse(row.text(first)),
                canonical,
                Objects.requireNonNullElse(row.nullable(first + 2), canonical),
                wrapping,
                columns(row, first + 4, wrapping));
    }

    private static List<OutputColumn> columns(Rows.Row row, int first, QueryTree wrapping) {
        List<String> names = wrapping.rangeTable().getFirst().columnNames();
        List<String> types = array(row, first);
        List<String> typmods = array(row, first + 1);
        List<String> collations = array(row, first + 2);
        List<String> typeNames = array(row, first + 3);
        List<OutputColumn> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Identifier name = new Identifier(names.get(i));
            columns.add(new OutputColumn(
                    name,
                    name,
                    Long.parseLong(types.get(i)),
                    Integer.parseInt(typmods.get(i)),
                    Long.parseLong(collations.get(i)),
                    typeNames.get(i)));
        }
        return columns;
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
