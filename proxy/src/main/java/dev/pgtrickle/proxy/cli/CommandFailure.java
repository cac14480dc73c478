package dev.pgtrickle.proxy.cli;

/** The end of a command that cannot do what was asked: one sentence for the person who asked, and an exit status. */
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why a command ends. */
    enum Kind {
        /** It ran, and what it found is not as it should be. */
        RESULT(1),
        /** What was asked for is not possible as it was asked. */
        INPUT(2);

        private final int exitStatus;

        Kind(int exitStatus) {
            this.exitStatus = exitStatus;
        }
    }

    private final Kind kind;

    private CommandFailure(Kind kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    private CommandFailure(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    static CommandFailure ofInput(String sentence) {
        return new CommandFailure(Kind.INPUT, sentence);
    }

    static CommandFailure ofInput(String sentence, Throwable cause) {
        return new CommandFailure(Kind.INPUT, sentence, cause);
    }

    static CommandFailure ofResult(String sentence) {
        return new CommandFailure(Kind.RESULT, sentence);
    }

    int exitStatus() {
        return kind.exitStatus;
    }
}
