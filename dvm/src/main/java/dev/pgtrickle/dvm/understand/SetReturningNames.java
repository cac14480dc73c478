package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.syntax.Piece.CallName;
import java.util.Set;

/**
 * Which calls are calls of set-returning functions: those of the functions of a name that the server's tree has.
 *
 * @param functions the qualified names of the set-returning functions
 * @param others the qualified names of the other functions
 */
public record SetReturningNames(Set<QualifiedName> functions, Set<QualifiedName> others) {

    /** Copies the sets. */
    public SetReturningNames {
        functions = Set.copyOf(functions);
        others = Set.copyOf(others);
    }

    boolean contains(Call call) {
        if (call.over() != null || !(call.name() instanceof CallName.Function function)) {
            return false;
        }
        boolean found = isIn(functions, function.name());
        if (found && isIn(others, function.name())) {
            throw NotMaintainable.because(
                    function.name().sql(), "is the name of a function that returns a set and of another one");
        }
        return found;
    }

    private static boolean isIn(Set<QualifiedName> names, QualifiedName name) {
        return name.schema() != null
                ? names.contains(name)
                : names.stream().anyMatch(n -> n.name().equals(name.name()));
    }
}
