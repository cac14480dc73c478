package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.program.ViewShape;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.ArrayText;
import dev.pgtrickle.dvm.sql.Identifier;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses unique indexes on stream tables whose writers append, unless all columns of the groups are among theirs. What is appended is not checked
 * against an index, so that one that it violates would stop the log from being folded.
 */
public final class AppendedUniqueness {

    /** For each unique index the columns that it has as they are, compared as the groups are. */
    private static final String UNIQUE_INDEXES = """
            SELECT c.relname, ARRAY(
                SELECT a.attname FROM pg_catalog.pg_attribute a
                JOIN ROWS FROM (pg_catalog.unnest(i.indkey::int2[]), pg_catalog.unnest(i.indcollation::oid[])) k(attnum, collation_oid) ON k.attnum = a.attnum AND k.collation_oid = a.attcollation
                WHERE a.attrelid = i.indrelid)
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            WHERE i.indrelid = $1::regclass AND i.indisunique
            ORDER BY c.relname
            """;

    private AppendedUniqueness() {}

    /**
     * Looks at an index before it is created on a stream table whose writers append.
     *
     * @param streamTable the visible relation in SQL
     * @param shape the shape of its query
     * @param columns the columns that the index has as they are
     * @throws SqlError 0A000 when contents could violate it
     */
    public static void require(String streamTable, ViewShape shape, Set<Identifier> columns) {
        if (!isKept(shape, columns)) {
            throw SqlError.of(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "cannot create a unique index on stream table " + streamTable
                                    + " without all columns of its groups")
                    .withDetail(
                            "Its writers append and wait for nobody, so that nothing tells them that they violate it.")
                    .withHint(
                            "Create it on all of them; or ALTER MATERIALIZED VIEW " + streamTable
                                    + " SET (pgtrickle.immediate = 'statement') has writers take turns and checks what they write.");
        }
    }

    /**
     * Looks at the indexes that a stream table has whose writers append from now on.
     *
     * @param session where to ask
     * @param names its objects
     * @param streamTable the visible relation in SQL
     * @param shape the shape of its query
     * @throws SqlError 0A000 when contents could violate one of them
     */
    static void requireAll(SqlSession session, ObjectNames names, String streamTable, ViewShape shape) {
        session.query(UNIQUE_INDEXES, names.storage().sql()).stream()
                .filter(index -> !isKept(shape, columns(index.text(1))))
                .findFirst()
                .ifPresent(index -> {
                    throw SqlError.of(
                                    SqlState.FEATURE_NOT_SUPPORTED,
                                    "writers of stream table " + streamTable + " cannot append because unique index \""
                                            + index.text(0) + "\" is without some columns of its groups")
                            .withHint("Drop the index, or set pgtrickle.immediate = 'statement'.");
                });
    }

    private static Set<Identifier> columns(String array) {
        return ArrayText.parse(array).stream()
                .flatMap(Stream::ofNullable)
                .map(Identifier::new)
                .collect(Collectors.toSet());
    }

    private static boolean isKept(ViewShape shape, Set<Identifier> columns) {
        return shape instanceof ViewShape.Groups groups && groups.isUniqueOver(columns);
    }
}
