package dev.pgtrickle.proxy.inject;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client's prepared statements and portals that concern us.
 *
 * <p>A client may bind a statement before the server has confirmed that it is prepared. So changes are first pending, in the order in
 * which they were sent, and looked through first; each becomes final or is dropped with the request that makes it. In a session that has
 * nothing to do with stream tables there is nothing here, and {@link #isEmpty} spares it reading names.
 */
public final class Names {

    private final Map<String, Prepared> statements = new HashMap<>();
    private final Map<String, Portal> portals = new HashMap<>();
    private final ArrayDeque<NameChange> pending = new ArrayDeque<>();

    /**
     * Whether no name concerns us.
     *
     * @return true when every lookup would give null
     */
    public boolean isEmpty() {
        return statements.isEmpty() && portals.isEmpty() && pending.isEmpty();
    }

    /**
     * Finds a statement as the server will see it when it gets to the client's next message.
     *
     * @param name its name
     * @return the statement, or null when it does not concern us
     */
    public @Nullable Prepared statement(String name) {
        Iterator<NameChange> latestFirst = pending.descendingIterator();
        while (latestFirst.hasNext()) {
            switch (latestFirst.next()) {
                case NameChange.StatementDefined defined
                when defined.name().equals(name) -> {
                    return defined.prepared();
                }
                case NameChange.StatementGone gone
                when gone.name().equals(name) -> {
                    return null;
                }
                default -> {}
            }
        }
        return statements.get(name);
    }

    /**
     * Finds a portal as the server will see it when it gets to the client's next message.
     *
     * @param name its name
     * @return the portal, or null when it does not concern us
     */
    public @Nullable Portal portal(String name) {
        Iterator<NameChange> latestFirst = pending.descendingIterator();
        while (latestFirst.hasNext()) {
            switch (latestFirst.next()) {
                case NameChange.PortalDefined defined
                when defined.name().equals(name) -> {
                    return defined.portal();
                }
                case NameChange.PortalGone gone
                when gone.name().equals(name) -> {
                    return null;
                }
                default -> {}
            }
        }
        return portals.get(name);
    }

    /**
     * A request that changes something is sent.
     *
     * @param change what changes when it succeeds
     */
    public void sent(NameChange change) {
        pending.add(change);
    }

    /**
     * The request has succeeded.
     *
     * @param change what it changes
     */
    public void confirmed(NameChange change) {
        pending.removeFirstOccurrence(change);
        switch (change) {
            case NameChange.StatementDefined defined -> statements.put(defined.name(), defined.prepared());
            case NameChange.StatementGone gone -> statements.remove(gone.name());
            case NameChange.PortalDefined defined -> portals.put(defined.name(), defined.portal());
            case NameChange.PortalGone gone -> portals.remove(gone.name());
        }
    }

    /**
     * The request has failed or is skipped.
     *
     * @param change what it would have changed
     */
    public void dropped(NameChange change) {
        pending.removeFirstOccurrence(change);
    }

    /** No transaction is open: portals do not outlive theirs. */
    public void transactionEnded() {
        portals.clear();
    }

    /** DISCARD ALL or DEALLOCATE ALL has succeeded. */
    public void statementsDiscarded() {
        statements.clear();
    }
}
