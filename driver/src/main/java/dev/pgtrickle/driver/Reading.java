package dev.pgtrickle.driver;

import dev.pgtrickle.dvm.intercept.Interception;
import java.util.Optional;

/**
 * What an application prepares.
 *
 * @param sql what the application prepares
 * @param text what pgjdbc prepares: for a command of ours, which has no parameters and is nothing that the server could prepare, the empty statement
 * @param found how it is intercepted; nothing when it is not ours
 */
record Reading(String sql, String text, Optional<Interception> found) {

    static Reading of(String sql, Optional<Interception> found) {
        String text = found.map(interception -> switch (interception) {
                    case Interception.Command command -> "";
                    case Interception.Rewrite rewrite -> sql;
                    case Interception.Observe observe -> observe.sql();
                })
                .orElse(sql);
        return new Reading(sql, text, found);
    }
}
