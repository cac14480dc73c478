package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.program.Anchor;
import dev.pgtrickle.dvm.program.Storage;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.Literal;
import java.util.Optional;

/**
 * The query of a visible relation, as users and as other stream tables read it.
 *
 * @param storage what it reads
 * @param anchor what makes it depend on the pinned query
 * @param guard what keeps a transaction from reading contents that lack changes of its own; nothing where there are never such
 */
record VisibleQuery(Storage storage, Anchor anchor, Optional<String> guard) {

    /** What users read. */
    String filled() {
        return storage.read(condition());
    }

    /** Before it is filled, a stream table is not empty but unreadable, as a materialized view is. */
    String unfilled(Identifier name) {
        return storage.read(condition() + " AND pgtrickle._not_populated(" + new Literal(name.name()).sql() + ")");
    }

    /** What other stream tables read, where that is something else: the storage alone, as it stands. */
    Optional<String> stored() {
        return storage.overlay().isPresent() || guard.isPresent()
                ? Optional.of(storage.readStored(anchor.sql()))
                : Optional.empty();
    }

    private String condition() {
        return guard.map(g -> anchor.sql() + " AND " + g).orElse(anchor.sql());
    }
}
