package dev.pgtrickle.proxy.inject;

/**
 * What the server has under the name of a prepared command that we run ourselves.
 *
 * <p>It is a statement without result and parameters, as the command is, so that Describe and Bind are answered rightly, and in a failed
 * transaction it is refused with 25P02 at every step. Running it is an error: nobody does, except through SQL's EXECUTE, which the proxy
 * does not follow, and that must not look like a success.
 */
final class Placeholder {

    /** The statement. */
    static final String TEXT = "DO "
            + SqlLiteral.quote("BEGIN RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = "
                    + SqlLiteral.quote("stream table commands cannot be run by EXECUTE")
                    + ", HINT = " + SqlLiteral.quote("Send the command itself.") + "; END");

    private Placeholder() {}
}
