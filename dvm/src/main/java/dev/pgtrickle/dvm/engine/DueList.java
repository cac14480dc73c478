package dev.pgtrickle.dvm.engine;

import dev.pgtrickle.dvm.install.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which stream tables are to be refreshed now. Pure bookkeeping with a given clock; its callers take turns.
 *
 * <p>A commit makes every stream table dirty, and starting a refresh makes one clean, so that a commit during a refresh is not forgotten. Dirty
 * ones without a schedule are due at once, others when their period is over. One that was recomputed as a whole rests after each refresh in
 * proportion to what it cost, so that it takes a bounded share of the server. After failures, the rest doubles.
 */
final class DueList {

    /** A recomputed stream table may take one part in so many of the time. */
    private static final int FULL_SHARE = 10;

    /** How often to look at contents that change without a change of a captured table. */
    private static final Duration UNSEEN_PERIOD = Duration.ofSeconds(1);

    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);

    /**
     * A stream table that the engine refreshes.
     *
     * @param id its {@code pgt_id}
     * @param schedule its schedule; nothing for as soon as something changes
     * @param unseen what can change it without a captured change
     */
    record Candidate(long id, Optional<Schedule> schedule, Unseen unseen) {}

    /** What changes contents besides captured changes. */
    enum Unseen {
        NOTHING,
        /** Time moves rows in and out; looking for them is cheap. */
        TIME,
        /** It has to be recomputed to see whether something changed. */
        ANYTHING
    }

    private enum Activity {
        RESTING,
        RUNNING
    }

    /** What is known of one stream table. */
    private record Entry(Activity activity, boolean dirty, long notBefore, long ended, int failures) {

        /** A stream table seen for the first time: nothing is known, so it is looked at. */
        static Entry fresh(long now) {
            return new Entry(Activity.RESTING, true, now, now, 0);
        }

        Entry withDirt() {
            return new Entry(activity, true, notBefore, ended, failures);
        }
    }

    private final Map<Long, Entry> entries = new HashMap<>();
    private final Map<Long, Candidate> candidates = new HashMap<>();

    /** Makes all stream tables dirty: something was committed, or may have been. */
    synchronized void committed() {
        entries.replaceAll((id, entry) -> entry.withDirt());
    }

    /**
     * Chooses, and counts the chosen ones as running.
     *
     * @param current all stream tables that the engine refreshes
     * @param now a monotonic clock in nanoseconds
     * @return the ids of those to refresh; each will be reported to {@link #succeeded} or {@link #failed}
     */
    synchronized List<Long> start(List<Candidate> current, long now) {
        candidates.clear();
        current.forEach(c -> candidates.put(c.id(), c));
        entries.entrySet()
                .removeIf(
                        e -> !candidates.containsKey(e.getKey()) && e.getValue().activity() == Activity.RESTING);
        List<Long> due = new ArrayList<>();
        for (Candidate candidate : current) {
            Entry entry = entries.computeIfAbsent(candidate.id(), id -> Entry.fresh(now));
            if (isDue(candidate, entry, now)) {
                entries.put(
                        candidate.id(),
                        new Entry(Activity.RUNNING, false, entry.notBefore(), entry.ended(), entry.failures()));
                due.add(candidate.id());
            }
        }
        return due;
    }

    private static boolean isDue(Candidate candidate, Entry entry, long now) {
        boolean wanted = entry.failures() > 0
                || switch (candidate.unseen()) {
                    case NOTHING -> entry.dirty();
                    case TIME -> entry.dirty() || now - entry.ended() >= UNSEEN_PERIOD.toNanos();
                    case ANYTHING -> true;
                };
        if (entry.activity() == Activity.RUNNING || !wanted || now - entry.notBefore() < 0) {
            return false;
        }
        return switch (candidate.schedule().orElse(null)) {
            case null -> true;
            case Schedule.Manual manual -> false;
            case Schedule.Every every -> now - entry.ended() >= every.period().toNanos();
        };
    }

    /**
     * Records a refresh that ended well.
     *
     * @param id the stream table
     * @param recomputing how long it was recomputed; zero when changes were applied, or there were none
     * @param now the clock
     */
    synchronized void succeeded(long id, Duration recomputing, long now) {
        Candidate candidate = candidates.get(id);
        Duration rest = recomputing.multipliedBy(FULL_SHARE);
        boolean unseen = candidate != null && candidate.unseen() == Unseen.ANYTHING;
        end(id, now, unseen && rest.compareTo(UNSEEN_PERIOD) < 0 ? UNSEEN_PERIOD : rest, 0);
    }

    /** Records a refresh that failed. */
    synchronized void failed(long id, long now) {
        Entry entry = entries.getOrDefault(id, Entry.fresh(now));
        int failures = entry.failures() + 1;
        Duration backoff = Duration.ofMillis(100L << Math.min(failures, 10));
        end(id, now, backoff.compareTo(LONGEST_BACKOFF) < 0 ? backoff : LONGEST_BACKOFF, failures);
    }

    private void end(long id, long now, Duration rest, int failures) {
        boolean dirty = entries.getOrDefault(id, Entry.fresh(now)).dirty();
        entries.put(id, new Entry(Activity.RESTING, dirty, now + rest.toNanos(), now, failures));
    }
}
