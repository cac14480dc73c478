package dev.pgtrickle.dvm.nodetree;

import dev.pgtrickle.dvm.nodetree.NodeTree.Atom;
import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import dev.pgtrickle.dvm.nodetree.NodeTree.NodeList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives trees that mean the same, and that the server makes from a query and from its own printing of that query, one form.
 *
 * <ul>
 *   <li>AND within AND, OR within OR: the operands in a row. Evaluation goes from left to right either way.
 *   <li>An array constructor that is cast to another array type: a constructor with cast elements. That is what the server makes of {@code
 *       ARRAY[...]::type[]}, but not when the cast is implied.
 *   <li>JSON_QUERY without a wrapper: whether it says WITHOUT WRAPPER.
 *   <li>JSON output without FORMAT: the format is that of the type.
 *   <li>How the lists of sorted and grouped columns refer to the select list: {@link SortReferences}.
 * </ul>
 */
final class Normalization {

    private static final String JSONB = "3802";
    private static final String FORMAT_DEFAULT = "0";
    private static final String FORMAT_JSON = "1";
    private static final String FORMAT_JSONB = "2";
    private static final String WRAPPER_UNSPECIFIED = "0";
    private static final String WRAPPER_NONE = "1";

    private Normalization() {}

    /** The value in its one form, as far as its topmost node is concerned. */
    static NodeTree of(NodeTree value) {
        if (!(value instanceof Node node)) {
            return value;
        }
        return switch (node.tag()) {
            case "BOOLEXPR" -> flattened(node);
            case "ARRAYCOERCEEXPR" -> castElements(node);
            case "JSONEXPR" ->
                node.text("wrapper").equals(WRAPPER_UNSPECIFIED) ? with(node, "wrapper", new Atom(WRAPPER_NONE)) : node;
            case "JSONRETURNING" -> withFormat(node);
            case "QUERY" -> SortReferences.normalize(node);
            default -> node;
        };
    }

    static Node with(Node node, String field, NodeTree value) {
        Map<String, NodeTree> fields = new LinkedHashMap<>(node.fields());
        fields.put(field, value);
        return new Node(node.tag(), fields);
    }

    private static Node flattened(Node expression) {
        String operator = expression.text("boolop");
        if (operator.equals("not") || !(expression.field("args") instanceof NodeList args)) {
            return expression;
        }
        List<NodeTree> flat = new ArrayList<>();
        Deque<NodeTree> operands = new ArrayDeque<>(args.elements());
        while (!operands.isEmpty()) {
            NodeTree operand = operands.pop();
            if (operand instanceof Node inner
                    && inner.tag().equals("BOOLEXPR")
                    && inner.text("boolop").equals(operator)
                    && inner.field("args") instanceof NodeList nested) {
                nested.elements().reversed().forEach(operands::push);
            } else {
                flat.add(operand);
            }
        }
        return with(expression, "args", new NodeList(args.kind(), flat));
    }

    private static Node castElements(Node cast) {
        boolean constructor = of(cast.field("arg")) instanceof Node inner
                && inner.tag().equals("ARRAYEXPR")
                && !inner.truth("multidims")
                && cast.number("resulttypmod") == -1;
        if (!constructor
                || !(of(cast.field("arg")) instanceof Node array)
                || !(array.field("elements") instanceof NodeList elements)) {
            return cast;
        }
        List<NodeTree> castElements = elements.elements().stream()
                .map(element -> inPlaceOfTestValue(cast.field("elemexpr"), element))
                .toList();
        Map<String, NodeTree> fields = new LinkedHashMap<>(array.fields());
        fields.put("array_typeid", cast.field("resulttype"));
        fields.put("array_collid", cast.field("resultcollid"));
        fields.put("element_typeid", new Atom(elementType(castElements, array)));
        fields.put("elements", new NodeList(elements.kind(), castElements));
        return new Node(array.tag(), fields);
    }

    private static String elementType(List<NodeTree> elements, Node array) {
        return elements.stream()
                .filter(Node.class::isInstance)
                .findFirst()
                .flatMap(element -> ResultType.of((Node) element))
                .map(type -> String.valueOf(type.type()))
                .orElse(array.text("element_typeid"));
    }

    /** The per-element expression of a cast, which is a few nodes deep, with an element in it. */
    private static NodeTree inPlaceOfTestValue(NodeTree expression, NodeTree element) {
        return switch (expression) {
            case NodeTree.Null none -> none;
            case Atom atom -> atom;
            case NodeList list ->
                new NodeList(
                        list.kind(),
                        list.elements().stream()
                                .map(inner -> inPlaceOfTestValue(inner, element))
                                .toList());
            case Node node -> {
                if (node.tag().equals("CASETESTEXPR")) {
                    yield element;
                }
                Map<String, NodeTree> fields = new LinkedHashMap<>();
                node.fields().forEach((name, value) -> fields.put(name, inPlaceOfTestValue(value, element)));
                yield new Node(node.tag(), fields);
            }
        };
    }

    private static Node withFormat(Node returning) {
        if (returning.field("format") instanceof Node format
                && format.text("format_type").equals(FORMAT_DEFAULT)) {
            String natural = returning.text("typid").equals(JSONB) ? FORMAT_JSONB : FORMAT_JSON;
            return with(returning, "format", with(format, "format_type", new Atom(natural)));
        }
        return returning;
    }
}
