package dev.pgtrickle.dvm.source;

import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.Optional;

/**
 * The type of a column or expression: type, modifier and collation.
 *
 * @param facts the type
 * @param typmod its modifier, -1 for none
 * @param declaration how it is written in a column definition, such as {@code numeric(15,2)}
 * @param collation its collation, nothing for a type that has none
 */
public record SqlType(TypeFacts facts, int typmod, String declaration, Optional<Collation> collation) {

    /** The OIDs of built-in types that rules name; they never change ({@code pg_type.dat} of the PostgreSQL sources). */
    public static final class Oid {
        public static final long BOOL = 16;

        public static final long BYTEA = 17;
        public static final long CHAR = 18;
        public static final long INT8 = 20;
        public static final long INT2 = 21;
        public static final long INT4 = 23;
        public static final long TEXT = 25;
        public static final long OID = 26;
        public static final long TID = 27;
        public static final long VARCHAR = 1043;
        public static final long DATE = 1082;
        public static final long TIME = 1083;
        public static final long TIMESTAMP = 1114;
        public static final long TIMESTAMPTZ = 1184;
        public static final long NUMERIC = 1700;
        public static final long RECORD = 2249;
        public static final long RECORD_ARRAY = 2287;
        public static final long UUID = 2950;

        public static final long BOOL_ARRAY = 1000;
        public static final long INT2_ARRAY = 1005;
        public static final long INT4_ARRAY = 1007;
        public static final long TEXT_ARRAY = 1009;
        public static final long VARCHAR_ARRAY = 1015;
        public static final long INT8_ARRAY = 1016;
        public static final long DATE_ARRAY = 1182;
        public static final long UUID_ARRAY = 2951;

        private Oid() {}
    }

    /**
     * A collation.
     *
     * @param name its qualified name
     * @param deterministic whether equal means equal byte for byte (manual, section "Nondeterministic Collations")
     */
    public record Collation(QualifiedName name, boolean deterministic) {}

    /**
     * The base type's OID.
     *
     * @return the type below all domains
     */
    public long base() {
        return facts.base();
    }

    /**
     * Whether a table can have a column of the type.
     *
     * @return false for rows of no declared type
     */
    public boolean isStorable() {
        return facts.base() != Oid.RECORD && facts.base() != Oid.RECORD_ARRAY;
    }

    /**
     * The scale that every finite value of the type has.
     *
     * @return the declared scale of {@code numeric(p,s)}, nothing for other types and for {@code numeric} without modifier
     */
    public Optional<Integer> fixedScale() {
        if (facts.base() != Oid.NUMERIC || facts.domain() || typmod < 4) {
            return Optional.empty();
        }
        // numeric typmods: ((precision << 16) | (scale & 0x7ff)) + VARHDRSZ, the scale being signed since PostgreSQL
        // 15.
        int scale = ((typmod - 4) & 0x7ff) ^ 1024;
        return scale - 1024 < 0 ? Optional.of(0) : Optional.of(scale - 1024);
    }
}
