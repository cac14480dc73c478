package dev.pgtrickle.proxy.inject;

/** String constants in the SQL that we inject. */
final class SqlLiteral {

    private SqlLiteral() {}

    /**
     * Quotes a text so that it means the same whatever {@code standard_conforming_strings} is.
     *
     * @param text any text
     * @return a constant, in the escape form when there is a backslash
     */
    static String quote(String text) {
        String quoted = text.replace("'", "''");
        return text.indexOf('\\') < 0 ? "'" + quoted + "'" : " E'" + quoted.replace("\\", "\\\\") + "'";
    }
}
