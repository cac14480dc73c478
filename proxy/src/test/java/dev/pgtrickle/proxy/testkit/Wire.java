package dev.pgtrickle.proxy.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Messages of a client by the letters of the protocol; made here and not by the code under test. */
@SuppressWarnings("checkstyle:MethodName")
public final class Wire {

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private Wire() {}

    /** A simple query. */
    public static byte[] Q(String sql) {
        return new Wire().string(sql).message('Q');
    }

    /** Parses into the unnamed statement. */
    public static byte[] P(String sql) {
        return P("", sql);
    }

    public static byte[] P(String name, String sql, int... types) {
        Wire wire = new Wire().string(name).string(sql).int16(types.length);
        for (int type : types) {
            wire.int32(type);
        }
        return wire.message('P');
    }

    /** Binds the unnamed statement to the unnamed portal. */
    public static byte[] B() {
        return B("", "");
    }

    public static byte[] B(String portal, String statement, @Nullable String... parameters) {
        Wire wire = new Wire().string(portal).string(statement).int16(0).int16(parameters.length);
        for (String parameter : parameters) {
            if (parameter == null) {
                wire.int32(-1);
            } else {
                byte[] value = parameter.getBytes(StandardCharsets.UTF_8);
                wire.int32(value.length).bytes(value);
            }
        }
        return wire.int16(0).message('B');
    }

    /** Binds with all results in binary form. */
    public static byte[] Bbinary(String portal, String statement) {
        return new Wire()
                .string(portal)
                .string(statement)
                .int16(0)
                .int16(0)
                .int16(1)
                .int16(1)
                .message('B');
    }

    /** Describes a statement. */
    public static byte[] Ds(String name) {
        return new Wire().int8('S').string(name).message('D');
    }

    /** Describes a portal. */
    public static byte[] Dp(String name) {
        return new Wire().int8('P').string(name).message('D');
    }

    /** Executes the unnamed portal. */
    public static byte[] E() {
        return E("", 0);
    }

    public static byte[] E(String portal, int rowLimit) {
        return new Wire().string(portal).int32(rowLimit).message('E');
    }

    /** Closes a statement. */
    public static byte[] Cs(String name) {
        return new Wire().int8('S').string(name).message('C');
    }

    /** Closes a portal. */
    public static byte[] Cp(String name) {
        return new Wire().int8('P').string(name).message('C');
    }

    public static byte[] S() {
        return new Wire().message('S');
    }

    public static byte[] H() {
        return new Wire().message('H');
    }

    public static byte[] X() {
        return new Wire().message('X');
    }

    /** Copy data. */
    public static byte[] d(String text) {
        return new Wire().bytes(text.getBytes(StandardCharsets.UTF_8)).message('d');
    }

    /** CopyDone. */
    public static byte[] c() {
        return new Wire().message('c');
    }

    /** CopyFail. */
    public static byte[] f(String reason) {
        return new Wire().string(reason).message('f');
    }

    /** A function call with one argument in text form. */
    public static byte[] F(int function, String argument) {
        byte[] value = argument.getBytes(StandardCharsets.UTF_8);
        return new Wire()
                .int32(function)
                .int16(0)
                .int16(1)
                .int32(value.length)
                .bytes(value)
                .int16(0)
                .message('F');
    }

    /** A statement by extended messages through the unnamed statement and portal. */
    public static byte[] PBDE(String sql) {
        return join(P(sql), B(), Dp(""), E());
    }

    public static byte[] PBE(String sql) {
        return join(P(sql), B(), E());
    }

    /** The messages one behind the other. */
    public static byte[] join(byte[]... messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            out.writeBytes(message);
        }
        return out.toByteArray();
    }

    /** A packet without a type byte. */
    public static byte[] startupPacket(int code, String... namesAndValues) {
        Wire wire = new Wire().int32(code);
        for (String text : namesAndValues) {
            wire.string(text);
        }
        if (namesAndValues.length > 0) {
            wire.int8(0);
        }
        byte[] rest = wire.body.toByteArray();
        return join(new Wire().int32(rest.length + 4).body.toByteArray(), rest);
    }

    /** The packet that cancels the statement of a session with this BackendKeyData. */
    public static byte[] cancelRequest(byte[] key) {
        Wire wire = new Wire().int32(key.length + 8).int32(80_877_102).bytes(key);
        return wire.body.toByteArray();
    }

    /** A message of any type. */
    public static byte[] message(char type, byte[] body) {
        return new Wire().bytes(body).message(type);
    }

    private Wire int8(int value) {
        body.write(value);
        return this;
    }

    private Wire int16(int value) {
        body.write(value >> 8);
        body.write(value);
        return this;
    }

    private Wire int32(int value) {
        return int16(value >> 16).int16(value);
    }

    private Wire bytes(byte[] value) {
        body.writeBytes(value);
        return this;
    }

    private Wire string(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8)).int8(0);
    }

    private byte[] message(char type) {
        byte[] content = body.toByteArray();
        return join(
                new byte[] {(byte) type},
                new Wire().int32(content.length + 4).body.toByteArray(),
                content);
    }
}
