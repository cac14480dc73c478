package dev.pgtrickle.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.coalesce.Readers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Connections look for each other, and nobody waits. */
class KnownReadersTest {

    private static final Readers OLD = new Readers(List.of(1L), Set.of("top"), Set.of());
    private static final Readers NEW = new Readers(List.of(1L), Set.of("top", "over"), Set.of());

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final KnownReaders known = new KnownReaders(now::get);
    private int looks;

    private Readers recent(Readers there) {
        return known.recent(() -> {
            looks++;
            return there;
        });
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void one_look_is_for_all_until_it_is_too_old() {
        assertThat(known.latest()).isEqualTo(Readers.NONE);
        assertThat(recent(OLD)).isEqualTo(OLD);
        pass(KnownReaders.HOLDS.minusNanos(1));
        assertThat(recent(NEW)).isEqualTo(OLD);
        assertThat(looks).isEqualTo(1);
        pass(Duration.ofNanos(1));
        assertThat(recent(NEW)).isEqualTo(NEW);
        assertThat(known.latest()).isEqualTo(NEW);
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void what_has_not_changed_stays_the_same_object() {
        Readers first = recent(OLD);
        pass(KnownReaders.HOLDS);
        assertThat(recent(new Readers(List.of(1L), Set.of("top"), Set.of()))).isSameAs(first);
    }

    @Test
    void while_one_looks_the_others_go_on_with_what_was_known() {
        recent(OLD);
        pass(KnownReaders.HOLDS);
        Readers mine = known.recent(() -> {
            assertThat(recent(NEW)).as("another connection meanwhile").isEqualTo(OLD);
            return NEW;
        });
        assertThat(mine).isEqualTo(NEW);
        assertThat(looks).isEqualTo(1);
        assertThat(recent(OLD)).isEqualTo(NEW);
    }

    @Test
    void a_look_that_does_not_end_is_given_up_by_the_others() {
        recent(OLD);
        pass(KnownReaders.HOLDS);
        Readers late = known.recent(() -> {
            pass(KnownReaders.HOLDS);
            assertThat(recent(NEW)).isEqualTo(NEW);
            return OLD;
        });
        assertThat(late).as("as it was when it looked").isEqualTo(OLD);
        assertThat(known.latest()).as("what was seen later").isEqualTo(NEW);
    }

    @Test
    void a_look_that_fails_leaves_what_was_known() {
        recent(OLD);
        pass(KnownReaders.HOLDS);
        assertThatThrownBy(() -> known.recent(() -> {
                    throw new SQLException("refused");
                }))
                .hasMessage("refused");
        assertThat(recent(NEW)).isEqualTo(OLD);
        pass(KnownReaders.HOLDS);
        assertThat(recent(NEW)).isEqualTo(NEW);
    }

    @Test
    void who_has_changed_something_looks_himself_and_for_the_others() {
        recent(OLD);
        assertThat(known.current(() -> NEW)).isEqualTo(NEW);
        assertThat(recent(OLD)).isEqualTo(NEW);
    }
}
