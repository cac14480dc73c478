package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation.SemiJoin;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the rows for which the answer of a semijoin changed.
 *
 * <p>A row with p matches (by weight) among the changed partners had none before if there is no partner now beyond p, and had some before if p is
 * negative.
 *
 * @see dev.pgtrickle.dvm.delta.Delta.Crossed
 */
final class CrossingWriter {

    private final CurrentRows currentRows;
    private final CommonTables tables;

    CrossingWriter(CurrentRows currentRows, CommonTables tables) {
        this.currentRows = currentRows;
        this.tables = tables;
    }

    /**
     * A block of the rows that crossed, with weight one or minus one.
     *
     * <p>The rows are numbered and joined with the changed partners at once, not one after the other: common tables have no indexes, and only a join
     * can be hashed.
     *
     * @param rows the rows that are judged
     * @param semijoin what a partner is
     * @param partners a block with one FROM item and a weight: the changes of the right side, in aliases of their own
     * @return the block
     */
    Block write(Block rows, SemiJoin semijoin, Block partners) {
        int n = tables.next();
        Block numbered = numbered("rows_" + n, rows, semijoin);
        String matches = "matches_" + n;
        tables.add(matches, matches(numbered, semijoin, partners));
        Block current = currentRows.renamed().block(semijoin.right(), wanted(numbered, semijoin));
        Scope now = new Scope(numbered, current);
        String none = "NOT " + withOffset(now.exists(SemiJoin.Sense.SEMI, semijoin.conditions()), matches + ".p");
        String noneNow = now.exists(SemiJoin.Sense.ANTI, semijoin.conditions());
        String came = semijoin.sense() == SemiJoin.Sense.SEMI ? "1" : "-1";
        String went = semijoin.sense() == SemiJoin.Sense.SEMI ? "-1" : "1";
        String alias = "x" + n;
        String item = "LATERAL (SELECT CASE WHEN " + matches + ".p > 0 AND " + none + " THEN " + came + " WHEN "
                + matches + ".p < 0 AND " + noneNow + " THEN " + went + " ELSE 0 END::bigint AS w) " + alias;
        return numbered.with(matches, Map.of())
                .weighted(item, alias + ".w")
                .where(List.of(matches + ".i = " + numbered.from().getFirst() + ".i", alias + ".w <> 0"));
    }

    /** The rows as a common table, so that each of them has a number. */
    private Block numbered(String name, Block rows, SemiJoin semijoin) {
        List<ColumnId> columns = currentRows.usedOf(semijoin.left().columns());
        tables.add(
                name,
                CurrentRows.select(
                        rows,
                        CurrentRows.items(columns),
                        List.of(rows.weight() + " AS " + ChangeSource.WEIGHT, "row_number() OVER () AS i")));
        Map<ColumnId, String> names = new LinkedHashMap<>();
        columns.forEach(c -> names.put(c, name + "." + c));
        return Block.of(name, names, List.of(name + "." + ChangeSource.WEIGHT));
    }

    /** For each row that has any, its matches among the changed partners by weight. */
    private static String matches(Block numbered, SemiJoin semijoin, Block partners) {
        String name = numbered.from().getFirst();
        List<String> from = new ArrayList<>(numbered.from());
        from.addAll(partners.from());
        List<String> conditions = new Scope(numbered, partners).print(semijoin.conditions());
        return "SELECT " + name + ".i, sum(" + partners.weight() + ")::bigint AS p\nFROM " + String.join(", ", from)
                + conjunction(partners.where(), conditions) + "\nGROUP BY " + name + ".i\nHAVING sum("
                + partners.weight() + ") <> 0";
    }

    /**
     * A condition, over the columns of the left side, that all rows with a match among the changed partners meet. The rows are judged one by one
     * afterwards, so it may be met by others too: if columns have to be equal, only that is asked for, because the planner can then start
     * from the changed partners, which it cannot where {@code <>} stands beside.
     */
    static Scalar matched(SemiJoin semijoin, Block partners) {
        List<Scalar> equalities = semijoin.conditions().stream()
                .filter(c -> isEqualityOfColumns(c, partners.columns().keySet()))
                .toList();
        if (equalities.isEmpty()) {
            return Wanted.exists(partners, semijoin.conditions());
        }
        List<Scalar> asked = semijoin.conditions().stream()
                .filter(c ->
                        equalities.contains(c) || partners.columns().keySet().containsAll(c.columns()))
                .toList();
        return Wanted.exists(partners, asked);
    }

    /** Whether a condition says that a column of the partners equals another column. */
    private static boolean isEqualityOfColumns(Scalar condition, Set<ColumnId> own) {
        List<Scalar.Term> terms = condition.terms();
        boolean parenthesised = terms.size() == 5
                && terms.getFirst().equals(new Scalar.Token("("))
                && terms.getLast().equals(new Scalar.Token(")"));
        List<Scalar.Term> sides = parenthesised ? terms.subList(1, 4) : terms;
        return sides.size() == 3
                && sides.get(1).equals(new Scalar.Token("="))
                && sides.getFirst() instanceof Scalar.Reference left
                && sides.getLast() instanceof Scalar.Reference right
                && own.contains(left.column()) != own.contains(right.column());
    }

    private static List<Scalar> wanted(Block rows, SemiJoin semijoin) {
        return Wanted.helps(semijoin.right())
                ? Wanted.correlated(rows, semijoin.right(), semijoin.conditions())
                : List.of();
    }

    private static String withOffset(String exists, String offset) {
        return exists.substring(0, exists.length() - 1) + " OFFSET " + offset + ")";
    }

    private static String conjunction(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return all.isEmpty() ? "" : "\nWHERE " + String.join("\n  AND ", all);
    }
}
