package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;

/** What ReadyForQuery says about the transaction. */
public enum TransactionStatus {
    /** Not in a transaction block. */
    IDLE('I'),
    /**
     * In a transaction block. It need not be an explicit one: from PostgreSQL 18 on, a Query behind extended messages without Sync runs
     * in their implicit block and is answered with this status.
     */
    IN_TRANSACTION('T'),
    /** In a failed transaction block: everything but its end is refused. */
    FAILED('E');

    private final byte code;

    TransactionStatus(char code) {
        this.code = (byte) code;
    }

    /**
     * The byte on the wire.
     *
     * @return {@code I}, {@code T} or {@code E}
     */
    public byte code() {
        return code;
    }

    /**
     * Reads the byte on the wire.
     *
     * @param code {@code I}, {@code T} or {@code E}
     * @return the status
     * @throws ProtocolViolation for any other byte
     */
    public static TransactionStatus of(byte code) {
        return switch (code) {
            case 'I' -> IDLE;
            case 'T' -> IN_TRANSACTION;
            case 'E' -> FAILED;
            default -> throw new ProtocolViolation("invalid transaction status " + code);
        };
    }
}
