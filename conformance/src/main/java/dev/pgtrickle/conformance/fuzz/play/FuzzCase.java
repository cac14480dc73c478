package dev.pgtrickle.conformance.fuzz.play;

import dev.pgtrickle.conformance.fuzz.query.Query;
import dev.pgtrickle.conformance.fuzz.query.Type;
import java.util.List;

/**
 * Tables, a query over them, and what happens to the tables.
 *
 * @param tables the tables; one that refers to another comes later
 * @param stages stream tables that the query reads besides tables; one that reads another comes later
 * @param query the query of the stream tables
 * @param batches what is written
 */
public record FuzzCase(List<Table> tables, List<Stage> stages, Query query, List<Batch> batches) {

    /** How contents are compared. */
    public enum Equality {
        /** By text. */
        TEXT,
        /** By SQL equality, as it is open which of several equal values is shown. */
        SQL
    }

    /** Copies the lists. */
    public FuzzCase {
        tables = List.copyOf(tables);
        stages = List.copyOf(stages);
        batches = List.copyOf(batches);
    }

    /**
     * What it means for contents of a query to be equal.
     *
     * @param query a query of the case
     * @return the comparison
     */
    static Equality equality(Query query) {
        return query.columns().stream().anyMatch(c -> c.type() == Type.LOOSE) ? Equality.SQL : Equality.TEXT;
    }

    /**
     * The same with other tables.
     *
     * @param other the tables
     * @return the case
     */
    public FuzzCase withTables(List<Table> other) {
        return new FuzzCase(other, stages, query, batches);
    }

    /**
     * The same with other stages.
     *
     * @param other the stages
     * @return the case
     */
    public FuzzCase withStages(List<Stage> other) {
        return new FuzzCase(tables, other, query, batches);
    }

    /**
     * The same with another query.
     *
     * @param other the query
     * @return the case
     */
    public FuzzCase withQuery(Query other) {
        return new FuzzCase(tables, stages, other, batches);
    }

    /**
     * The same with other batches.
     *
     * @param other the batches
     * @return the case
     */
    public FuzzCase withBatches(List<Batch> other) {
        return new FuzzCase(tables, stages, query, other);
    }
}
