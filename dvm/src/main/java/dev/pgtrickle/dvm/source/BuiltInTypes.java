package dev.pgtrickle.dvm.source;

import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The facts of the types that nearly every query has, so that no server has to be asked: they are those of every version, and no server lets anyone
 * change them.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat">pg_type.dat</a>
 */
final class BuiltInTypes {

    /** The facts by OID. */
    static final Map<Long, TypeFacts> FACTS = Stream.of(
                    of(16, "boolean", 'B', "boolsend"),
                    of(20, "bigint", 'N', "int8send"),
                    of(21, "smallint", 'N', "int2send"),
                    of(23, "integer", 'N', "int4send"),
                    of(25, "text", 'S', "textsend"),
                    of(700, "real", 'N', "float4send"),
                    of(701, "double precision", 'N', "float8send"),
                    of(1042, "character", 'S', "bpcharsend"),
                    of(1043, "character varying", 'S', "varcharsend"),
                    of(1082, "date", 'D', "date_send"),
                    of(1114, "timestamp without time zone", 'D', "timestamp_send"),
                    of(1184, "timestamp with time zone", 'D', "timestamptz_send"),
                    of(1186, "interval", 'T', "interval_send"),
                    of(1700, "numeric", 'N', "numeric_send"),
                    of(2950, "uuid", 'U', "uuid_send"),
                    of(3802, "jsonb", 'U', "jsonb_send"))
            .collect(Collectors.toUnmodifiableMap(TypeFacts::oid, Function.identity()));

    private BuiltInTypes() {}

    /** A base type with the operators of pg_catalog that have the usual names. */
    private static TypeFacts of(long oid, String name, char category, String send) {
        return new TypeFacts(
                oid,
                name,
                oid,
                'b',
                category,
                true,
                true,
                Operator.of("pg_catalog", "="),
                Operator.of("pg_catalog", "<"),
                Operator.of("pg_catalog", ">"),
                Optional.of(QualifiedName.of("pg_catalog", send)));
    }
}
