package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import java.util.List;

/**
 * The alias of a FROM item.
 *
 * @param name the name that column references use
 * @param columns new names of its first columns in order, empty for none
 */
public record Alias(Identifier name, List<Identifier> columns) {

    /** Copies the list. */
    public Alias {
        columns = List.copyOf(columns);
    }
}
