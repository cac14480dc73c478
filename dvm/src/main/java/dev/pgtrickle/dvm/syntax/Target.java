package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import org.jspecify.annotations.Nullable;

/**
 * One output column of a SELECT.
 *
 * @param expression its value
 * @param alias the name after AS, or null when the column's name is that of the column referred to, or of no interest
 */
public record Target(Expression expression, @Nullable Identifier alias) {

    /**
     * The name of the output column.
     *
     * @return the alias, or the name of the column that the expression consists of, or null when the server makes a name up
     */
    public @Nullable Identifier name() {
        if (alias != null) {
            return alias;
        }
        if (expression.pieces().size() != 1) {
            return null;
        }
        return switch (expression.pieces().getFirst()) {
            case Piece.ColumnReference reference -> reference.column();
            case Piece.MergedColumn merged -> merged.column();
            default -> null;
        };
    }
}
