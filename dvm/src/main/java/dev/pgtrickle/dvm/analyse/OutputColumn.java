package dev.pgtrickle.dvm.analyse;

import dev.pgtrickle.dvm.sql.Identifier;

/**
 * An output column of a query.
 *
 * @param name its name, which other columns may have as well
 * @param uniqueName its name, or one made from it when an earlier column has that name already
 * @param type the OID of its type, a pseudo-type included
 * @param typmod its type modifier, -1 for none
 * @param collation the OID of its collation, 0 for none
 * @param typeName its type for use in SQL, qualified unless it is in {@code pg_catalog}
 */
public record OutputColumn(
        Identifier name, Identifier uniqueName, long type, int typmod, long collation, String typeName) {}
