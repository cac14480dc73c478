package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The first packet of a connection: it has a length word but no type byte. */
public sealed interface StartupPacket {

    /** The longest packet that a server accepts, in bytes ({@code MAX_STARTUP_PACKET_LENGTH}). */
    int LONGEST = 10_000;

    /** The request code that asks for TLS. */
    int SSL_REQUEST_CODE = 1234 << 16 | 5679;

    /** The request code that asks for GSSAPI encryption. */
    int GSSENC_REQUEST_CODE = 1234 << 16 | 5680;

    /** The request code that cancels a statement of another session. */
    int CANCEL_REQUEST_CODE = 1234 << 16 | 5678;

    /**
     * The client opens a session.
     *
     * @param protocolVersion major version in the upper, minor version in the lower 16 bits
     * @param parameters {@code user}, {@code database}, {@code replication}, settings and {@code _pq_.} options in their order; the
     *     packet does not say its encoding, and UTF-8 is what clients use
     */
    record Startup(int protocolVersion, Map<String, String> parameters) implements StartupPacket {

        /** Keeps its own copy. */
        public Startup {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }

        /**
         * The database that the session is for.
         *
         * @return the parameter {@code database}, or as the server does, the user's name
         */
        public String database() {
            String database = parameters.get("database");
            return database == null || database.isEmpty() ? parameters.getOrDefault("user", "") : database;
        }

        /**
         * The parameter that makes this a replication connection.
         *
         * @return its value, or null
         */
        public @Nullable String replication() {
            return parameters.get("replication");
        }
    }

    /** The client asks for TLS. */
    record SslRequest() implements StartupPacket {}

    /** The client asks for GSSAPI encryption. */
    record GssEncRequest() implements StartupPacket {}

    /**
     * The client asks to cancel the statement that another session runs.
     *
     * @param processId the server process of that session
     * @param secret its key, see {@link BackendKeyData}
     */
    record CancelRequest(int processId, ByteBuffer secret) implements StartupPacket {}

    /**
     * The length of the packet at the reader index.
     *
     * @param in bytes from a client
     * @return bytes including the length word, or 0 when fewer than four bytes are there
     * @throws ProtocolViolation when no such packet can be
     */
    static int length(ByteBuf in) {
        if (in.readableBytes() < 4) {
            return 0;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 8 || length > LONGEST) {
            throw new ProtocolViolation("invalid length of startup packet");
        }
        return length;
    }

    /**
     * Reads a whole packet.
     *
     * @param packet exactly the packet, with its length word
     * @return the packet
     * @throws ProtocolViolation when it is none
     */
    static StartupPacket decode(ByteBuf packet) {
        packet.skipBytes(4);
        int code = packet.readInt();
        return switch (code) {
            case SSL_REQUEST_CODE -> new SslRequest();
            case GSSENC_REQUEST_CODE -> new GssEncRequest();
            case CANCEL_REQUEST_CODE -> cancelRequest(packet);
            default -> startup(code, packet);
        };
    }

    private static CancelRequest cancelRequest(ByteBuf packet) {
        int secretLength = packet.readableBytes() - 4;
        if (secretLength < 4 || secretLength > BackendKeyData.LONGEST_SECRET) {
            throw new ProtocolViolation("invalid length of cancel request packet");
        }
        int processId = packet.readInt();
        byte[] secret = new byte[secretLength];
        packet.readBytes(secret);
        return new CancelRequest(processId, ByteBuffer.wrap(secret).asReadOnlyBuffer());
    }

    private static Startup startup(int protocolVersion, ByteBuf packet) {
        Map<String, String> parameters = new LinkedHashMap<>();
        while (packet.isReadable()) {
            String name = CString.read(packet, StandardCharsets.UTF_8);
            if (name.isEmpty()) {
                return new Startup(protocolVersion, parameters);
            }
            parameters.put(name, CString.read(packet, StandardCharsets.UTF_8));
        }
        throw new ProtocolViolation("invalid startup packet layout: expected terminator as last byte");
    }
}
