package dev.pgtrickle.wire.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameWalkerTest {

    /**
     * Decides by the type letter: {@code r} relay, {@code x} drop, {@code i} inspect and relay, {@code j} inspect and drop, {@code w}
     * wait once and then relay, {@code p} inspect, pause and relay, {@code o} inspect, write something of its own and relay.
     */
    private static final class Letters implements FrameListener {
        final StringBuilder out = new StringBuilder();
        final List<String> events = new ArrayList<>();
        int slices;
        boolean waited;
        FrameWalker walker;

        Letters() {
            walker = new FrameWalker(this, UnpooledByteBufAllocator.DEFAULT);
        }

        @Override
        public Verdict begin(byte type, int bodyLength) {
            return switch (type) {
                case 'r' -> Verdict.RELAY;
                case 'x' -> Verdict.DROP;
                case 'w' -> {
                    waited = !waited;
                    if (waited) {
                        events.add("wait");
                        yield Verdict.WAIT;
                    }
                    yield Verdict.RELAY;
                }
                default -> Verdict.INSPECT;
            };
        }

        @Override
        public Verdict inspect(byte type, ByteBuf body) {
            events.add((char) type + ":" + body.toString(StandardCharsets.US_ASCII));
            body.skipBytes(body.readableBytes() / 2);
            switch (type) {
                case 'p' -> walker.pause();
                case 'o' -> {
                    walker.handOver();
                    out.append("<own>");
                }
                default -> {}
            }
            return type == 'j' ? Verdict.DROP : Verdict.RELAY;
        }

        @Override
        public void relay(ByteBuf bytes) {
            slices++;
            out.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }

        Letters feed(String bytes) {
            walker.feed(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
            return this;
        }
    }

    private static String message(char type, String body) {
        int length = body.length() + 4;
        return "" + type + (char) (length >>> 24) + (char) (length >>> 16 & 0xff) + (char) (length >>> 8 & 0xff)
                + (char) (length & 0xff) + body;
    }

    @Test
    void a_run_of_relayed_messages_leaves_as_one_buffer() {
        String run = message('r', "a") + message('r', "") + message('r', "bcd");
        Letters letters = new Letters().feed(run);
        assertThat(letters.out.toString()).isEqualTo(run);
        assertThat(letters.slices).isEqualTo(1);
    }

    @Test
    void an_inspected_message_that_is_relayed_does_not_break_a_run() {
        String run = message('r', "a") + message('i', "look") + message('r', "b");
        Letters letters = new Letters().feed(run);
        assertThat(letters.out.toString()).isEqualTo(run);
        assertThat(letters.slices).isEqualTo(1);
        assertThat(letters.events).containsExactly("i:look");
    }

    @Test
    void dropped_messages_leave_a_gap() {
        Letters letters = new Letters()
                .feed(message('r', "a")
                        + message('x', "gone")
                        + message('r', "b")
                        + message('j', "seen")
                        + message('r', "c"));
        assertThat(letters.out.toString()).isEqualTo(message('r', "a") + message('r', "b") + message('r', "c"));
        assertThat(letters.events).containsExactly("j:seen");
    }

    @Test
    void a_large_body_passes_through_in_pieces() {
        String message = message('r', "x".repeat(1000));
        Letters letters = new Letters();
        letters.feed(message.substring(0, 100));
        assertThat(letters.out.length()).isEqualTo(100);
        letters.feed(message.substring(100, 600)).feed(message.substring(600));
        assertThat(letters.out.toString()).isEqualTo(message);
        assertThat(letters.walker.isAtBorder()).isTrue();
    }

    @Test
    void an_inspected_body_is_complete_wherever_the_stream_is_cut() {
        String message = message('i', "twelve bytes");
        for (int cut = 1; cut < message.length(); cut++) {
            Letters letters = new Letters().feed(message.substring(0, cut));
            assertThat(letters.events).isEmpty();
            letters.feed(message.substring(cut) + message('r', "z"));
            assertThat(letters.events).containsExactly("i:twelve bytes");
            assertThat(letters.out.toString()).isEqualTo(message + message('r', "z"));
        }
    }

    @Test
    void a_paused_walker_keeps_what_comes_in() {
        String rest = message('r', "b") + message('x', "c") + message('r', "d");
        Letters letters = new Letters().feed(message('r', "a") + message('p', "stop") + rest);
        assertThat(letters.out.toString()).isEqualTo(message('r', "a") + message('p', "stop"));
        letters.feed(message('r', "e"));
        assertThat(letters.walker.bufferedBytes())
                .isEqualTo(rest.length() + message('r', "e").length());
        assertThat(letters.walker.isAtBorder()).isFalse();
        letters.walker.resume();
        assertThat(letters.out.toString())
                .isEqualTo(message('r', "a")
                        + message('p', "stop")
                        + message('r', "b")
                        + message('r', "d")
                        + message('r', "e"));
        assertThat(letters.walker.bufferedBytes()).isZero();
    }

    @Test
    void a_walker_that_is_paused_within_a_message_lets_the_rest_of_it_through() {
        String message = message('r', "a large body");
        Letters letters = new Letters().feed(message.substring(0, 8));
        letters.walker.pause();
        assertThat(letters.walker.isWithinRelayed()).isTrue();
        letters.feed(message.substring(8) + message('r', "b"));
        assertThat(letters.out.toString()).isEqualTo(message);
        assertThat(letters.walker.isWithinRelayed()).isFalse();
        letters.walker.resume();
        assertThat(letters.out.toString()).isEqualTo(message + message('r', "b"));
    }

    @Test
    void a_message_that_has_to_wait_is_met_again_wherever_the_stream_is_cut() {
        String stream = message('r', "a") + message('w', "later") + message('r', "b");
        for (int cut = 1; cut < stream.length(); cut++) {
            Letters letters = new Letters().feed(stream.substring(0, cut)).feed(stream.substring(cut));
            assertThat(letters.events).containsExactly("wait");
            assertThat(letters.out.toString()).isEqualTo(message('r', "a"));
            letters.walker.resume();
            assertThat(letters.out.toString()).isEqualTo(stream);
        }
    }

    @Test
    void what_the_listener_writes_itself_keeps_its_place_in_the_stream() {
        Letters letters = new Letters().feed(message('r', "a") + message('o', "b") + message('r', "c"));
        assertThat(letters.out.toString())
                .isEqualTo(message('r', "a") + "<own>" + message('o', "b") + message('r', "c"));
    }

    @Test
    void a_closed_walker_releases_everything() {
        Letters letters = new Letters().feed(message('p', "stop"));
        ByteBuf late = Unpooled.copiedBuffer(message('r', "late"), StandardCharsets.ISO_8859_1);
        letters.walker.feed(late);
        letters.walker.close();
        assertThat(late.refCnt()).isZero();
        ByteBuf later = Unpooled.copiedBuffer(message('r', "later"), StandardCharsets.ISO_8859_1);
        letters.walker.feed(later);
        assertThat(later.refCnt()).isZero();
        assertThat(letters.out.toString()).isEqualTo(message('p', "stop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r\0\0\0\3", "r\0\0\0\0", "r\u00ff\u00ff\u00ff\u00ff", "r\u0080\0\0\0"})
    void an_impossible_length_is_a_violation(String header) {
        Letters letters = new Letters();
        assertThatThrownBy(() -> letters.feed(header)).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void any_cutting_of_a_stream_gives_the_result_of_the_whole() {
        long seed = System.nanoTime();
        System.out.println("FrameWalkerTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            String stream = randomStream(random);
            Letters whole = resumed(new Letters().feed(stream));
            Letters cut = new Letters();
            for (int at = 0; at < stream.length(); ) {
                int end = Math.min(stream.length(), at + 1 + random.nextInt(random.nextBoolean() ? 3 : 40));
                cut.feed(stream.substring(at, end));
                at = end;
                if (random.nextInt(4) == 0) {
                    resumed(cut);
                }
            }
            resumed(cut);
            assertThat(cut.out.toString()).as("seed %d round %d", seed, round).isEqualTo(whole.out.toString());
            assertThat(cut.events).as("seed %d round %d", seed, round).isEqualTo(whole.events);
            assertThat(cut.walker.isAtBorder()).isTrue();
        }
    }

    private static Letters resumed(Letters letters) {
        while (letters.walker.isPaused()) {
            letters.walker.resume();
        }
        return letters;
    }

    private static String randomStream(Random random) {
        StringBuilder stream = new StringBuilder();
        int messages = 1 + random.nextInt(12);
        for (int i = 0; i < messages; i++) {
            char type = "rrrrxijwpo".charAt(random.nextInt(10));
            stream.append(message(type, "m".repeat(random.nextInt(random.nextBoolean() ? 4 : 60))));
        }
        return stream.toString();
    }
}
