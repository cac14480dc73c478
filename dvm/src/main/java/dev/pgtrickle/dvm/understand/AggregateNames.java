package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.syntax.Piece.CallName;
import java.util.Set;

/**
 * Which calls are aggregate calls: those of the functions that the server's tree uses as aggregates.
 *
 * @param functions the qualified names of these functions
 */
public record AggregateNames(Set<QualifiedName> functions) {

    /** The constructs of the grammar that are aggregates. */
    private static final Set<String> CONSTRUCTS = Set.of("JSON_ARRAYAGG", "JSON_OBJECTAGG");

    /** Copies the set. */
    public AggregateNames {
        functions = Set.copyOf(functions);
    }

    /** The name of what is called, without its schema. */
    static String unqualified(CallName name) {
        return switch (name) {
            case CallName.Function function -> function.name().name().name();
            case CallName.Construct construct -> construct.keyword();
        };
    }

    boolean contains(Call call) {
        if (call.over() != null) {
            return false;
        }
        return switch (call.name()) {
            case CallName.Function function ->
                functions.stream()
                        .anyMatch(f -> f.name().equals(function.name().name())
                                && (function.name().schema() == null
                                        || function.name().equals(f)));
            case CallName.Construct construct -> CONSTRUCTS.contains(construct.keyword());
        };
    }
}
