package dev.pgtrickle.dvm.compile;

import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import dev.pgtrickle.dvm.nodetree.QueryTree;
import dev.pgtrickle.dvm.nodetree.ResultType;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds calls of functions that make JSON of values of any type. The server calls these functions stable because the text of a value may depend
 * on the session; for the types here it does not: numbers, strings, JSON itself, and dates and times, which JSON always shows the ISO way.
 */
final class JsonFunctions {

    private static final Set<String> NAMES = Set.of(
            "json_agg",
            "json_agg_strict",
            "json_object_agg",
            "json_object_agg_strict",
            "json_object_agg_unique",
            "json_object_agg_unique_strict",
            "jsonb_agg",
            "jsonb_agg_strict",
            "jsonb_object_agg",
            "jsonb_object_agg_strict",
            "jsonb_object_agg_unique",
            "jsonb_object_agg_unique_strict",
            "to_json",
            "to_jsonb",
            "array_to_json",
            "json_build_array",
            "json_build_object",
            "jsonb_build_array",
            "jsonb_build_object");

    /** From {@code pg_type.dat}: bool, char, name, the integers, text, json, float4, float8, bpchar, varchar, date, time, timestamp, numeric, uuid, jsonb. */
    private static final Set<Long> TYPES = Set.of(
            16L, 18L, 19L, 20L, 21L, 23L, 25L, 114L, 700L, 701L, 1042L, 1043L, 1082L, 1083L, 1114L, 1700L, 2950L,
            3802L);

    /** The array types of these. */
    private static final Set<Long> ARRAY_TYPES = Set.of(
            1000L, 1002L, 1003L, 1016L, 1005L, 1007L, 1009L, 199L, 1021L, 1022L, 1014L, 1015L, 1182L, 1183L, 1115L,
            1231L, 2951L, 3807L);

    private final Map<Long, Set<Long>> argumentTypes = new HashMap<>();
    private final Set<Long> unknown = new HashSet<>();

    /** Collects the argument types of all calls. */
    JsonFunctions(Collection<QueryTree> trees) {
        for (QueryTree tree : trees) {
            tree.nodes("AGGREF").forEach(n -> {
                List<Long> types =
                        n.texts("aggargtypes").stream().map(Long::valueOf).toList();
                argumentTypes
                        .computeIfAbsent(n.number("aggfnoid"), f -> new HashSet<>())
                        .addAll(types);
            });
            tree.nodes("FUNCEXPR").forEach(n -> addCall(n.number("funcid"), n.nodes("args")));
            tree.nodes("WINDOWFUNC").forEach(n -> addCall(n.number("winfnoid"), n.nodes("args")));
        }
    }

    private void addCall(long function, List<Node> arguments) {
        List<Long> types = new ArrayList<>();
        for (Node argument : arguments) {
            ResultType.of(argument).ifPresentOrElse(t -> types.add(t.type()), () -> unknown.add(function));
        }
        argumentTypes.computeIfAbsent(function, f -> new HashSet<>()).addAll(types);
    }

    /**
     * Whether a function is one of these, and what it is called with does not depend on the session.
     *
     * @param function its OID
     * @param name its name
     * @return true when its results are as immutable as its arguments
     */
    boolean isSettled(long function, QualifiedName name) {
        return NAMES.contains(name.name().name())
                && name.equals(QualifiedName.of("pg_catalog", name.name().name()))
                && !unknown.contains(function)
                && argumentTypes.getOrDefault(function, Set.of()).stream()
                        .allMatch(t -> TYPES.contains(t) || ARRAY_TYPES.contains(t));
    }
}
