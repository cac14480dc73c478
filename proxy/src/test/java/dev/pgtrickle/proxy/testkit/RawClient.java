package dev.pgtrickle.proxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A client that speaks the protocol message by message, on a socket of its own. It waits at most 20 seconds for an answer. */
public final class RawClient implements AutoCloseable {

    private static final int PROTOCOL_3_0 = 3 << 16;

    private final Socket socket;
    private final DataInputStream in;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private byte[] key = new byte[0];
    private @Nullable Random cuts;
    private boolean ended;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** A connection on which nothing has been sent. */
    public static RawClient open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return new RawClient(socket);
    }

    /** A session of the superuser, without a password, in protocol 3.0. */
    public static RawClient connect(int port, String database, String... settings) throws IOException {
        RawClient client = open(port);
        client.send(Wire.startupPacket(
                PROTOCOL_3_0, concat(new String[] {"user", "postgres", "database", database}, settings)));
        List<ServerMessage> start = client.readUntilReady();
        assertThat(start).extracting(ServerMessage::type).startsWith('R').endsWith('Z');
        return client;
    }

    private static String[] concat(String[] a, String[] b) {
        String[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /** From here on, what is sent is cut into packets at random. */
    public RawClient cuttingSends(Random random) {
        cuts = random;
        return this;
    }

    public RawClient send(byte[]... messages) throws IOException {
        byte[] all = Wire.join(messages);
        OutputStream out = socket.getOutputStream();
        Random random = cuts;
        // At most some hundred packets, however much there is.
        int longest = random == null ? all.length : Math.max(1 + random.nextInt(9), all.length / 100);
        for (int at = 0; at < all.length; at += longest) {
            out.write(all, at, Math.min(longest, all.length - at));
        }
        return this;
    }

    /** Reads exactly the messages of a transcript; a letter alone stands for any message of that type. */
    public RawClient expect(String transcript) throws IOException {
        List<String> expected = List.of(transcript.strip().split("\\s+(?![^<]*>)", -1));
        List<ServerMessage> messages = new ArrayList<>();
        for (String wanted : expected) {
            ServerMessage message = read();
            messages.add(message);
            if (!message.matches(wanted)) {
                break;
            }
        }
        for (int i = 0; i < messages.size(); i++) {
            if (!messages.get(i).matches(expected.get(i))) {
                assertThat(transcript(messages) + errorText(messages.get(i))).isEqualTo(String.join(" ", expected));
            }
        }
        return this;
    }

    /** Sends and then expects, as one step of a dialogue. */
    public RawClient query(String sql, String transcript) throws IOException {
        return send(Wire.Q(sql)).expect(transcript);
    }

    /** The next message. */
    public ServerMessage read() throws IOException {
        try {
            int type = in.readUnsignedByte();
            int length = in.readInt();
            byte[] body = in.readNBytes(length - 4);
            if (body.length < length - 4) {
                ended = true;
                return ServerMessage.EOF;
            }
            ServerMessage message = new ServerMessage((char) type, body);
            if (message.type() == 'K') {
                key = body;
            }
            received.writeBytes(Wire.message((char) type, Masks.masked(message)));
            return message;
        } catch (EOFException | SocketException e) {
            ended = true;
            return ServerMessage.EOF;
        }
    }

    /** A single byte without a header, as the answer to a request for encryption is. */
    public char readByte() throws IOException {
        return (char) in.readUnsignedByte();
    }

    public List<ServerMessage> readUntil(char type) throws IOException {
        List<ServerMessage> messages = new ArrayList<>();
        ServerMessage message;
        do {
            message = read();
            messages.add(message);
        } while (message.type() != type && !message.isEnd());
        return messages;
    }

    public List<ServerMessage> readUntilReady() throws IOException {
        return readUntil('Z');
    }

    /** What came after the query up to ReadyForQuery, as a transcript. */
    public String answerTo(String sql) throws IOException {
        send(Wire.Q(sql));
        return transcript(readUntilReady());
    }

    /** The rows of a query, columns joined by a bar. */
    public List<String> rows(String sql) throws IOException {
        send(Wire.Q(sql));
        return readUntilReady().stream()
                .filter(m -> m.type() == 'D')
                .map(m -> String.join("|", m.values()))
                .toList();
    }

    /** Everything that the server has sent, with what differs from session to session masked. */
    public byte[] received() {
        return received.toByteArray();
    }

    /** The body of BackendKeyData. */
    public byte[] key() {
        return key.clone();
    }

    public Socket socket() {
        return socket;
    }

    /** Ends the session as a client should, unless the server has. */
    public void terminate() throws IOException {
        if (!ended) {
            send(Wire.X());
        }
    }

    /** Bytes that have arrived and have not been read. */
    public boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    public static String transcript(List<ServerMessage> messages) {
        return messages.stream().map(ServerMessage::full).collect(Collectors.joining(" "));
    }

    private static String errorText(ServerMessage message) {
        return message.type() == 'E' ? " (" + message.fields().get('M') + ")" : "";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
