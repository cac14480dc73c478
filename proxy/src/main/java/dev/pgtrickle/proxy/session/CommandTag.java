package dev.pgtrickle.proxy.session;

import dev.pgtrickle.wire.message.CString;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** What a command tag says about transactions, writes and prepared statements. */
enum CommandTag {
    /** Nothing was written, as far as a tag can tell: a SELECT may have called a function that writes. */
    READ,
    /** Rows may have been written. */
    WRITE,
    /** Objects may have been created or changed, and rows written; also any tag that we do not know. */
    DEFINITION,
    /** COPY in either direction. */
    COPY,
    BEGIN,
    /** COMMIT, but not COMMIT PREPARED, which is a write of its own. */
    COMMIT,
    /** ROLLBACK or ROLLBACK TO. */
    ROLLBACK,
    SAVEPOINT,
    PREPARE_TRANSACTION,
    DISCARD_ALL,
    DEALLOCATE_ALL;

    private static final byte[][] READ_PREFIXES = bytes(
            "SELECT",
            "FETCH",
            "SET",
            "SHOW",
            "RESET",
            "PREPARE",
            "DEALLOCATE",
            "DECLARE CURSOR",
            "CLOSE CURSOR",
            "MOVE",
            "RELEASE",
            "LISTEN",
            "UNLISTEN",
            "NOTIFY",
            "LOCK TABLE",
            "DISCARD",
            "VACUUM",
            "ANALYZE",
            "CHECKPOINT",
            "LOAD");

    private static final byte[][] WRITE_PREFIXES = bytes(
            "INSERT",
            "UPDATE",
            "DELETE",
            "MERGE",
            "TRUNCATE TABLE",
            "COMMIT PREPARED",
            "ROLLBACK PREPARED",
            "REFRESH MATERIALIZED VIEW");

    private static final byte[] BEGIN_TAG = ascii("BEGIN");
    private static final byte[] START_TAG = ascii("START TRANSACTION");
    private static final byte[] COMMIT_TAG = ascii("COMMIT");
    private static final byte[] ROLLBACK_TAG = ascii("ROLLBACK");
    private static final byte[] SAVEPOINT_TAG = ascii("SAVEPOINT");
    private static final byte[] PREPARE_TRANSACTION_TAG = ascii("PREPARE TRANSACTION");
    private static final byte[] DISCARD_ALL_TAG = ascii("DISCARD ALL");
    private static final byte[] DEALLOCATE_ALL_TAG = ascii("DEALLOCATE ALL");
    private static final byte[] COPY_TAG = ascii("COPY");

    /**
     * Reads the body of CommandComplete without making a string of it.
     *
     * @param body the body; its reader index stays where it is
     * @return what it says
     */
    static CommandTag of(ByteBuf body) {
        int length = CString.length(body);
        if (length == 0) {
            return DEFINITION;
        }
        return switch (body.getByte(body.readerIndex())) {
            case 'B' -> is(body, length, BEGIN_TAG) ? BEGIN : DEFINITION;
            case 'C' -> {
                if (is(body, length, COMMIT_TAG)) {
                    yield COMMIT;
                }
                yield startsWith(body, length, COPY_TAG) ? COPY : readOrWrite(body, length);
            }
            case 'D' -> {
                if (is(body, length, DISCARD_ALL_TAG)) {
                    yield DISCARD_ALL;
                }
                yield is(body, length, DEALLOCATE_ALL_TAG) ? DEALLOCATE_ALL : readOrWrite(body, length);
            }
            case 'P' -> is(body, length, PREPARE_TRANSACTION_TAG) ? PREPARE_TRANSACTION : readOrWrite(body, length);
            case 'R' -> is(body, length, ROLLBACK_TAG) ? ROLLBACK : readOrWrite(body, length);
            case 'S' -> {
                if (is(body, length, SAVEPOINT_TAG)) {
                    yield SAVEPOINT;
                }
                yield is(body, length, START_TAG) ? BEGIN : readOrWrite(body, length);
            }
            default -> readOrWrite(body, length);
        };
    }

    private static CommandTag readOrWrite(ByteBuf body, int length) {
        for (byte[] prefix : READ_PREFIXES) {
            if (startsWith(body, length, prefix)) {
                return READ;
            }
        }
        for (byte[] prefix : WRITE_PREFIXES) {
            if (startsWith(body, length, prefix)) {
                return WRITE;
            }
        }
        return DEFINITION;
    }

    private static boolean is(ByteBuf body, int length, byte[] tag) {
        return length == tag.length && startsWith(body, length, tag);
    }

    /** The tag is the word or words, perhaps with a count behind. */
    private static boolean startsWith(ByteBuf body, int length, byte[] words) {
        if (length < words.length) {
            return false;
        }
        int start = body.readerIndex();
        for (int i = 0; i < words.length; i++) {
            if (body.getByte(start + i) != words[i]) {
                return false;
            }
        }
        return length == words.length || body.getByte(start + words.length) == ' ';
    }

    private static byte[][] bytes(String... tags) {
        byte[][] bytes = new byte[tags.length][];
        for (int i = 0; i < tags.length; i++) {
            bytes[i] = ascii(tags[i]);
        }
        return bytes;
    }

    private static byte[] ascii(String tag) {
        return tag.getBytes(StandardCharsets.US_ASCII);
    }
}
