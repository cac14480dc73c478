package dev.pgtrickle.proxy.admin;

import java.util.Optional;

/** Whether clients can be served. */
@FunctionalInterface
public interface Readiness {

    /**
     * Finds out. May block for some seconds; called on virtual threads.
     *
     * @return what is in the way, as a sentence; nothing when clients can be served
     */
    Optional<String> obstacle();
}
