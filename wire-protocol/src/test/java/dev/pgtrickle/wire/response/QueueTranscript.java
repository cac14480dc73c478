package dev.pgtrickle.wire.response;

import dev.pgtrickle.wire.message.TransactionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Plays a transcript on a {@link ResponseQueue} and writes down what happens, see {@link ResponseQueueTest}. */
final class QueueTranscript {

    private final List<String> log = new ArrayList<>();
    private final ResponseQueue<Entry> queue = new ResponseQueue<>(entry -> log.add("[" + entry.name() + "]"));
    private boolean toServer = true;
    private @Nullable Entry last;

    /** A request with the name that the transcript gives it; two of the same name are equal, as the relay's plain requests are. */
    record Entry(Kind kind, Owner owner, String name) implements Expected {}

    ResponseQueue<Entry> queue() {
        return queue;
    }

    QueueTranscript play(String transcript) {
        toServer = true;
        for (String message : transcript.strip().split("\\s+", -1)) {
            if (message.equals("|")) {
                toServer = !toServer;
            } else if (toServer) {
                send(message);
                reportDue();
            } else {
                receive(message);
                reportDue();
            }
        }
        return this;
    }

    void sendOnly(String message) {
        send(message);
    }

    void withdrawLast() {
        Entry entry = last;
        if (entry == null) {
            throw new IllegalStateException("nothing was sent");
        }
        queue.withdraw(entry);
    }

    String result() {
        List<String> left = new ArrayList<>();
        while (queue.head() != null) {
            Entry entry = queue.head();
            left.add(entry.name());
            queue.withdraw(entry);
        }
        if (queue.isSkipping()) {
            left.add("skipping");
        }
        String events = log.isEmpty() ? "" : String.join(" ", log) + " ";
        return (events + "= " + String.join(" ", left)).strip();
    }

    private void send(String message) {
        Owner owner = message.endsWith("*") ? Owner.INJECTED : message.endsWith("+") ? Owner.SYNTHETIC : Owner.CLIENT;
        String letters = message.replaceAll("[*+]", "");
        Kind kind = switch (letters) {
            case "^" -> Kind.STARTUP;
            case "P" -> Kind.PARSE;
            case "B" -> Kind.BIND;
            case "Ds" -> Kind.DESCRIBE_STATEMENT;
            case "Dp" -> Kind.DESCRIBE_PORTAL;
            case "E" -> Kind.EXECUTE;
            case "C" -> Kind.CLOSE;
            case "S" -> Kind.SYNC;
            case "Q" -> Kind.QUERY;
            case "F" -> Kind.FUNCTION_CALL;
            case "d" -> Kind.COPY_DATA;
            case "c" -> Kind.COPY_END;
            default -> throw new IllegalArgumentException(message);
        };
        Entry entry = new Entry(kind, owner, message);
        last = entry;
        switch (kind) {
            case COPY_DATA -> queue.copyData(entry);
            case COPY_END -> queue.copyEnd(entry);
            default -> queue.expect(entry);
        }
    }

    private void receive(String message) {
        char type = message.charAt(0);
        if (type == 'Z') {
            byte status = (byte) (message.length() > 1 ? message.charAt(1) : 'I');
            log(type, () -> queue.ready(TransactionStatus.of(status)));
        } else {
            log(type, () -> queue.received((byte) type));
        }
    }

    /** What was dropped on account of a message is logged behind it. */
    private void log(char type, Supplier<@Nullable Entry> answer) {
        int place = log.size();
        Entry answered = answer.get();
        log.add(place, type + ":" + (answered == null ? "-" : answered.name()));
    }

    private void reportDue() {
        Entry due = queue.due();
        if (due != null) {
            log.add("due:" + due.name());
        }
    }
}
