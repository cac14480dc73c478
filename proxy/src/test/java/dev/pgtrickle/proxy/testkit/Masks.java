package dev.pgtrickle.proxy.testkit;

import java.util.Arrays;

/** Hides what differs between two sessions that do the same. */
final class Masks {

    private Masks() {}

    static byte[] masked(ServerMessage message) {
        byte[] body = message.body().clone();
        switch (message.type()) {
            // Process id and cancel key; the process id of a notification.
            case 'K' -> Arrays.fill(body, (byte) 0);
            case 'A' -> Arrays.fill(body, 0, 4, (byte) 0);
            // The table's oid of each column.
            case 'T' -> {
                int at = 2;
                for (int columns = body[0] << 8 | (body[1] & 0xff); columns > 0; columns--) {
                    while (body[at] != 0) {
                        at++;
                    }
                    Arrays.fill(body, at + 1, at + 5, (byte) 0);
                    at += 19;
                }
            }
            default -> {}
        }
        return body;
    }
}
