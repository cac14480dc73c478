package dev.pgtrickle.dvm.compile;

import dev.pgtrickle.dvm.nodetree.FunctionUse;
import dev.pgtrickle.dvm.nodetree.NodeTree;
import dev.pgtrickle.dvm.nodetree.QueryTree;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.understand.SetReturningNames;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a query's functions may depend on besides their arguments, resolved by OID: also those behind operators, casts through text, sorting and
 * grouping, and the values such as CURRENT_DATE that the grammar knows.
 *
 * @param functions all functions by OID
 * @param volatileNames those that may give another result each time, for a message
 * @param stableNames those that may give another result in another statement and cannot be maintained, for a message
 * @param dependences what else they depend on
 */
record FunctionFacts(
        Map<Long, Function> functions,
        Set<String> volatileNames,
        Set<String> stableNames,
        Set<Dependence> dependences) {

    /** What results may depend on besides arguments, and can all the same be maintained. */
    enum Dependence {
        /** The start of the transaction. */
        CLOCK,
        /** The time zone and other settings that maintenance pins. */
        SETTINGS
    }

    /** The functions of the start of the transaction, and the values of the grammar that stand for it ({@code primnodes.h}). */
    private static final Set<String> CLOCKS = Set.of("now", "transaction_timestamp", "statement_timestamp");

    private static final Set<Long> CLOCK_VALUES = Set.of(0L, 3L, 4L, 7L, 8L);

    /**
     * A function.
     *
     * @param name its name
     * @param kind what it returns
     * @param aggregate whether it is an aggregate
     */
    record Function(QualifiedName name, Kind kind, boolean aggregate) {}

    /** What a function returns. */
    enum Kind {
        /** One value for each row. */
        SCALAR,
        /** Any number of rows. */
        SET_RETURNING
    }

    private static final String QUERY = "SELECT * FROM pgtrickle._function_facts($1::oid[], $2::oid[], $3::oid[])";

    /** Asks the server about the functions of some queries. */
    static FunctionFacts of(SqlSession session, Collection<QueryTree> trees) {
        Set<Long> functionOids = new TreeSet<>();
        Set<Long> operators = new TreeSet<>();
        Set<Long> types = new TreeSet<>();
        Set<Long> named = new TreeSet<>();
        Names stable = new Names();
        Names unstable = new Names();
        Set<Dependence> dependences = EnumSet.noneOf(Dependence.class);
        for (QueryTree tree : trees) {
            for (FunctionUse use : tree.functions()) {
                functionOids.add(use.oid());
                if (use.role() != FunctionUse.Role.OPERATOR) {
                    named.add(use.oid());
                }
            }
            operators.addAll(tree.operators());
            types.addAll(tree.inputOutputTypes());
            for (NodeTree.Node node : tree.nodes("SQLVALUEFUNCTION")) {
                if (CLOCK_VALUES.contains(node.number("op"))) {
                    dependences.add(Dependence.CLOCK);
                    dependences.add(Dependence.SETTINGS);
                } else {
                    stable.named.add("CURRENT_TIME, CURRENT_USER or the like");
                }
            }
            if (!tree.nodes("NEXTVALUEEXPR").isEmpty()) {
                unstable.named.add("nextval");
            }
            if (!tree.nodes("TABLESAMPLECLAUSE").isEmpty()) {
                unstable.named.add("TABLESAMPLE");
            }
        }
        JsonFunctions json = new JsonFunctions(trees);
        Map<Long, Function> functions = new HashMap<>();
        for (Row row : session.query(QUERY, array(functionOids), array(operators), array(types))
                .rows()) {
            QualifiedName name = QualifiedName.of(row.text(1), row.text(2));
            functions.put(
                    row.number(0),
                    new Function(
                            name,
                            row.truth(3) ? Kind.SET_RETURNING : Kind.SCALAR,
                            row.text(6).equals("a")));
            switch (row.text(4)) {
                case "v" -> unstable.add(shown(name), named.contains(row.number(0)));
                case "s" -> {
                    if (name.equals(QualifiedName.of("pg_catalog", name.name().name()))
                            && CLOCKS.contains(name.name().name())) {
                        dependences.add(Dependence.CLOCK);
                    } else if (PinnedFunctions.contains(name, row.text(5))) {
                        dependences.add(Dependence.SETTINGS);
                    } else if (!json.isSettled(row.number(0), name)) {
                        stable.add(shown(name), named.contains(row.number(0)));
                    }
                }
                default -> {}
            }
        }
        return new FunctionFacts(functions, unstable.shown(), stable.shown(), dependences);
    }

    /** The same where it is known that what may change with the session does not change the result. */
    FunctionFacts settled() {
        return new FunctionFacts(functions, volatileNames, Set.of(), dependences);
    }

    /** Names for a message: those that the query names; functions behind operators and casts only when there is nothing else to show. */
    private static final class Names {
        private final Set<String> named = new TreeSet<>();
        private final Set<String> behind = new TreeSet<>();

        void add(String name, boolean isNamed) {
            (isNamed ? named : behind).add(name);
        }

        Set<String> shown() {
            return named.isEmpty() ? behind : named;
        }
    }

    private static String shown(QualifiedName name) {
        return (name.schema() != null && name.schema().name().equals("pg_catalog")
                        ? name.name().sql()
                        : name.sql()) + "()";
    }

    private static String array(Set<Long> oids) {
        return oids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /** The names of the functions that trees use as aggregates. */
    Set<QualifiedName> aggregates(List<QueryTree> trees) {
        return used(trees, FunctionUse.Role.AGGREGATE).map(Function::name).collect(Collectors.toSet());
    }

    /** The names of the functions that trees call by name, by what they return. */
    SetReturningNames setReturning(List<QueryTree> trees) {
        Map<Kind, Set<QualifiedName>> names = used(trees, FunctionUse.Role.FUNCTION)
                .collect(Collectors.groupingBy(Function::kind, Collectors.mapping(Function::name, Collectors.toSet())));
        return new SetReturningNames(
                names.getOrDefault(Kind.SET_RETURNING, Set.of()), names.getOrDefault(Kind.SCALAR, Set.of()));
    }

    /** Whether trees have operators that return sets. */
    boolean hasSetReturningOperator(List<QueryTree> trees) {
        return used(trees, FunctionUse.Role.OPERATOR).anyMatch(f -> f.kind() == Kind.SET_RETURNING);
    }

    private Stream<Function> used(List<QueryTree> trees, FunctionUse.Role role) {
        return trees.stream()
                .flatMap(t -> t.functions().stream())
                .filter(u -> u.role() == role)
                .flatMap(u -> Optional.ofNullable(functions.get(u.oid())).stream());
    }
}
