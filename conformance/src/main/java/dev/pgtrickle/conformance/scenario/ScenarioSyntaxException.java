package dev.pgtrickle.conformance.scenario;

/** A scenario file that cannot be read: where, and what is wrong. */
public final class ScenarioSyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int line;

    /**
     * An error.
     *
     * @param file the name of the file, for people
     * @param line where in it, from 1
     * @param problem what is wrong there
     */
    public ScenarioSyntaxException(String file, int line, String problem) {
        super(file + ", line " + line + ": " + problem);
        this.line = line;
    }

    /**
     * Where the error is.
     *
     * @return a line of the file, from 1
     */
    public int line() {
        return line;
    }
}
