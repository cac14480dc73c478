package dev.pgtrickle.dvm.source;

import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.Optional;

/**
 * What the server knows about a type; a domain has the facts of the type below it.
 *
 * @param oid the type
 * @param name its name as {@code format_type} writes it without a modifier
 * @param base the type below all domains; {@code oid} itself for other types
 * @param kind {@code pg_type.typtype} of the base type
 * @param category {@code pg_type.typcategory} of the base type
 * @param groupable whether GROUP BY and DISTINCT accept it
 * @param hashable whether {@code hash_record_extended} accepts it
 * @param equality the operator that GROUP BY means by equal; only meaningful when groupable
 * @param less the operator that orders it; only meaningful when it has an ordering
 * @param greater the commutator of {@code less}
 * @param send its binary output function, where it has one
 */
public record TypeFacts(
        long oid,
        String name,
        long base,
        char kind,
        char category,
        boolean groupable,
        boolean hashable,
        Operator equality,
        Operator less,
        Operator greater,
        Optional<QualifiedName> send) {

    /**
     * Whether values of the type are rows, whose NULL test looks inside.
     *
     * @return true for composite types
     */
    public boolean composite() {
        return kind == 'c' || base == 2249;
    }

    /**
     * Whether values of the type are arrays, which aggregate functions nest.
     *
     * @return true for array types
     */
    public boolean array() {
        return category == 'A';
    }

    /**
     * Whether the type is a domain.
     *
     * @return true when constraints stand between it and its base type
     */
    public boolean domain() {
        return oid != base;
    }
}
