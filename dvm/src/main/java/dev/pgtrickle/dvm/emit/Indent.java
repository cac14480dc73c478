package dev.pgtrickle.dvm.emit;

import java.util.stream.Collectors;

/** Indents a part of a statement by one level. */
public final class Indent {

    private Indent() {}

    /**
     * Indents every line.
     *
     * @param text one or more lines
     * @return the lines, each four columns to the right
     */
    public static String by4(String text) {
        return text.lines().map(l -> "    " + l).collect(Collectors.joining("\n"));
    }
}
