package dev.pgtrickle.dvm.refresh;

import dev.pgtrickle.dvm.install.RefreshSets;
import dev.pgtrickle.dvm.refresh.RefreshChoice.Decision;
import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.refresh.RefreshStatements.Account;
import dev.pgtrickle.dvm.refresh.RefreshStatements.Written;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link RefreshTransaction} that is about one stream table: the one that is wanted, or one that it reads.
 *
 * <p>What was seen is kept, so that looking twice costs nothing; only after something below was refreshed are changes counted again.
 */
final class StreamTableRefresh {

    private final SqlSession session;
    private final long id;
    private final Initiator initiator;
    private final Map<Long, StreamTableRefresh> all;
    private final RefreshStatements statements;

    /** Whose lock stands for the right to change this one. */
    private final StreamTableRefresh guard;

    private long started;
    private boolean looked;
    private Optional<StreamTableState> state = Optional.empty();
    private @Nullable List<StreamTableRefresh> below;
    private @Nullable Changes changes;
    private Function<StreamTableState, Changes> counting = RefreshStatements::changesSeen;
    private @Nullable RefreshResult result;
    private boolean locked;
    private boolean wrote;

    /** The changes of all that the contents follow from, counted before parts were refreshed; 0 when they were not. */
    private long pending;

    StreamTableRefresh(SqlSession session, long id, Initiator initiator, Map<Long, StreamTableRefresh> all) {
        this.session = session;
        this.id = id;
        this.initiator = initiator;
        this.all = all;
        this.guard = this;
        this.statements = new RefreshStatements(session, id, initiator, initiator);
    }

    /** An intermediate result. */
    private StreamTableRefresh(StreamTableRefresh whole, long id) {
        this.session = whole.session;
        this.id = id;
        this.initiator = whole.initiator;
        this.all = whole.all;
        this.guard = whole.guard;
        // Nobody else may have it; if somebody has, leaving the part out would be wrong.
        this.statements = new RefreshStatements(session, id, initiator, Initiator.MANUAL);
    }

    boolean wrote() {
        return wrote;
    }

    /** Begins the transaction. */
    void begin() {
        state = StreamTableState.begin(session, id);
        looked = true;
    }

    /** Refreshes it, unless that was done in this transaction already. */
    RefreshResult run() {
        if (result == null) {
            result = state().map(this::attempt).orElseGet(() -> RefreshResult.nothing(Action.SKIP, "it was dropped"));
        }
        return result;
    }

    private RefreshResult attempt(StreamTableState found) {
        started = System.nanoTime();
        if (!found.populated()) {
            return RefreshResult.nothing(Action.SKIP, "it was never filled");
        }
        if (found.outdated()) {
            throw SqlError.of(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "a virtual generated column of a source was given another expression")
                    .withHint(
                            "The engine builds the stream table anew, if it may act for its owner; otherwise create it again.");
        }
        if (!hasWork() && !isLeftOut(found)) {
            return RefreshResult.nothing(Action.NO_DATA, "");
        }
        Optional<RefreshResult> byQuery = byQuery(found);
        if (byQuery.isPresent()) {
            return byQuery.get();
        }
        if (!below().isEmpty() && !onlyTimePassed() && !guard.lock()) {
            return anotherIsRunning();
        }
        below().forEach(this::refreshBelow);
        if (below().stream().anyMatch(StreamTableRefresh::wrote)) {
            changes = null;
            counting = statements::changes;
        }
        return refresh(found);
    }

    /**
     * Recomputes by the query itself what users see, if that is what to do, before anything below is refreshed for nothing. Stream tables with changes of
     * their own, which the query would have to read afterwards, are left to the ordinary way, and so is what is not trusted.
     */
    private Optional<RefreshResult> byQuery(StreamTableState found) {
        if (!found.byQuery() || found.choice().isEmpty()) {
            return Optional.empty();
        }
        Map<Long, StreamTableRefresh> parts = new LinkedHashMap<>();
        collectParts(parts);
        if (!isTrusted() || !parts.values().stream().allMatch(StreamTableRefresh::isTrusted)) {
            return Optional.empty();
        }
        pending = Stream.concat(Stream.of(this), parts.values().stream())
                .mapToLong(one -> one.changes(one.state().orElseThrow()).count())
                .sum();
        RefreshChoice choice = found.choice().get();
        Decision decision = choice.of(pending);
        if (!decision.recompute() || !choice.leavesStateOut(!parts.isEmpty())) {
            return Optional.empty();
        }
        if (!lock()) {
            return Optional.of(anotherIsRunning());
        }
        Written written = statements.replace(found);
        if (!parts.isEmpty()) {
            statements.leaveOut(found, List.copyOf(parts.keySet()));
        }
        Account account = new Account(Action.FULL, pending, decision.why(), decision.why(), milliseconds(), true, null);
        return Optional.of(recorded(found, account, written));
    }

    private void collectParts(Map<Long, StreamTableRefresh> parts) {
        for (StreamTableRefresh one : below()) {
            if (one.guard != one
                    && parts.putIfAbsent(one.id, one) == null
                    && one.state().isPresent()) {
                one.collectParts(parts);
            }
        }
    }

    private boolean isTrusted() {
        return state().filter(s -> s.populated()
                        && s.rebuildReason().isEmpty()
                        && !s.unseenChanges()
                        && s.tables().isEmpty()
                        && !changes(s).truncated())
                .isPresent();
    }

    /** Whether it is a part that was left as it was when the whole was recomputed by the query itself. */
    private boolean isLeftOut(StreamTableState found) {
        return guard != this && found.visibleOnly();
    }

    /**
     * Stream tables that this one reads are brought to the same snapshot first, unless they have a schedule of their own: then what they show is
     * meant to be older.
     */
    private void refreshBelow(StreamTableRefresh one) {
        try {
            one.run();
        } catch (SqlError e) {
            throw e.within("refresh of stream table " + one.id + ", which stream table " + id + " reads");
        }
    }

    private boolean lock() {
        return lock(initiator);
    }

    /** Takes the lock, unless this transaction has it; returns whether it has it now. */
    private boolean lock(Initiator who) {
        locked = locked || statements.lock(who);
        return locked;
    }

    private Optional<StreamTableState> state() {
        if (!looked) {
            state = StreamTableState.of(session, id);
            looked = true;
        }
        return state;
    }

    /** Whether there is anything to do, as far as this snapshot shows. */
    private boolean hasWork() {
        StreamTableState found = state().orElse(null);
        if (found == null || !found.populated()) {
            return false;
        }
        return found.rebuildReason().isPresent()
                || below().stream().anyMatch(StreamTableRefresh::hasWork)
                || !found.isImmediate()
                        && (found.unseenChanges() || found.clock().isPresent() || hasChanges(found));
    }

    private boolean onlyTimePassed() {
        StreamTableState found = state().orElseThrow();
        return found.rebuildReason().isEmpty()
                && !found.unseenChanges()
                && !hasChanges(found)
                && below().stream().filter(StreamTableRefresh::hasWork).allMatch(StreamTableRefresh::onlyTimePassed);
    }

    private boolean hasChanges(StreamTableState found) {
        return changes(found).any();
    }

    private List<StreamTableRefresh> below() {
        if (below == null) {
            StreamTableState found = state().orElseThrow();
            below = Stream.concat(
                            found.parts().stream()
                                    .map(part -> all.computeIfAbsent(part, p -> new StreamTableRefresh(this, p))),
                            found.tables().stream()
                                    .map(table -> all.computeIfAbsent(
                                            table, t -> new StreamTableRefresh(session, t, initiator, all))))
                    .toList();
        }
        return below;
    }

    private Changes changes(StreamTableState found) {
        if (changes == null) {
            changes = found.isCaptured() ? counting.apply(found) : Changes.NONE;
        }
        return changes;
    }

    private RefreshResult refresh(StreamTableState found) {
        if (found.rebuildReason().isPresent()) {
            return rebuild(found, Action.REINITIALIZE, found.rebuildReason().get());
        }
        if (found.unseenChanges()) {
            return rebuild(found, Action.FULL, "");
        }
        if (found.visibleOnly()) {
            return rebuild(found, pending, "FULL: what applying changes needs was left out, and is computed", null);
        }
        Changes seen = changes(found);
        if (seen.truncated()) {
            Action action = found.mode().equals("FULL") ? Action.FULL : Action.REINITIALIZE;
            return rebuild(found, action, "a source was truncated");
        }
        if (seen.sources() == 0) {
            return found.clock().isPresent() ? followClock(found) : RefreshResult.nothing(Action.NO_DATA, "");
        }
        if (found.mode().equals("FULL")) {
            return rebuild(found, Action.FULL, "");
        }
        return found.choice()
                .map(choice -> choose(found, seen, choice))
                .orElseGet(() -> apply(found, seen, seen.count(), null));
    }

    /** Mode AUTO: by what applying changes and recomputing took before; and when applying many turns out to take longer than recomputing, that. */
    private RefreshResult choose(StreamTableState found, Changes seen, RefreshChoice choice) {
        long count = pending > 0 ? pending : seen.count();
        Decision decision = choice.of(count);
        if (decision.recompute()) {
            return rebuild(found, count, decision.why(), null);
        }
        OptionalDouble budget = choice.budget(count);
        if (budget.isEmpty()) {
            return apply(found, seen, count, decision.why());
        }
        double longest = budget.getAsDouble();
        // Waiting for another refresh is no measure of this one.
        if (!guard.lock()) {
            return anotherIsRunning();
        }
        return statements
                .within(longest, () -> apply(found, seen, count, decision.why()))
                .orElseGet(() -> rebuild(found, count, choice.afterGivingUp(count, longest), longest));
    }

    private RefreshResult rebuild(StreamTableState found, Action action, String reason) {
        return rebuild(found, () -> account(action, 0, null, reason));
    }

    private RefreshResult rebuild(StreamTableState found, long changes, String why, @Nullable Double givenUp) {
        return rebuild(found, () -> new Account(Action.FULL, changes, why, why, milliseconds(), false, givenUp));
    }

    private RefreshResult rebuild(StreamTableState found, Supplier<Account> account) {
        if (!guard.lock()) {
            return anotherIsRunning();
        }
        Written written = statements.rebuild(found);
        return recorded(found, account.get(), written);
    }

    private RefreshResult apply(StreamTableState found, Changes seen, long count, @Nullable String decision) {
        Account account = account(Action.DIFFERENTIAL, count, decision, "");
        int set = RefreshSets.smallestContaining(found.sources(), seen.sources());
        if (guard != this && !guard.lock()) {
            return anotherIsRunning();
        }
        return statements
                .apply(found, set, seen, account)
                .map(written -> wrote(account, written))
                .orElseGet(StreamTableRefresh::anotherIsRunning);
    }

    /**
     * Only time passed. When it moved no row, the contents are those of both times, and the next refresh starts from the older one. When it did, the
     * lock is taken late and must not be waited for, because its owner may wait for the rows.
     */
    private RefreshResult followClock(StreamTableState found) {
        Written moved = statements.followClock(found, RefreshSets.TIME_ONLY);
        if (moved.inserted() + moved.deleted() == 0) {
            return RefreshResult.nothing(Action.NO_DATA, "");
        }
        if (!guard.lock(Initiator.SCHEDULER)) {
            throw SqlError.of(SqlState.SERIALIZATION_FAILURE, "another refresh is running");
        }
        return recorded(found, account(Action.DIFFERENTIAL, 0, null, ""), moved);
    }

    private RefreshResult recorded(StreamTableState found, Account account, Written written) {
        statements.record(found, account, written);
        return wrote(account, written);
    }

    private RefreshResult wrote(Account account, Written written) {
        wrote = true;
        return new RefreshResult(account.action(), written.inserted(), written.deleted(), account.reason());
    }

    private Account account(Action action, long changes, @Nullable String decision, String reason) {
        return new Account(action, changes, decision, reason, milliseconds(), false, null);
    }

    private double milliseconds() {
        return (System.nanoTime() - started) / 1e6;
    }

    private static RefreshResult anotherIsRunning() {
        return RefreshResult.nothing(Action.SKIP, "another refresh is running");
    }
}
