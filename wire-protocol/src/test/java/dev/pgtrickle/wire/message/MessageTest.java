package dev.pgtrickle.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {

    private static final Charset UTF_8 = StandardCharsets.UTF_8;
    private static final Charset LATIN_1 = StandardCharsets.ISO_8859_1;

    @Test
    void a_query_is_written_in_the_client_encoding() {
        assertThat(hex(encode(new Query("é"), UTF_8))).isEqualTo("5100000007c3a900");
        assertThat(hex(encode(new Query("é"), LATIN_1))).isEqualTo("5100000006e900");
        assertThat(Query.decode(body(encode(new Query("é"), LATIN_1)), LATIN_1)).isEqualTo(new Query("é"));
    }

    @Test
    void a_zero_character_is_refused_rather_than_taken_for_the_end() {
        assertThatThrownBy(() -> encode(new Query("a\0b"), UTF_8)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void frontend_messages_survive_a_round_trip() {
        Parse parse = new Parse("s\u00e9", "select $1", List.of(23, 0, -1));
        assertThat(Parse.decode(body(encode(parse, UTF_8)), UTF_8)).isEqualTo(parse);
        Bind bind = Bind.text("p", "s", UTF_8, "a", null, "");
        assertThat(Bind.decode(body(encode(bind, UTF_8)))).isEqualTo(bind);
        for (Target target : Target.values()) {
            Describe describe = new Describe(target, "x");
            assertThat(Describe.decode(body(encode(describe, UTF_8)))).isEqualTo(describe);
            Close close = new Close(target, "");
            assertThat(Close.decode(body(encode(close, UTF_8)))).isEqualTo(close);
        }
        Execute execute = new Execute("p", 7);
        assertThat(Execute.decode(body(encode(execute, UTF_8)))).isEqualTo(execute);
    }

    @Test
    void bind_writes_parameters_and_results_in_text_form() {
        assertThat(hex(encode(Bind.text("p", "s", UTF_8, "a", null), UTF_8)))
                .isEqualTo("42" + "00000017" + "7000" + "7300" + "0000" + "0002" + "0000000161" + "ffffffff" + "0000");
    }

    @Test
    void bind_keeps_formats_and_values_as_they_are() {
        ByteBuf body = Unpooled.copiedBuffer("p\0s\0\0\1\0\1\0\1\0\0\0\2\u00ff\u00fe\0\0", LATIN_1);
        Bind bind = Bind.decode(body.duplicate());
        assertThat(bind.portal()).isEqualTo("p");
        assertThat(bind.statement()).isEqualTo("s");
        assertThat(ByteBufUtil.hexDump(body(encode(bind, UTF_8)))).isEqualTo(ByteBufUtil.hexDump(body));
    }

    @Test
    void signals_have_no_body() {
        assertThat(hex(encode(FrontendSignal.SYNC, UTF_8))).isEqualTo("5300000004");
        assertThat(hex(encode(FrontendSignal.FLUSH, UTF_8))).isEqualTo("4800000004");
        assertThat(hex(encode(FrontendSignal.COPY_DONE, UTF_8))).isEqualTo("6300000004");
        assertThat(hex(encode(FrontendSignal.TERMINATE, UTF_8))).isEqualTo("5800000004");
        assertThat(hex(encode(new CopyFail("x"), UTF_8))).isEqualTo("66000000067800");
        assertThat(hex(encode(BackendSignal.NO_DATA, UTF_8))).isEqualTo("6e00000004");
        assertThat(hex(encode(BackendSignal.PARSE_COMPLETE, UTF_8))).isEqualTo("3100000004");
        assertThat(hex(encode(BackendSignal.BIND_COMPLETE, UTF_8))).isEqualTo("3200000004");
        assertThat(hex(encode(BackendSignal.CLOSE_COMPLETE, UTF_8))).isEqualTo("3300000004");
        assertThat(hex(encode(BackendSignal.EMPTY_QUERY_RESPONSE, UTF_8))).isEqualTo("4900000004");
        assertThat(hex(encode(BackendSignal.PORTAL_SUSPENDED, UTF_8))).isEqualTo("7300000004");
    }

    @Test
    void backend_messages_survive_a_round_trip() {
        CommandComplete complete = new CommandComplete("INSERT 0 1");
        assertThat(CommandComplete.decode(body(encode(complete, UTF_8)))).isEqualTo(complete);
        RowDescription rows = new RowDescription(List.of(
                new RowDescription.Column("é", 16384, (short) 1, 25, (short) -1, -1, (short) 0),
                new RowDescription.Column("b", 0, (short) 0, 23, (short) 4, -1, (short) 1)));
        assertThat(RowDescription.decode(body(encode(rows, UTF_8)), UTF_8)).isEqualTo(rows);
        assertThat(rows.names()).containsExactly("é", "b");
        DataRow row = new DataRow(Arrays.asList("é", null, ""));
        assertThat(DataRow.decode(body(encode(row, LATIN_1)), LATIN_1)).isEqualTo(row);
        for (TransactionStatus status : TransactionStatus.values()) {
            ReadyForQuery ready = new ReadyForQuery(status);
            assertThat(ReadyForQuery.decode(body(encode(ready, UTF_8)))).isEqualTo(ready);
        }
        ParameterStatus parameter = new ParameterStatus("client_encoding", "UTF8");
        assertThat(ParameterStatus.decode(body(encode(parameter, UTF_8)))).isEqualTo(parameter);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 32, 255, 256})
    void cancel_keys_have_any_length_that_the_protocol_allows(int length) {
        byte[] secret = new byte[length];
        secret[length - 1] = 9;
        BackendKeyData key = new BackendKeyData(42, ByteBuffer.wrap(secret));
        assertThat(BackendKeyData.decode(body(encode(key, UTF_8)))).isEqualTo(key);
        ByteBuf packet = Unpooled.buffer()
                .writeInt(12 + length)
                .writeInt(StartupPacket.CANCEL_REQUEST_CODE)
                .writeInt(42)
                .writeBytes(secret);
        assertThat(StartupPacket.decode(packet))
                .isEqualTo(new StartupPacket.CancelRequest(42, ByteBuffer.wrap(secret)));
    }

    @Test
    void cancel_keys_of_other_lengths_are_refused() {
        assertThatThrownBy(() -> new BackendKeyData(1, ByteBuffer.allocate(3))).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> new BackendKeyData(1, ByteBuffer.allocate(257)))
                .isInstanceOf(ProtocolViolation.class);
        ByteBuf packet = Unpooled.buffer()
                .writeInt(11)
                .writeInt(StartupPacket.CANCEL_REQUEST_CODE)
                .writeInt(42)
                .writeZero(3);
        assertThatThrownBy(() -> StartupPacket.decode(packet)).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void a_report_keeps_all_its_fields_in_their_order() {
        ByteBuf body =
                Unpooled.copiedBuffer("SFEHLER\0VERROR\0C42601\0Mé\0P8\0Fscan.l\0Xnew in some version\0\0", UTF_8);
        Report report = Report.decode(body.duplicate(), UTF_8);
        assertThat(report.text(ReportField.SEVERITY)).isEqualTo("ERROR");
        assertThat(report.text(ReportField.MESSAGE)).isEqualTo("é");
        assertThat(report.get(ReportField.HINT)).isNull();
        assertThat(report.text(ReportField.HINT)).isEmpty();
        assertThat(report.position()).isEqualTo(8);
        assertThat(ByteBufUtil.hexDump(body(encode(new ErrorResponse(report), UTF_8))))
                .isEqualTo(ByteBufUtil.hexDump(body));
    }

    @Test
    void a_report_is_changed_field_by_field() {
        Report report = Report.of("ERROR", "42601", "syntax error");
        assertThat(report.movedBy(10)).isEqualTo(report);
        Report positioned = report.with(ReportField.POSITION, "3");
        assertThat(positioned.movedBy(10).position()).isEqualTo(13);
        assertThat(positioned.movedBy(0)).isSameAs(positioned);
        assertThat(positioned.with(ReportField.POSITION, null)).isEqualTo(report);
        assertThat(report.with(ReportField.MESSAGE, "x").fields())
                .extracting(Report.Field::code)
                .containsExactly('S', 'V', 'C', 'M');
        assertThat(report.with(ReportField.POSITION, "no number").position()).isZero();
    }

    @Test
    void a_notice_differs_from_an_error_by_its_type_only() {
        Report report = Report.of("NOTICE", "00000", "x");
        String error = hex(encode(new ErrorResponse(report), UTF_8));
        assertThat(hex(encode(new NoticeResponse(report), UTF_8))).isEqualTo("4e" + error.substring(2));
    }

    @Test
    void startup_packets_are_told_apart_by_their_code() {
        assertThat(StartupPacket.decode(startup(StartupPacket.SSL_REQUEST_CODE, "")))
                .isEqualTo(new StartupPacket.SslRequest());
        assertThat(StartupPacket.decode(startup(StartupPacket.GSSENC_REQUEST_CODE, "")))
                .isEqualTo(new StartupPacket.GssEncRequest());
        assertThat(StartupPacket.decode(startup(3 << 16 | 2, "user\0ü\0database\0d\0_pq_.x\0y\0\0")))
                .isEqualTo(new StartupPacket.Startup(3 << 16 | 2, Map.of("user", "ü", "database", "d", "_pq_.x", "y")));
    }

    @Test
    void the_database_of_a_startup_packet_is_the_user_unless_named() {
        assertThat(((StartupPacket.Startup) StartupPacket.decode(startup(3 << 16, "user\0u\0\0"))).database())
                .isEqualTo("u");
        assertThat(((StartupPacket.Startup) StartupPacket.decode(startup(3 << 16, "user\0u\0database\0\0\0")))
                        .database())
                .isEqualTo("u");
        assertThat(((StartupPacket.Startup) StartupPacket.decode(startup(3 << 16, "user\0u\0database\0d\0\0")))
                        .database())
                .isEqualTo("d");
    }

    @Test
    void startup_packets_of_impossible_length_are_refused() {
        assertThat(StartupPacket.length(Unpooled.buffer().writeShort(0))).isZero();
        assertThat(StartupPacket.length(Unpooled.buffer().writeInt(10_000))).isEqualTo(10_000);
        for (int length : new int[] {-1, 0, 7, 10_001, 0x16030100}) {
            assertThatThrownBy(() -> StartupPacket.length(Unpooled.buffer().writeInt(length)))
                    .isInstanceOf(ProtocolViolation.class);
        }
    }

    @Test
    void bodies_that_are_cut_short_are_violations() {
        ByteBuf nothing = Unpooled.EMPTY_BUFFER;
        assertThatThrownBy(() -> Query.decode(ascii("no end"), UTF_8)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> Parse.decode(ascii("s\0q\0"), UTF_8)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> Parse.decode(ascii("s\0q\0\0\1"), UTF_8)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> Bind.decode(ascii("p\0s"))).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> Describe.decode(nothing)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> Close.decode(ascii("X\0"))).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> Execute.decode(ascii("p\0\0"))).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> Report.decode(ascii("Mx\0"), UTF_8)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> ReadyForQuery.decode(nothing)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> ReadyForQuery.decode(ascii("X"))).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> DataRow.decode(ascii("\0\1\0\0\0\5a"), UTF_8)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> RowDescription.decode(ascii("\0\1a\0"), UTF_8)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> BackendKeyData.decode(nothing)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> StartupPacket.decode(startup(3 << 16, "user\0u\0")))
                .isInstanceOf(ProtocolViolation.class);
    }

    private static ByteBuf ascii(String body) {
        return Unpooled.copiedBuffer(body, LATIN_1);
    }

    private static ByteBuf startup(int code, String parameters) {
        byte[] bytes = parameters.getBytes(UTF_8);
        return Unpooled.buffer().writeInt(8 + bytes.length).writeInt(code).writeBytes(bytes);
    }

    private static ByteBuf encode(FrontendMessage message, Charset charset) {
        ByteBuf out = Unpooled.buffer();
        message.encode(out, charset);
        return out;
    }

    private static ByteBuf encode(BackendMessage message, Charset charset) {
        ByteBuf out = Unpooled.buffer();
        message.encode(out, charset);
        return out;
    }

    /** The body of a whole message whose length word must be right. */
    private static ByteBuf body(ByteBuf message) {
        assertThat(message.getInt(1)).isEqualTo(message.readableBytes() - 1);
        return message.slice(5, message.readableBytes() - 5);
    }

    private static String hex(ByteBuf message) {
        return ByteBufUtil.hexDump(message);
    }
}
