package dev.pgtrickle.dvm.nodetree;

import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The type of an expression, as far as its topmost node tells.
 *
 * @param type the OID of the type
 * @param typmod the type modifier, -1 for none or when the node does not tell (a length coercion function keeps it in an argument)
 * @param collation the OID of the collation, 0 for none
 */
public record ResultType(long type, long typmod, long collation) {

    private static final long BOOLEAN = 16;
    private static final long INTEGER = 23;

    /** The fields that hold type, type modifier and collation of a node. */
    private record Fields(
            String type, @Nullable String typmod, @Nullable String collation) {}

    private static final Map<String, Fields> FIELDS = Map.ofEntries(
            Map.entry("VAR", new Fields("vartype", "vartypmod", "varcollid")),
            Map.entry("CONST", new Fields("consttype", "consttypmod", "constcollid")),
            Map.entry("PARAM", new Fields("paramtype", "paramtypmod", "paramcollid")),
            Map.entry("AGGREF", new Fields("aggtype", null, "aggcollid")),
            Map.entry("WINDOWFUNC", new Fields("wintype", null, "wincollid")),
            Map.entry("SUBSCRIPTINGREF", new Fields("refrestype", "reftypmod", "refcollid")),
            Map.entry("FUNCEXPR", new Fields("funcresulttype", null, "funccollid")),
            Map.entry("OPEXPR", new Fields("opresulttype", null, "opcollid")),
            Map.entry("NULLIFEXPR", new Fields("opresulttype", null, "opcollid")),
            Map.entry("FIELDSELECT", new Fields("resulttype", "resulttypmod", "resultcollid")),
            Map.entry("RELABELTYPE", new Fields("resulttype", "resulttypmod", "resultcollid")),
            Map.entry("COERCEVIAIO", new Fields("resulttype", null, "resultcollid")),
            Map.entry("ARRAYCOERCEEXPR", new Fields("resulttype", "resulttypmod", "resultcollid")),
            Map.entry("CONVERTROWTYPEEXPR", new Fields("resulttype", null, null)),
            Map.entry("COERCETODOMAIN", new Fields("resulttype", "resulttypmod", "resultcollid")),
            Map.entry("CASEEXPR", new Fields("casetype", null, "casecollid")),
            Map.entry("ARRAYEXPR", new Fields("array_typeid", null, "array_collid")),
            Map.entry("ROWEXPR", new Fields("row_typeid", null, null)),
            Map.entry("COALESCEEXPR", new Fields("coalescetype", null, "coalescecollid")),
            Map.entry("MINMAXEXPR", new Fields("minmaxtype", null, "minmaxcollid")),
            Map.entry("SQLVALUEFUNCTION", new Fields("type", "typmod", null)));

    /**
     * Reads the type of an expression.
     *
     * @param expression an expression node
     * @return its type, or nothing when it does not follow from the node itself, as for XML and JSON constructors and ARRAY sub-selects
     */
    public static Optional<ResultType> of(Node expression) {
        return switch (expression.tag()) {
            case "BOOLEXPR", "DISTINCTEXPR", "SCALARARRAYOPEXPR", "ROWCOMPAREEXPR", "NULLTEST", "BOOLEANTEST" ->
                Optional.of(new ResultType(BOOLEAN, -1, 0));
            case "GROUPINGFUNC" -> Optional.of(new ResultType(INTEGER, -1, 0));
            case "COLLATEEXPR" -> collated(expression);
            case "SUBLINK" -> ofSubLink(expression);
            default -> fromFields(expression);
        };
    }

    private static Optional<ResultType> collated(Node expression) {
        return expression.field("arg") instanceof Node argument
                ? of(argument).map(t -> new ResultType(t.type(), t.typmod(), expression.number("collOid")))
                : Optional.empty();
    }

    private static Optional<ResultType> ofSubLink(Node expression) {
        return switch (SubLinkType.of(expression)) {
            case EXISTS, ALL, ANY, ROWCOMPARE -> Optional.of(new ResultType(BOOLEAN, -1, 0));
            case EXPR ->
                expression.field("subselect") instanceof Node query
                        ? new QueryTree(query).targets().getFirst().type()
                        : Optional.empty();
            case MULTIEXPR, ARRAY, CTE -> Optional.empty();
        };
    }

    private static Optional<ResultType> fromFields(Node expression) {
        Fields fields = FIELDS.get(expression.tag());
        if (fields == null) {
            return Optional.empty();
        }
        return Optional.of(new ResultType(
                expression.number(fields.type()),
                fields.typmod() == null ? -1 : expression.number(fields.typmod()),
                fields.collation() == null ? 0 : expression.number(fields.collation())));
    }
}
