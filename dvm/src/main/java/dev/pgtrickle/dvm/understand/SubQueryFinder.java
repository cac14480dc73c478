package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.SyntaxRewriter;

/** Finds queries in an expression, also in the arguments of calls. */
final class SubQueryFinder extends SyntaxRewriter {

    private boolean found;

    private SubQueryFinder() {}

    static boolean isIn(Expression expression) {
        SubQueryFinder finder = new SubQueryFinder();
        finder.expression(expression);
        return finder.found;
    }

    @Override
    protected Piece piece(Piece piece) {
        if (piece instanceof Piece.SubQuery) {
            found = true;
            return piece;
        }
        return super.piece(piece);
    }
}
