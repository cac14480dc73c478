package dev.pgtrickle.wire.sql;

/** What a backslash means in a plain string constant: the setting {@code standard_conforming_strings}. */
public enum StringSyntax {
    /** It is an ordinary character: the setting is on. */
    STANDARD_CONFORMING,
    /** It escapes the next character, as in {@code E'...'}: the setting is off. */
    BACKSLASH_ESCAPES
}
