package dev.pgtrickle.dvm.syntax;

/**
 * How deep a text may nest before the parser gives up, so that no input can exhaust the stack.
 *
 * @param queries how many queries may enclose a query
 * @param constructs how many calls, joins and parenthesised queries together may enclose one of them; plain parentheses do not count
 */
public record ParserLimits(int queries, int constructs) {

    /** 64 nested queries, 150 nested constructs. */
    public static final ParserLimits DEFAULT = new ParserLimits(64, 150);
}
