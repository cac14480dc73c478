package dev.pgtrickle.wire.sql;

/** The kinds of tokens that finding statements needs to tell apart. */
enum Token {
    /** A keyword or an identifier without quotes. */
    WORD,
    QUOTED_IDENTIFIER,
    SEMICOLON,
    OPENING_PARENTHESIS,
    CLOSING_PARENTHESIS,
    /** A constant, a parameter, or a character of an operator. */
    OTHER,
    /** The end of the text. */
    END
}
