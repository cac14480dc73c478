package dev.pgtrickle.wire.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.wire.ProtocolViolation;
import dev.pgtrickle.wire.message.TransactionStatus;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each row is a transcript: messages to the server (letters of the protocol, {@code Ds} and {@code Dp} for the two kinds of Describe, a
 * star for injected and a plus for synthetic ones), then {@code |}, then messages from the server, and so on. Expected is what each server
 * message answers, what is dropped (in brackets), and behind {@code =} what is left.
 */
class ResponseQueueTest {

    @Nested
    class Simple_query {
        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "Q | C Z                 ; C:- Z:Q =",
                    "Q | T D D C Z           ; T:- D:- D:- C:- Z:Q =",
                    "Q | I Z                 ; I:- Z:Q =",
                    "Q | C C T D C Z         ; C:- C:- T:- D:- C:- Z:Q =",
                    "Q | E Z                 ; E:- Z:Q =",
                    "Q | C T D E Z           ; C:- T:- D:- E:- Z:Q =",
                    "Q Q Q | C Z E Z C Z     ; C:- Z:Q E:- Z:Q C:- Z:Q =",
                    "Q Q | C Z               ; C:- Z:Q = Q",
                    "Q | H d d c C Z         ; H:- d:- d:- c:- C:- Z:Q =",
                    "Q | N S A N C A S Z     ; N:- S:- A:- N:- C:- A:- S:- Z:Q =",
                })
        void is_answered_by_its_ReadyForQuery(String transcript, String expected) {
            assertThat(play(transcript)).isEqualTo(expected);
        }
    }

    @Nested
    class Extended_query {
        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "P B E S | 1 2 C Z           ; 1:P 2:B C:E Z:S =",
                    "P B Dp E S | 1 2 T D C Z    ; 1:P 2:B T:Dp D:- C:E Z:S =",
                    "P Ds S | 1 t T Z            ; 1:P t:- T:Ds Z:S =",
                    "P Ds S | 1 t n Z            ; 1:P t:- n:Ds Z:S =",
                    "P B Dp E S | 1 2 n C Z      ; 1:P 2:B n:Dp C:E Z:S =",
                    "B E E S | 2 D s D C Z       ; 2:B D:- s:E D:- C:E Z:S =",
                    "B E S | 2 I Z               ; 2:B I:E Z:S =",
                    "C C S | 3 3 Z               ; 3:C 3:C Z:S =",
                    "P B E P B E S | 1 2 C 1 2 C Z ; 1:P 2:B C:E 1:P 2:B C:E Z:S =",
                    "S S | Z Z                   ; Z:S Z:S =",
                    "P B E | 1 2 C               ; 1:P 2:B C:E =",
                    "P B E Q | 1 2 C T D C Z     ; 1:P 2:B C:E T:- D:- C:- Z:Q =",
                })
        void pops_one_request_per_answer(String transcript, String expected) {
            assertThat(play(transcript)).isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "P B E S | E Z               ; E:P [B] [E] Z:S =",
                    "P B E S | 1 E Z             ; 1:P E:B [E] Z:S =",
                    "P B Dp E S | 1 2 n E Z      ; 1:P 2:B n:Dp E:E Z:S =",
                    "P B E S | 1 2 C E Z         ; 1:P 2:B C:E E:- Z:S =",
                    "P B E S P B E S | E Z 1 2 C Z ; E:P [B] [E] Z:S 1:P 2:B C:E Z:S =",
                    "P B E | 1 E | B E S | Z   ; 1:P E:B [E] [B] [E] Z:S =",
                    "P Q S | E Z                 ; E:P [Q] Z:S =",
                    "P F S | E Z                 ; E:P [F] Z:S =",
                    "P | E | Q F S | Z         ; E:P [Q] [F] Z:S =",
                    "P | E | S Q | Z C Z         ; E:P Z:S C:- Z:Q =",
                    "P B E S S | E Z Z           ; E:P [B] [E] Z:S Z:S =",
                    "P | E                       ; E:P = skipping",
                    "P S | E                     ; E:P = S",
                })
        void error_drops_everything_up_to_the_next_Sync(String transcript, String expected) {
            assertThat(play(transcript)).isEqualTo(expected);
        }
    }

    @Nested
    class Function_call {
        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {"F | V Z ; V:- Z:F =", "F | E Z ; E:- Z:F =", "F Q | V Z C Z ; V:- Z:F C:- Z:Q ="})
        void counts_like_a_query(String transcript, String expected) {
            assertThat(play(transcript)).isEqualTo(expected);
        }
    }

    @Nested
    class Copy_from_stdin {
        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "Q | G | d d c | C Z             ; G:- C:- Z:Q =",
                    "Q d c | G C Z                   ; G:- C:- Z:Q =",
                    "Q d c Q | G C Z C Z             ; G:- C:- Z:Q C:- Z:Q =",
                    "Q | G | d c | C G | d c | C C Z ; G:- C:- G:- C:- C:- Z:Q =",
                    "Q d c d c | G C G C Z           ; G:- C:- G:- C:- Z:Q =",
                    "Q d c Q d c | G C Z G C Z       ; G:- C:- Z:Q G:- C:- Z:Q =",
                    "P B E | 1 2 G | d c S | C Z     ; 1:P 2:B G:- C:E Z:S =",
                    "P B E d c S | 1 2 G C Z         ; 1:P 2:B G:- C:E Z:S =",
                    "P B E d c S P B E d c S | 1 2 G C Z 1 2 G C Z " + "; 1:P 2:B G:- C:E Z:S 1:P 2:B G:- C:E Z:S =",
                })
        void ends_with_CopyDone(String transcript, String expected) {
            assertThat(play(transcript)).isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "P B E S | 1 2 G | d c S | C Z   ; 1:P 2:B G:- C:E [S] Z:S =",
                    "P B E S d c S | 1 2 G C Z       ; 1:P 2:B G:- C:E [S] Z:S =",
                    "P B E S S | 1 2 G | d S c S | C Z ; 1:P 2:B G:- C:E [S] [S] [S] Z:S =",
                    "Q | G | S d c | C Z             ; G:- C:- [S] Z:Q =",
                })
        void swallows_each_Sync_before_CopyDone(String transcript, String expected) {
            assertThat(play(transcript)).isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    // the client stops sending when it sees the error, or sends the end late
                    "Q | G | d | E Z                 ; G:- E:- Z:Q =",
                    "Q | G | d | E Z | c Q | C Z     ; G:- E:- Z:Q C:- Z:Q =",
                    "Q | G | d c | E Z               ; G:- E:- Z:Q =",
                    "Q | G | d c Q | E Z C Z         ; G:- E:- Z:Q C:- Z:Q =",
                    "Q d c | E Z                     ; E:- Z:Q =",
                    "Q d c Q | E Z C Z               ; E:- Z:Q C:- Z:Q =",
                    // extended, one Sync behind the data
                    "P B E | 1 2 G | d | E | S | Z   ; 1:P 2:B G:- E:E Z:S =",
                    "P B E | 1 2 G | d c S | E Z     ; 1:P 2:B G:- E:E Z:S =",
                    "P B E | 1 2 G | d S | E Z       ; 1:P 2:B G:- E:E Z:S =",
                    "P B E | 1 2 G | d S P B E S | E Z 1 2 C Z ; 1:P 2:B G:- E:E Z:S 1:P 2:B C:E Z:S =",
                    // extended with an early Sync that the COPY has swallowed
                    "P B E S | 1 2 G | d | E | c S | Z ; 1:P 2:B G:- E:E [S] Z:S =",
                    "P B E S | 1 2 G | d c S | E Z   ; 1:P 2:B G:- E:E [S] Z:S =",
                    "P B E S | 1 2 G E | S | Z     ; 1:P 2:B G:- E:E [S] Z:S =",
                    // the COPY never began, so the early Sync counts
                    "P B E S c S | 1 2 E Z Z         ; 1:P 2:B E:E Z:S Z:S =",
                    "P B E S | E Z | c S | Z         ; E:P [B] [E] Z:S Z:S =",
                })
        void that_fails_leaves_the_right_Sync(String transcript, String expected) {
            assertThat(play(transcript)).isEqualTo(expected);
        }

        @Test
        void is_known_while_it_lasts() {
            QueueTranscript queue = new QueueTranscript();
            assertThat(queue.play("Q | G").queue().isCopyIn()).isTrue();
            assertThat(queue.play("d c | C").queue().isCopyIn()).isFalse();
            assertThat(queue.play("| G").queue().isCopyIn()).isTrue();
            assertThat(queue.play("| E").queue().isCopyIn()).isFalse();
        }

        @Test
        void is_over_for_what_is_sent_behind_its_end() {
            QueueTranscript queue = new QueueTranscript();
            assertThat(queue.play("Q d c | G").queue().isCopyIn()).isFalse();
            assertThat(queue.play("| C G").queue().isCopyIn()).isTrue();
            assertThat(queue.play("d").queue().isCopyIn()).isTrue();
            assertThat(queue.play("c").queue().isCopyIn()).isFalse();
        }
    }

    @Nested
    class Injected_requests {
        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    // rule 1 and 2 of the golden sequences: a named sub-batch between the client's Execute and Sync
                    "P B E C* P* B* E* C* S | 1 2 C 3 1 2 D C 3 Z "
                            + "; 1:P 2:B C:E 3:C* 1:P* 2:B* D:- C:E* 3:C* Z:S =",
                    "P B E C* P* B* E* C* S | 1 2 C 3 1 2 E Z ; 1:P 2:B C:E 3:C* 1:P* 2:B* E:E* [C*] Z:S =",
                    // the client's Bind fails: what was injected is skipped silently
                    "P B E C* P* B* E* C* S | 1 E Z  ; 1:P E:B [E] [C*] [P*] [B*] [E*] [C*] Z:S =",
                    // an injected Sync ends the skipping just as the client's does
                    "P B E | 1 2 E | C* P* S* | Z | P B E S | 1 2 C Z "
                            + "; 1:P 2:B E:E [C*] [P*] Z:S* 1:P 2:B C:E Z:S =",
                    // notification and parameter status within the injected part
                    "P B E P* B* E* S | 1 2 C A 1 S 2 N C S Z " + "; 1:P 2:B C:E A:- 1:P* S:- 2:B* N:- C:E* S:- Z:S =",
                    // suspended portal, injected work, continued portal
                    "P B E P* B* E* E S | 1 2 D s 1 2 C D C Z " + "; 1:P 2:B D:- s:E 1:P* 2:B* C:E* D:- C:E Z:S =",
                    // COPY in extended protocol followed by injected work
                    "P B E | 1 2 G | d c P* B* E* S | C 1 2 C Z ; 1:P 2:B G:- C:E 1:P* 2:B* C:E* Z:S =",
                    "P B E | 1 2 G | d c P* B* E* S | E Z ; 1:P 2:B G:- E:E [P*] [B*] [E*] Z:S =",
                })
        void are_accounted_for_like_the_clients(String transcript, String expected) {
            assertThat(play(transcript)).isEqualTo(expected);
        }
    }

    @Nested
    class Synthetic_requests {
        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "Q+ |                        ; due:Q+ =",
                    "P B E+ | 1 2                ; 1:P 2:B due:E+ =",
                    "Q Q+ | C Z                  ; C:- Z:Q due:Q+ =",
                    "P B E E+ | 1 2 C            ; 1:P 2:B C:E due:E+ =",
                    "P B E S E+ | 1 2 C Z        ; 1:P 2:B C:E Z:S due:E+ =",
                    "P B E+ | 1                  ; 1:P = B E+",
                    "Q c E+ | E Z                ; E:- Z:Q due:E+ =",
                })
        void fall_due_when_everything_before_them_is_answered(String transcript, String expected) {
            assertThat(play(transcript)).isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "P B E+ S | 1 E Z            ; 1:P E:B [E+] Z:S =",
                    "P B E+ | 1 E                ; 1:P E:B [E+] = skipping",
                    "P | E | E+ Q+ S | Z       ; E:P [E+] [Q+] Z:S =",
                    "P Q+ S | E Z                ; E:P [Q+] Z:S =",
                })
        void are_dropped_by_an_error_before_them(String transcript, String expected) {
            assertThat(play(transcript)).isEqualTo(expected);
        }

        @Test
        void can_be_withdrawn() {
            QueueTranscript queue = new QueueTranscript().play("Q d c Q+");
            queue.withdrawLast();
            assertThat(queue.play("| G C Z").result()).isEqualTo("G:- C:- Z:Q =");
        }

        @Test
        void are_never_answered_by_the_server() {
            QueueTranscript queue = new QueueTranscript();
            queue.sendOnly("P+");
            assertThatThrownBy(() -> queue.play("| 1"))
                    .isInstanceOf(ProtocolViolation.class)
                    .hasMessageContaining("SYNTHETIC PARSE");
        }
    }

    @Nested
    class Anything_else {
        @ParameterizedTest
        @ValueSource(
                strings = {"| 1", "| C", "| Z", "| I", "P | 2", "B | 1", "S | C", "E | Z", "Q | 1", "P | C", "E | 3"})
        void is_a_protocol_violation(String transcript) {
            assertThatThrownBy(() -> play(transcript)).isInstanceOf(ProtocolViolation.class);
        }

        @Test
        void an_error_out_of_nothing_is_a_fatal_one_and_changes_nothing() {
            assertThat(play("| E")).isEqualTo("E:- =");
        }

        @Test
        void the_connection_start_is_answered_by_the_first_ReadyForQuery() {
            assertThat(play("^ | R R S S K Z")).isEqualTo("R:- R:- S:- S:- K:- Z:^ =");
            assertThat(play("^ | R E")).isEqualTo("R:- E:- = ^");
        }

        @Test
        void disconnection_drops_everything() {
            QueueTranscript queue = new QueueTranscript().play("P* B E+ S");
            queue.queue().disconnected();
            assertThat(queue.result()).isEqualTo("[P*] [B] [E+] [S] =");
        }

        @Test
        void the_status_is_that_of_the_last_ReadyForQuery() {
            QueueTranscript queue = new QueueTranscript();
            assertThat(queue.queue().status()).isEqualTo(TransactionStatus.IDLE);
            assertThat(queue.play("Q | C ZT").queue().status()).isEqualTo(TransactionStatus.IN_TRANSACTION);
            assertThat(queue.play("Q | E ZE").queue().status()).isEqualTo(TransactionStatus.FAILED);
            assertThat(queue.play("Q | C ZI").queue().status()).isEqualTo(TransactionStatus.IDLE);
        }

        @Test
        void quiet_means_that_the_next_request_is_the_next_that_counts() {
            QueueTranscript queue = new QueueTranscript();
            assertThat(queue.queue().isQuiet()).isTrue();
            assertThat(queue.play("P").queue().isQuiet()).isFalse();
            assertThat(queue.play("| E").queue().isQuiet()).isFalse();
            assertThat(queue.play("S").queue().isQuiet()).isFalse();
            assertThat(queue.play("| Z").queue().isQuiet()).isTrue();
        }
    }

    private static String play(String transcript) {
        return new QueueTranscript().play(transcript).result();
    }
}
