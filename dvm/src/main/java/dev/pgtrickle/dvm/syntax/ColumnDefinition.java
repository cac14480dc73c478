package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import java.util.List;

/**
 * A column of a function that returns {@code record}.
 *
 * @param name the column's name
 * @param type the tokens of its type, and of COLLATE if any
 */
public record ColumnDefinition(Identifier name, List<Piece.Token> type) {

    /** Copies the list. */
    public ColumnDefinition {
        type = List.copyOf(type);
    }
}
