package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;

/** What Describe and Close are about. */
public enum Target {
    STATEMENT('S'),
    PORTAL('P');

    private final byte code;

    Target(char code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static Target of(byte code) {
        return switch (code) {
            case 'S' -> STATEMENT;
            case 'P' -> PORTAL;
            default -> throw new ProtocolViolation("invalid Describe or Close target " + code);
        };
    }
}
