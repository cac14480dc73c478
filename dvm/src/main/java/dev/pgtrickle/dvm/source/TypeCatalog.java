package dev.pgtrickle.dvm.source;

import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.source.SqlType.Collation;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks the server for {@link TypeFacts}, {@link Collation}s and type declarations, once for each during a compilation; those of {@link BuiltInTypes} are
 * known.
 */
public final class TypeCatalog {

    /** The collations that nearly every query has, and whose OIDs and properties are fixed: {@code default} and {@code C}. */
    private static final Map<Long, Collation> BUILT_IN = Map.of(
            100L, new Collation(QualifiedName.of("pg_catalog", "default"), true),
            950L, new Collation(QualifiedName.of("pg_catalog", "C"), true));

    private final SqlSession session;
    private final Map<Long, TypeFacts> facts = new HashMap<>(BuiltInTypes.FACTS);
    private final Map<Long, Collation> collations = new HashMap<>(BUILT_IN);

    /**
     * A catalog without contents.
     *
     * @param session where to ask
     */
    public TypeCatalog(SqlSession session) {
        this.session = session;
    }

    /**
     * What identifies a type in the catalogs.
     *
     * @param oid {@code pg_type.oid}
     * @param typmod the modifier, -1 for none
     * @param collation {@code pg_collation.oid}, 0 for none
     * @param declaration the type as {@code format_type} writes it with its modifier
     */
    public record Reference(long oid, int typmod, long collation, String declaration) {}

    /**
     * Looks types up, with at most two statements.
     *
     * @param references the wanted types
     * @return the types, in the same order
     */
    public List<SqlType> types(List<Reference> references) {
        loadFacts(references.stream()
                .map(Reference::oid)
                .filter(o -> !facts.containsKey(o))
                .distinct()
                .toList());
        loadCollations(references.stream()
                .map(Reference::collation)
                .filter(c -> c != 0 && !collations.containsKey(c))
                .distinct()
                .toList());
        List<SqlType> types = new ArrayList<>();
        for (Reference r : references) {
            TypeFacts known = facts.get(r.oid());
            if (known == null) {
                throw new IllegalStateException("the server does not know type " + r.oid());
            }
            types.add(new SqlType(
                    known, r.typmod(), r.declaration(), Optional.ofNullable(collations.get(r.collation()))));
        }
        return types;
    }

    private void loadFacts(List<Long> oids) {
        if (oids.isEmpty()) {
            return;
        }
        for (Row row : session.query("SELECT * FROM pgtrickle._type_facts($1::oid[])", array(oids))
                .rows()) {
            facts.put(row.number(0), facts(row));
        }
    }

    /** A row of {@code pgtrickle._type_facts}. */
    static TypeFacts facts(Row row) {
        String schema = row.text(7);
        return new TypeFacts(
                row.number(0),
                row.text(1),
                row.number(2),
                row.text(3).charAt(0),
                row.text(4).charAt(0),
                row.truth(5),
                row.truth(6),
                Operator.of(schema, row.text(8)),
                Operator.of(schema, row.text(9)),
                Operator.of(schema, row.text(10)),
                Optional.ofNullable(row.nullable(11)).map(QualifiedName::parse));
    }

    private void loadCollations(List<Long> oids) {
        if (oids.isEmpty()) {
            return;
        }
        String sql = "SELECT c.oid, n.nspname, c.collname, c.collisdeterministic FROM pg_catalog.pg_collation c"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace WHERE c.oid = ANY ($1::oid[])";
        for (Row row : session.query(sql, array(oids)).rows()) {
            QualifiedName name = new QualifiedName(new Identifier(row.text(1)), new Identifier(row.text(2)));
            collations.put(row.number(0), new Collation(name, row.truth(3)));
        }
    }

    static String array(Collection<Long> oids) {
        return oids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }
}
