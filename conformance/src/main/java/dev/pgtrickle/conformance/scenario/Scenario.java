package dev.pgtrickle.conformance.scenario;

import java.util.List;

/**
 * One case: what exists, a query, and what then happens to its sources.
 *
 * @param line the line of its title in the file, from 1
 * @param number its number, by which other files refer to it
 * @param title what it is about
 * @param equalityOnly whether the query may show any of several equal values, so that contents can be compared by SQL equality only
 * @param setup what runs before the stream table exists
 * @param query the defining query
 * @param parts what happens then: steps of one session, or turns of several sessions with refreshes between them
 */
public record Scenario(
        int line,
        int number,
        String title,
        boolean equalityOnly,
        List<SqlStatement> setup,
        String query,
        List<Part> parts) {

    /** Copies the lists. */
    public Scenario {
        setup = List.copyOf(setup);
        parts = List.copyOf(parts);
    }

    /**
     * Whether several sessions take turns.
     *
     * @return false when there is one session that takes steps
     */
    public boolean hasSessions() {
        return parts.stream().anyMatch(p -> !(p instanceof Part.Step));
    }

    /**
     * Whether a session of the scenario creates the stream table, because that is what the scenario is about.
     *
     * @return true when a turn has CREATE STREAM TABLE
     */
    public boolean createsStreamTable() {
        return parts.stream()
                .filter(Part.Turn.class::isInstance)
                .flatMap(p -> ((Part.Turn) p).statements().stream())
                .anyMatch(s -> s.beginsWith("create stream table"));
    }

    @Override
    public String toString() {
        return number + ". " + title;
    }
}
