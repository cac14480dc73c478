package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;

/**
 * A FOR UPDATE or FOR SHARE clause.
 *
 * @param strength how strongly rows are locked
 * @param of the alias of the locked FROM item
 * @param waitPolicy what to do about rows that others hold
 */
public record Locking(Strength strength, Identifier of, WaitPolicy waitPolicy) {

    /** The lock strengths. */
    public enum Strength {
        KEY_SHARE("FOR KEY SHARE"),
        SHARE("FOR SHARE"),
        NO_KEY_UPDATE("FOR NO KEY UPDATE"),
        UPDATE("FOR UPDATE");

        private final String words;

        Strength(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** What to do about rows that are locked by others. */
    public enum WaitPolicy {
        BLOCK(""),
        NOWAIT("NOWAIT"),
        SKIP_LOCKED("SKIP LOCKED");

        private final String words;

        WaitPolicy(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }
}
