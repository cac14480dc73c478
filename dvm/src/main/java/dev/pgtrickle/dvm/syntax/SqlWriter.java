package dev.pgtrickle.dvm.syntax;

/** Collects SQL text, with a space between tokens where one reads better and line breaks with indentation where asked. */
final class SqlWriter {

    private static final String INDENTATION = "  ";

    private final StringBuilder text = new StringBuilder();
    private int indent;
    /** Whether the next token follows directly. */
    private boolean tight = true;

    /** Writes a token, after a space unless the one before it wanted none. */
    void token(String token) {
        if (!tight) {
            text.append(' ');
        }
        text.append(token);
        tight = false;
    }

    /** Writes a token that sticks to the one before it. */
    void attached(String token) {
        text.append(token);
        tight = false;
    }

    /** Lets the next token follow without a space. */
    void glue() {
        tight = true;
    }

    /** Starts a new line. */
    void line() {
        text.append('\n').append(INDENTATION.repeat(indent));
        tight = true;
    }

    void indent() {
        indent++;
    }

    void outdent() {
        indent--;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
