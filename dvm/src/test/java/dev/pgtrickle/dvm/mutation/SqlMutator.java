package dev.pgtrickle.dvm.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the mistakes that a writer of SQL for a delta could make: in signs, in comparisons of weights, and with nulls. */
final class SqlMutator {

    /**
     * A mistake in SQL text.
     *
     * @param name what it means
     * @param right what is written
     * @param wrong what is written instead
     */
    private record Mistake(String name, Pattern right, String wrong) {}

    /** Where weights are netted, except for the rows before a change: none of those is there a negative number of times. */
    private static final String NETTED = "HAVING sum\\(r\\.__pgt_w\\) <> 0(?!\\s*\\) b CROSS)";

    private static final List<Mistake> MISTAKES = List.of(
            mistake("how many partners came is forgotten", " OFFSET p\\.p", ""),
            mistake("who came is taken for who went", "p\\.p > 0 AND", "p.p < 0 AND"),
            mistake("who went is taken for who came", "p\\.p < 0 AND", "p.p > 0 AND"),
            mistake("who crossed gets the other sign", "THEN (-?)1 WHEN", "THEN -($11) WHEN"),
            mistake("who crossed back gets the other sign", "THEN (-?)1 ELSE", "THEN -($11) ELSE"),
            mistake("changes are added to the state before", "-__pgt_w FROM changed", "__pgt_w FROM changed"),
            mistake("the result before is added", "-1::bigint AS __pgt_w", "1::bigint AS __pgt_w"),
            mistake("what disappeared is lost in netting", NETTED, "HAVING sum(r.__pgt_w) > 0"),
            mistake("what appeared is lost in netting", NETTED, "HAVING sum(r.__pgt_w) < 0"),
            mistake(
                    "changed rows are counted, not weighed",
                    "sum\\((t\\d+x\\.__pgt_w)\\)::bigint AS p",
                    "count($1) AS p"),
            mistake("duplicates before are lost", "generate_series\\(1, b\\.__pgt_w\\)", "generate_series(1, 1)"),
            mistake("partitions whose key is null are forgotten", "\\) = 2", ") = 3"),
            mistake("the first changed row counts as one before it", "([<>]) l\\.low", "$1= l.low"),
            mistake("the first changed row is left out", "([<>])= l\\.low", "$1 l.low"));

    private SqlMutator() {}

    private static Mistake mistake(String name, String right, String wrong) {
        return new Mistake(name, Pattern.compile(right), wrong);
    }

    /**
     * A statement with one mistake.
     *
     * @param mistake what was done
     * @param sql the wrong statement
     */
    record Wrong(String mistake, String sql) {}

    /** All mutants of a statement: each mistake at each place. */
    static List<Wrong> mutantsOf(String sql) {
        List<Wrong> all = new ArrayList<>();
        for (Mistake mistake : MISTAKES) {
            Matcher matcher = mistake.right().matcher(sql);
            for (int place = 1; matcher.find(); place++) {
                String group = matcher.groupCount() == 0 ? "" : matcher.group(1);
                String wrong = mistake.wrong().replace("$1", group);
                all.add(new Wrong(
                        mistake.name() + ", place " + place,
                        sql.substring(0, matcher.start()) + wrong + sql.substring(matcher.end())));
            }
        }
        return all;
    }
}
