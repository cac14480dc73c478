package dev.pgtrickle.proxy.session;

import dev.pgtrickle.dvm.coalesce.Need;
import dev.pgtrickle.dvm.coalesce.Readers;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Whether the client's transaction block keeps changes of IMMEDIATE stream tables for COMMIT, and what its statements need because of that.
 *
 * <p>A block that is taken to keep changes and does not costs a call of a function that finds nothing to do; in one that keeps changes and is taken not to,
 * a stream table refuses to be read.
 */
final class KeptChanges {

    /** A single BEGIN of a block that may write; longer ones are unusual, and then nothing is kept. */
    private static final int LONGEST_BEGIN = 200;

    private static final Pattern BEGIN = Pattern.compile(
            "\\s*(begin|start\\s+transaction)\\b(?![^;]*\\bread\\s+only\\b)[^;]*;?\\s*", Pattern.CASE_INSENSITIVE);

    private final Supplier<Optional<Readers>> known;
    private Readers atBegin = Readers.NONE;
    private boolean everything;

    /**
     * No block.
     *
     * @param known what may read stream tables of the session's database; nothing while that has no engine
     */
    KeptChanges(Supplier<Optional<Readers>> known) {
        this.known = known;
    }

    /** Whether a text that is prepared may begin a block or read a stream table; BEGIN is remembered where there may be stream tables soon. */
    boolean concerns(int length) {
        Optional<Readers> now = known.get();
        return now.isPresent() && (mayBeBegin(length) || !now.get().isEmpty());
    }

    /** What may read stream tables now. */
    Readers readers() {
        return known.get().orElse(Readers.NONE);
    }

    /** Whether a text may be one that {@link #isBegin}. */
    static boolean mayBeBegin(int length) {
        return length <= LONGEST_BEGIN;
    }

    /** Whether a text is a single statement that begins a block. */
    static boolean isBegin(String sql) {
        return BEGIN.matcher(sql).matches();
    }

    /** The server has been asked to keep changes of the block that begins. */
    void begun(Readers readers) {
        atBegin = readers;
        everything = false;
    }

    /** Whether the block keeps changes. */
    boolean areKept() {
        return !atBegin.isEmpty();
    }

    /** What the server has to do before a text; where there is news of the database, it may read a stream table by a name that is unknown here. */
    Need needOf(String sql) {
        if (!areKept()) {
            return Need.NOTHING;
        }
        Need need = atBegin.needOf(sql);
        return need == Need.NOTHING && (everything || !atBegin.equals(readers())) ? Need.APPLY : need;
    }

    /** The server has been asked for what a statement needs. */
    void met(Need need) {
        everything |= need == Need.APPLY_ALWAYS;
        if (need == Need.STOP) {
            ended();
        }
    }

    /** There is no block any more. */
    void ended() {
        atBegin = Readers.NONE;
    }
}
