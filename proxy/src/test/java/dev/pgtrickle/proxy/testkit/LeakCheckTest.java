package dev.pgtrickle.proxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

/** The check of the tests is checked: a leak that is made on purpose is found. */
class LeakCheckTest {

    @Test
    void finds_a_buffer_that_was_never_released() throws Exception {
        leak(ByteBufAllocator.DEFAULT.buffer(100));
        assertThat(LeakCheck.leaks()).hasSize(1).first().asString().contains("leak");
    }

    @Test
    void finds_a_direct_buffer_of_which_only_a_slice_was_released() throws Exception {
        ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(100).writeZero(100);
        buffer.readRetainedSlice(10).release();
        leak(buffer);
        buffer = null;
        assertThat(LeakCheck.leaks()).isNotEmpty();
    }

    @Test
    void has_nothing_to_say_about_released_buffers() throws Exception {
        ByteBufAllocator.DEFAULT.buffer(100).release();
        assertThat(LeakCheck.leaks()).isEmpty();
    }

    private static void leak(ByteBuf buffer) {
        buffer.writeByte(1);
    }
}
