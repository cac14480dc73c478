package dev.pgtrickle.dvm.analyse;

import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.syntax.FromItem;
import dev.pgtrickle.dvm.syntax.JoinCondition;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.Quantifier;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.QueryBody;
import dev.pgtrickle.dvm.syntax.SortItem;
import dev.pgtrickle.dvm.syntax.SyntaxRewriter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Changes one randomly chosen thing in a query: a reference, an operator, a constant, a join type, a sort direction, a quantifier. */
final class Mutator extends SyntaxRewriter {

    private static final Map<String, String> OPERATORS =
            Map.of("=", "<>", "<>", "=", "<", ">", ">", "<", ">=", "<=", "<=", ">=", "+", "-", "*", "+", "~~", "!~~");

    private final Random random;
    private final Set<Identifier> aliases = new TreeSet<>();
    private final Set<Identifier> columns = new TreeSet<>();
    /** How many places were seen. */
    private int places;
    /** Which place to change; -1 while counting. */
    private int chosen = -1;

    private Mutator(Random random) {
        this.random = random;
    }

    /** The query with a change, or null when it has nothing to change. */
    static @Nullable Query mutate(Query query, Random random) {
        Mutator mutator = new Mutator(random);
        mutator.query(query);
        if (mutator.places == 0) {
            return null;
        }
        mutator.chosen = random.nextInt(mutator.places);
        mutator.places = 0;
        Query changed = mutator.query(query);
        return changed.equals(query) ? null : changed;
    }

    private boolean here() {
        return places++ == chosen;
    }

    @Override
    protected Piece piece(Piece piece) {
        return switch (piece) {
            case Piece.ColumnReference reference -> reference(reference);
            case Piece.Token token -> token(token);
            case Piece.WholeRow row -> row;
            case Piece.MergedColumn merged -> merged;
            case Piece.SubQuery sub -> super.piece(sub);
            case Piece.Call call -> super.piece(call);
        };
    }

    private Piece.ColumnReference reference(Piece.ColumnReference reference) {
        aliases.add(reference.alias());
        columns.add(reference.column());
        Identifier alias = here() ? other(aliases, reference.alias()) : reference.alias();
        Identifier column = here() ? other(columns, reference.column()) : reference.column();
        return new Piece.ColumnReference(alias, column);
    }

    private Identifier other(Set<Identifier> names, Identifier not) {
        List<Identifier> others =
                names.stream().filter(name -> !name.equals(not)).toList();
        return others.isEmpty() ? not : others.get(random.nextInt(others.size()));
    }

    private Piece.Token token(Piece.Token token) {
        String changed = switch (token.kind()) {
            case OPERATOR -> OPERATORS.getOrDefault(token.text(), token.text());
            case NUMBER -> token.text().matches("\\d{1,8}") ? "1" + token.text() : token.text();
            case STRING -> "'1" + token.text().substring(1);
            case KEYWORD ->
                switch (token.text()) {
                    case "AND" -> "OR";
                    case "OR" -> "AND";
                    case "ANY" -> "ALL";
                    case "TRUE" -> "FALSE";
                    default -> token.text();
                };
            case NAME ->
                switch (token.text()) {
                    case "true" -> "false";
                    case "false" -> "true";
                    default -> token.text();
                };
            case PUNCTUATION -> token.text();
        };
        return !changed.equals(token.text()) && here() ? new Piece.Token(token.kind(), changed) : token;
    }

    @Override
    protected SortItem sortItem(SortItem item) {
        SortItem inner = super.sortItem(item);
        if (!here()) {
            return inner;
        }
        return new SortItem(
                inner.expression(),
                inner.order() == SortItem.Direction.ASC ? SortItem.Direction.DESC : SortItem.Direction.ASC,
                inner.nulls());
    }

    @Override
    protected FromItem fromItem(FromItem item) {
        FromItem inner = super.fromItem(item);
        if (inner instanceof FromItem.Join join && !(join.condition() instanceof JoinCondition.None) && here()) {
            FromItem.Join.Type type =
                    join.type() == FromItem.Join.Type.LEFT ? FromItem.Join.Type.INNER : FromItem.Join.Type.LEFT;
            return new FromItem.Join(type, join.left(), join.right(), join.condition(), join.alias());
        }
        return inner;
    }

    @Override
    protected QueryBody body(QueryBody body) {
        QueryBody inner = super.body(body);
        if (inner instanceof QueryBody.SetOperation set && here()) {
            Quantifier other = set.quantifier() == Quantifier.ALL ? Quantifier.DISTINCT : Quantifier.ALL;
            return new QueryBody.SetOperation(set.operator(), other, set.operands());
        }
        return inner;
    }
}
